// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Any octets as a WAMP message in MessagePack: check_serializer says what must hold.
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/serializer_property.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  deskgate::fuzz::check_serializer(deskgate::router::msgpack_serializer(),
                                   deskgate::fuzz::view(data, size));
  return 0;
}

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/binary_serializer.hpp"
#include "router/cbor_reader.hpp"
#include "router/cbor_writer.hpp"

namespace deskgate::router {
namespace {

struct Cbor {
  using Reader = CborReader;
  using Writer = CborWriter;
  static constexpr std::string_view name = "cbor";
  static constexpr int rawsocket_id = 3;
};

}  // namespace

const Serializer& cbor_serializer() {
  static const BinarySerializer<Cbor> serializer;
  return serializer;
}

}  // namespace deskgate::router

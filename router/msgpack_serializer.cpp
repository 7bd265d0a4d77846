// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/binary_serializer.hpp"
#include "router/msgpack_reader.hpp"
#include "router/msgpack_writer.hpp"

namespace deskgate::router {
namespace {

struct Msgpack {
  using Reader = MsgpackReader;
  using Writer = MsgpackWriter;
  static constexpr std::string_view name = "msgpack";
  static constexpr int rawsocket_id = 2;
};

}  // namespace

const Serializer& msgpack_serializer() {
  static const BinarySerializer<Msgpack> serializer;
  return serializer;
}

}  // namespace deskgate::router

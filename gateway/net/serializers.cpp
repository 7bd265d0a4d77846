// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/serializers.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace deskgate::gateway::net {
namespace {

using Serializer = const router::Serializer& (*)();

constexpr std::array<std::string_view, 3> names{"wamp.2.json", "wamp.2.msgpack", "wamp.2.cbor"};
constexpr std::array<std::string_view, 3> batched_names{
    "wamp.2.json.batched", "wamp.2.msgpack.batched", "wamp.2.cbor.batched"};
constexpr std::array<Serializer, 3> serializers{router::json_serializer, router::msgpack_serializer,
                                                router::cbor_serializer};

}  // namespace

std::span<const std::string_view> subprotocols() {
  return names;
}

std::span<const std::string_view> batched_subprotocols() {
  return batched_names;
}

Encoding encoding_of(std::string_view subprotocol) {
  const auto* name = std::ranges::find(names, subprotocol);
  if (name != names.end()) return {serializers.at(name - names.begin())(), Batching::none};
  const auto* batched = std::ranges::find(batched_names, subprotocol);
  assert(batched != batched_names.end() && "a name of these");
  const auto& serializer = serializers.at(batched - batched_names.begin())();
  return {serializer, serializer.is_binary() ? Batching::counted : Batching::terminated};
}

const router::Serializer* find_serializer(int rawsocket_id) {
  const auto* found = std::ranges::find_if(
      serializers, [&](Serializer each) { return each().rawsocket_id() == rawsocket_id; });
  return found == serializers.end() ? nullptr : &(*found)();
}

}  // namespace deskgate::gateway::net

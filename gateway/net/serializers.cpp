// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/serializers.hpp"

#include <array>
#include <cassert>

namespace deskgate::gateway::net {
namespace {

struct Spoken {
  std::string_view subprotocol;
  const router::Serializer& (*serializer)();
};

constexpr std::array spoken{Spoken{"wamp.2.json", router::json_serializer}};

constexpr auto names = [] {
  std::array<std::string_view, spoken.size()> result;
  for (std::size_t i = 0; i < spoken.size(); ++i) result[i] = spoken[i].subprotocol;
  return result;
}();

}  // namespace

std::span<const std::string_view> subprotocols() {
  return names;
}

const router::Serializer& serializer_of(std::string_view subprotocol) {
  for (const auto& each : spoken) {
    if (each.subprotocol == subprotocol) return each.serializer();
  }
  assert(false && "not one of subprotocols()");
  return router::json_serializer();
}

const router::Serializer* find_serializer(int rawsocket_id) {
  for (const auto& each : spoken) {
    if (each.serializer().rawsocket_id() == rawsocket_id) return &each.serializer();
  }
  return nullptr;
}

}  // namespace deskgate::gateway::net

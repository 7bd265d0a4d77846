// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What the naive router does with literal WAMP arrays.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>

namespace deskgate::router::naive {

constexpr auto violation = "wamp.error.protocol_violation";

inline std::string text(const nlohmann::json& message, std::size_t at) {
  return message[at].get<std::string>();
}

// The arguments, which begin at that element, as a list of none, one or two.
inline nlohmann::json payload_from(const nlohmann::json& message, std::size_t at) {
  auto payload = nlohmann::json::array();
  for (auto i = at; i < message.size(); ++i) payload.push_back(message[i]);
  return payload;
}

inline nlohmann::json with_payload(nlohmann::json message, const nlohmann::json& payload) {
  for (const auto& element : payload) message.push_back(element);
  return message;
}

}  // namespace deskgate::router::naive

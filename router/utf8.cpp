// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/utf8.hpp"

#include <simdjson.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace deskgate::router {
namespace {

// What simdjson costs before it starts is more than a glance at a key or a URI.
constexpr std::size_t short_text = 32;

bool is_ascii(std::string_view octets) {
  return std::all_of(octets.begin(), octets.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

bool is_utf8(std::string_view octets) {
  if (octets.size() <= short_text && is_ascii(octets)) return true;
  return simdjson::validate_utf8(octets.data(), octets.size());
}

std::string to_utf8(std::string_view octets) {
  if (is_utf8(octets)) return std::string(octets);
  using Json = nlohmann::json;
  const auto quoted = Json(octets).dump(-1, ' ', false, Json::error_handler_t::replace);
  return Json::parse(quoted).get<std::string>();
}

}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/utf8.hpp"

#include <simdjson.h>

#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>

namespace deskgate::router {
namespace {

// Most messages are ASCII, and up to about this size a look at eight octets at once costs less than
// what simdjson does before it starts.
constexpr std::size_t short_text = 512;

bool is_ascii(std::string_view octets) {
  constexpr std::uint64_t tops = 0x8080808080808080;
  const char* at = octets.data();
  std::size_t left = octets.size();
  std::uint64_t seen = 0;
  for (; left >= sizeof seen; at += sizeof seen, left -= sizeof seen) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, at, sizeof eight);
    seen |= eight;
  }
  std::uint64_t rest = 0;
  for (; left > 0; --left) rest |= static_cast<unsigned char>(*at++);
  return ((seen | rest) & tops) == 0;
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

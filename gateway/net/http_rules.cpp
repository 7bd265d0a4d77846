// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/http_rules.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <optional>

namespace deskgate::gateway::net {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

bool is_port(std::string_view text) {
  unsigned port = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, port);
  return error == std::errc() && stop == end && port >= 1 && port <= 65535;
}

// The name of a Host header without its port; nullopt where it is neither "name" nor "name:port".
std::optional<std::string_view> name_in(std::string_view host) {
  const auto bracket = host.starts_with('[') ? host.find(']') : 0;
  const auto colon = host.find(':', bracket);
  if (colon == std::string_view::npos) return host;
  if (!is_port(host.substr(colon + 1))) return std::nullopt;
  return host.substr(0, colon);
}

bool is_loopback(std::string_view name) {
  const bool is_v6 = name.size() > 2 && name.front() == '[' && name.back() == ']';
  if (is_v6) name = name.substr(1, name.size() - 2);
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(name, error);
  return !error && address.is_v6() == is_v6 && address.is_loopback();
}

bool is_plain(char c) {
  const char letter = lower(c);
  return (letter >= 'a' && letter <= 'z') || (c >= '0' && c <= '9') ||
         std::string_view(".-_:[]").find(c) != std::string_view::npos;
}

}  // namespace

bool is_allowed_target(std::string_view target, const HttpRules& rules) {
  const auto path = target.substr(0, target.find('?'));
  return rules.takes_any_path() ? path.starts_with('/') : path == rules.path;
}

bool is_plain_host(std::string_view host) {
  return std::ranges::all_of(host, is_plain);
}

bool is_allowed_host(std::string_view host, const HttpRules& rules) {
  if (!is_plain_host(host)) return false;
  const auto name = name_in(host);
  if (!name) return false;
  if (equal_ignoring_case(*name, "localhost") || is_loopback(*name)) return true;
  const auto is_this = [&](const std::string& own) { return equal_ignoring_case(own, host); };
  if (std::ranges::any_of(rules.own_hosts, is_this)) return true;
  return std::ranges::any_of(rules.allowed_hosts, [&](const std::string& allowed) {
    return !allowed.empty() &&
           (equal_ignoring_case(allowed, *name) || equal_ignoring_case(allowed, host));
  });
}

bool is_allowed_origin(std::string_view origin, const HttpRules& rules) {
  return origin != "null" &&
         std::ranges::find(rules.allowed_origins, origin) != rules.allowed_origins.end();
}

}  // namespace deskgate::gateway::net

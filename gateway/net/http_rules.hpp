// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Who may come in through HTTP.
//
// A web page in the user's own browser reaches loopback as easily as a program does. Two headers
// that the page cannot choose tell them apart: Origin names the page, and Host the name under which
// the browser believes to have found us, which a rebound DNS name gives away.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace deskgate::gateway::net {

// What a web page must be to connect, and where the WebSocket is.
struct HttpRules {
  static constexpr std::string_view any_path = "*";

  std::string path = "/ws";  // or any_path
  // Origins whose pages may connect ("https://example.org"). A request with any other Origin gets
  // 403: a page in the user's own browser is a stranger.
  std::vector<std::string> allowed_origins{};
  // Beside "localhost" and literal loopback addresses: Host names that this listener answers to,
  // with any port or, where one is given, with that port. Others get 421.
  std::vector<std::string> allowed_hosts{};

  // Where TLS is spoken, which need not be loopback: "192.168.1.20:5021". Follows the listeners.
  std::vector<std::string> own_hosts{};

  bool takes_any_path() const { return path == any_path; }
  friend bool operator==(const HttpRules&, const HttpRules&) = default;
};

// `target` is what a request asks for: a path, perhaps with a query, which is not looked at.
bool is_allowed_target(std::string_view target, const HttpRules& rules);

// Whether `host`, the value of a Host header, has only octets that names, addresses and ports are
// written with. What served pages may connect to is said by this value: a scope, as in "[::1%lo]",
// may be any text, and would say more.
bool is_plain_host(std::string_view host);

// Likewise. Never of a host that is not plain.
bool is_allowed_host(std::string_view host, const HttpRules& rules);

// `origin` is the value of an Origin header. "null", the origin of sandboxed pages and local files,
// is never allowed.
bool is_allowed_origin(std::string_view origin, const HttpRules& rules);

}  // namespace deskgate::gateway::net

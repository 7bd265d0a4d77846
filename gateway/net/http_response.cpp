// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/http_response.hpp"

#include <boost/uuid/detail/sha1.hpp>

#include "router/base64.hpp"

namespace deskgate::gateway::net {
namespace {

// Nobody but the page itself makes anything of a response.
constexpr auto guards =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "X-Frame-Options: DENY\r\n"
    "Cache-Control: no-store\r\n";

std::string_view phrase_of(unsigned status) {
  switch (status) {
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 421:
      return "Misdirected Request";
    case 426:
      return "Upgrade Required";
    case 431:
      return "Request Header Fields Too Large";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Error";
  }
}

// RFC 6455, section 4.2.2.
std::string accept_token(std::string_view key) {
  constexpr std::string_view salt = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  boost::uuids::detail::sha1 hash;
  hash.process_bytes(key.data(), key.size());
  hash.process_bytes(salt.data(), salt.size());
  boost::uuids::detail::sha1::digest_type words{};
  hash.get_digest(words);
  router::Octets digest;
  for (const auto word : words) {
    for (const int shift : {24, 16, 8, 0}) digest.push_back(word >> shift & 0xFF);
  }
  return router::to_base64(digest);
}

}  // namespace

std::string refusal_response(const HttpRefusal& refusal, Body body) {
  const bool names_upgrade = refusal.status == 426;  // Upgrade is a field of this hop only
  std::string response = "HTTP/1.1 " + std::to_string(refusal.status) + " ";
  response += phrase_of(refusal.status);
  response += "\r\n" + refusal.extra_fields;
  response += names_upgrade ? "Connection: close, Upgrade\r\n" : "Connection: close\r\n";
  response += "Content-Type: text/plain; charset=utf-8\r\n";
  response += "Content-Length: " + std::to_string(refusal.reason.size() + 1) + "\r\n";
  response += guards;
  response += "Content-Security-Policy: default-src 'none'\r\n\r\n";
  if (body == Body::yes) response += refusal.reason + "\n";
  return response;
}

std::string asset_response(const Asset& asset, std::string_view host, Body body) {
  const std::string place(host);
  std::string response = "HTTP/1.1 200 OK\r\nConnection: close\r\n";
  response += "Content-Type: " + std::string(asset.content_type) + "\r\n";
  response += "Content-Length: " + std::to_string(asset.body.size()) + "\r\n";
  response += guards;
  response +=
      "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src "
      "'self'; connect-src 'self' ws://" +
      place + " wss://" + place +
      "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n\r\n";
  if (body == Body::yes) response += asset.body;
  return response;
}

std::string upgrade_response(std::string_view key, std::string_view subprotocol) {
  std::string response = "HTTP/1.1 101 Switching Protocols\r\n";
  response += "Upgrade: websocket\r\n";
  response += "Connection: Upgrade\r\n";
  response += "Sec-WebSocket-Accept: " + accept_token(key) + "\r\n";
  response += "Sec-WebSocket-Protocol: " + std::string(subprotocol) + "\r\n\r\n";
  return response;
}

}  // namespace deskgate::gateway::net

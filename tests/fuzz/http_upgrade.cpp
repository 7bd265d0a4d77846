// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The HTTP before a WebSocket, cut anywhere: nothing is answered before the head is there, and then
// what the whole request gets. A request gets 101 or an error, as a well-formed response into which
// nothing of the request leaks; more than 8 KiB are never waited for.
//
// Input: one octet for the length of the pieces, then the request.
#include "gateway/net/http_upgrade.hpp"

#include <array>

#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/stream.hpp"

namespace deskgate::fuzz {
namespace {

using gateway::net::answer_http;
using gateway::net::HttpAnswer;
using Kind = HttpAnswer::Kind;

constexpr std::array<std::string_view, 2> subprotocols{"wamp.2.cbor", "wamp.2.json"};

void check_response(const HttpAnswer& answer, std::size_t size) {
  const auto head = answer.response.substr(0, answer.response.find("\r\n\r\n"));
  require(head.size() + 4 <= answer.response.size(), "a response has a head");
  require(head.starts_with("HTTP/1.1 " + std::to_string(answer.status) + ' '), "with its status");
  require(head.find('\0') == std::string::npos, "in which no control character stands");
  if (answer.kind == Kind::upgraded) {
    require(answer.status == 101, "a WebSocket is 101");
    require(answer.consumed > 0 && answer.consumed <= size, "a head that was there");
    require(answer.consumed <= gateway::net::max_http_head, "and not too long");
    require(answer.subprotocol == subprotocols[0] || answer.subprotocol == subprotocols[1],
            "a subprotocol is one of ours");
    require(answer.response.size() == head.size() + 4, "101 has no body");
  } else {
    require(answer.status >= 400 && answer.status < 600, "a refusal is an error");
    require(!answer.reason.empty(), "a refusal says why");
    require(head.find("Connection: close") != std::string::npos, "a refusal is the end");
  }
}

HttpAnswer answer_in_pieces(std::string_view request, std::size_t length,
                            const gateway::net::HttpTerms& terms) {
  HttpAnswer answer{Kind::incomplete};
  std::string so_far;
  for (Pieces pieces(request, length); pieces.are_left() && answer.kind == Kind::incomplete;) {
    so_far += pieces.next();
    answer = answer_http(so_far, terms);
  }
  return answer;
}

void check(std::string_view octets) {
  const auto length = 1 + Choices(octets).among(256);
  const auto request = octets.substr(1);
  const gateway::net::HttpRules rules{.allowed_origins = {"https://example.org"},
                                      .allowed_hosts = {"desk.local:8080"}};
  const gateway::net::HttpTerms terms{rules, false, subprotocols};

  const auto answer = answer_http(request, terms);
  const auto in_pieces = answer_in_pieces(request, length, terms);
  require(answer.kind == in_pieces.kind && answer.response == in_pieces.response &&
              answer.consumed == in_pieces.consumed,
          "it does not matter where a request is cut");
  if (answer.kind == Kind::incomplete) {
    require(request.size() < gateway::net::max_http_head, "a head is not waited for for ever");
  } else {
    check_response(answer, request.size());
  }
}

}  // namespace
}  // namespace deskgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 0) deskgate::fuzz::check(deskgate::fuzz::view(data, size));
  return 0;
}

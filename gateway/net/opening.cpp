// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/opening.hpp"

#include "gateway/net/http_upgrade.hpp"
#include "gateway/net/raw_framing.hpp"
#include "gateway/net/serializers.hpp"
#include "gateway/net/ws_framing.hpp"

namespace deskgate::gateway::net {
namespace {

Opening open_websocket(HttpAnswer answer, const OpeningTerms& terms) {
  const auto [serializer, batching] = encoding_of(answer.subprotocol);
  const auto type = serializer.is_binary() ? ws::Opcode::binary : ws::Opcode::text;
  return {.kind = Opening::Kind::accepted,
          .reply = std::move(answer.response),
          .consumed = answer.consumed,
          .serializer = &serializer,
          .framing = std::make_unique<WsFraming>(type, batching, terms.message_limit)};
}

Opening open_http(std::string_view octets, const OpeningTerms& terms) {
  auto answer = answer_http(octets, {terms.rules, terms.is_unix, subprotocols(),
                                     batched_subprotocols(), terms.is_over_tls ? "https" : "http"});
  switch (answer.kind) {
    case HttpAnswer::Kind::incomplete:
      return {Opening::Kind::incomplete};
    case HttpAnswer::Kind::refused:
      return {.kind = Opening::Kind::refused,
              .reply = std::move(answer.response),
              .reason = std::to_string(answer.status) + ": " + answer.reason};
    case HttpAnswer::Kind::served:
      return {.kind = Opening::Kind::served, .reply = std::move(answer.response)};
    case HttpAnswer::Kind::upgraded:
      break;
  }
  return open_websocket(std::move(answer), terms);
}

Opening refuse_raw(raw::Refusal refusal, std::string reason) {
  return {.kind = Opening::Kind::refused,
          .reply = raw::refuse_reply(refusal),
          .reason = std::move(reason)};
}

Opening open_rawsocket(std::string_view octets, const OpeningTerms& terms) {
  if (octets.size() < raw::handshake_size) return {Opening::Kind::incomplete};
  const auto request = raw::read_request(octets.substr(0, raw::handshake_size));
  if (!request.reserved_is_zero) {
    return refuse_raw(raw::Refusal::reserved_bits, "RawSocket: reserved bits are set");
  }
  const auto* serializer = find_serializer(request.serializer);
  if (!serializer) {
    return refuse_raw(raw::Refusal::unsupported_serializer,
                      "RawSocket: no serializer " + std::to_string(request.serializer));
  }
  const auto own = raw::exponent_for(terms.message_limit);
  return {.kind = Opening::Kind::accepted,
          .reply = raw::accept_reply(own, request.serializer),
          .consumed = raw::handshake_size,
          .serializer = serializer,
          .framing = std::make_unique<RawFraming>(raw::announced_size(own),
                                                  raw::announced_size(request.exponent))};
}

}  // namespace

Opening open(std::string_view octets, const OpeningTerms& terms) {
  if (octets.empty()) return {Opening::Kind::incomplete};
  return octets.front() == raw::magic ? open_rawsocket(octets, terms) : open_http(octets, terms);
}

}  // namespace deskgate::gateway::net

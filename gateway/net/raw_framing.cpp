// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/raw_framing.hpp"

#include <algorithm>

namespace deskgate::gateway::net {

RawFraming::RawFraming(std::size_t own_limit, std::size_t peer_limit)
    : own_limit_(own_limit), peer_limit_(std::min(peer_limit, raw::max_sent)) {}

Received RawFraming::receive(std::span<char>& input, Outbox& out) {
  using Kind = raw::Item::Kind;
  for (;;) {
    const auto item = raw::next(input, own_limit_, longest_ping_);
    switch (item.kind) {
      case Kind::incomplete:
        return {Received::Kind::incomplete};
      case Kind::message:
        return {Received::Kind::message, item.octets};
      case Kind::ping:
        send_pong(item.octets, out);
        break;
      case Kind::pong:
        break;
      case Kind::violation:
        return {Received::Kind::violation, item.octets};
    }
  }
}

void RawFraming::send(std::string_view message, Outbox& out) {
  send_frame(raw::Type::message, message, out);
}

void RawFraming::set_joined(bool is_joined) {
  longest_ping_ = is_joined ? own_limit_ : raw::strangers_ping;
}

void RawFraming::send_pong(std::string_view payload, Outbox& out) {
  const auto head = raw::encode_head(raw::Type::pong, payload.size());
  out.append_pong({head.data(), head.size()}, payload);
}

void RawFraming::send_frame(raw::Type type, std::string_view payload, Outbox& out) {
  const auto head = raw::encode_head(type, payload.size());
  out.append({head.data(), head.size()}, payload);
}

}  // namespace deskgate::gateway::net

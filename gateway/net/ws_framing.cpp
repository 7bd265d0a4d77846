// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/ws_framing.hpp"

namespace deskgate::gateway::net {

Received WsFraming::receive(std::span<char>& input, Outbox& out) {
  using Kind = ws::Reader::Item::Kind;
  for (;;) {
    const auto item = reader_.next(input);
    switch (item.kind) {
      case Kind::incomplete:
        return {Received::Kind::incomplete};
      case Kind::message:
        return {Received::Kind::message, item.octets};
      case Kind::ping:
        if (!has_sent_close_) send_frame(ws::Opcode::pong, item.octets, out);
        break;
      case Kind::pong:
        break;
      case Kind::close:
        send_close(item.octets.substr(0, 2), out);
        return {Received::Kind::farewell};
      case Kind::violation:
        send_close(ws::close_payload(item.code, item.octets), out);
        return {Received::Kind::violation, item.octets};
    }
  }
}

void WsFraming::send(std::string_view message, Outbox& out) {
  send_frame(type_, message, out);
}

Farewell WsFraming::say_farewell(Outbox& out) {
  send_close(ws::close_payload(ws::CloseCode::normal, {}), out);
  return Farewell::answered;
}

void WsFraming::ping(Outbox& out) {
  send_frame(ws::Opcode::ping, {}, out);
}

void WsFraming::send_frame(ws::Opcode opcode, std::string_view payload, Outbox& out) {
  out.append(ws::EncodedHead(opcode, payload.size()).view(), payload);
}

// Only one close frame is ever sent, and nothing after it (RFC 6455, section 5.5.1).
void WsFraming::send_close(std::string_view payload, Outbox& out) {
  if (has_sent_close_) return;
  has_sent_close_ = true;
  send_frame(ws::Opcode::close, payload, out);
}

}  // namespace deskgate::gateway::net

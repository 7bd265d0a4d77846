// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/ws_framing.hpp"

namespace deskgate::gateway::net {

Received WsFraming::receive(std::span<char>& input, Outbox& out) {
  using Kind = ws::Reader::Item::Kind;
  for (;;) {
    if (is_in_batch_) {
      const auto received = next_of_batch(out);
      if (received.kind != Received::Kind::incomplete) return received;
    }
    const auto item = reader_.next(input);
    switch (item.kind) {
      case Kind::incomplete:
        return {Received::Kind::incomplete};
      case Kind::message:
        if (batching_ == Batching::none) return {Received::Kind::message, item.octets};
        batch_.start(item.octets);
        is_in_batch_ = true;
        break;
      case Kind::ping:
        if (!has_sent_close_) {
          out.append_pong(ws::EncodedHead(ws::Opcode::pong, item.octets.size()).view(),
                          item.octets);
        }
        break;
      case Kind::pong:
        break;
      case Kind::close:
        send_close(item.octets.substr(0, 2), out);
        return {Received::Kind::farewell};
      case Kind::violation:
        return violation(item.code, item.octets, out);
    }
  }
}

// Incomplete: nothing is left of the batch.
Received WsFraming::next_of_batch(Outbox& out) {
  using Kind = BatchReader::Item::Kind;
  const auto item = batch_.next();
  if (item.kind == Kind::message) return {Received::Kind::message, item.octets};
  if (item.kind == Kind::violation) return violation(ws::CloseCode::bad_data, item.octets, out);
  is_in_batch_ = false;
  return {Received::Kind::incomplete};
}

Received WsFraming::violation(ws::CloseCode code, std::string_view reason, Outbox& out) {
  send_close(ws::close_payload(code, reason), out);
  return {Received::Kind::violation, reason};
}

void WsFraming::send(std::string_view message, Outbox& out) {
  if (batching_ == Batching::none) return send_frame(type_, message, out);
  if (batching_ == Batching::terminated) {
    out.append(ws::EncodedHead(type_, message.size() + 1).view(), message);
    return out.append({&batch_terminator, 1}, {});
  }
  const auto count = batch_count(message.size());
  std::string head(ws::EncodedHead(type_, count.size() + message.size()).view());
  head.append(count.begin(), count.end());
  out.append(head, message);
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

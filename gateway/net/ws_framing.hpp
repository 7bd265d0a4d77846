// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <limits>

#include "gateway/net/framing.hpp"
#include "gateway/net/ws_reader.hpp"

namespace deskgate::gateway::net {

// WebSocket after its handshake: one WAMP message per text or binary message.
class WsFraming final : public Framing {
 public:
  // `type`: text or binary, both ways. `limit`: octets of one incoming message.
  WsFraming(ws::Opcode type, std::size_t limit) : type_(type), reader_(type, limit) {}

  std::string_view name() const override { return "WebSocket"; }
  Received receive(std::span<char>& input, Outbox& out) override;
  void send(std::string_view message, Outbox& out) override;
  std::size_t largest_message() const override { return std::numeric_limits<std::size_t>::max(); }
  Farewell say_farewell(Outbox& out) override;
  bool is_pingable() const override { return true; }
  void ping(Outbox& out) override;

 private:
  void send_frame(ws::Opcode opcode, std::string_view payload, Outbox& out);
  void send_close(std::string_view payload, Outbox& out);

  ws::Opcode type_;
  ws::Reader reader_;
  bool has_sent_close_ = false;
};

}  // namespace deskgate::gateway::net

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <limits>

#include "gateway/net/batch.hpp"
#include "gateway/net/framing.hpp"
#include "gateway/net/ws_reader.hpp"

namespace deskgate::gateway::net {

// WebSocket after its handshake: one WAMP message per text or binary message, or a batch of them.
// What is sent in batches goes in batches of one.
class WsFraming final : public Framing {
 public:
  // `type`: text or binary, both ways. `limit`: octets of one incoming message, or batch.
  WsFraming(ws::Opcode type, Batching batching, std::size_t limit)
      : type_(type), batching_(batching), reader_(type, limit), batch_(batching) {}

  std::string_view name() const override { return "WebSocket"; }
  Received receive(std::span<char>& input, Outbox& out) override;
  void send(std::string_view message, Outbox& out) override;
  std::size_t largest_message() const override { return std::numeric_limits<std::size_t>::max(); }
  Farewell say_farewell(Outbox& out) override;
  bool is_pingable() const override { return true; }
  void ping(Outbox& out) override;

 private:
  Received next_of_batch(Outbox& out);
  Received violation(ws::CloseCode code, std::string_view reason, Outbox& out);
  void send_frame(ws::Opcode opcode, std::string_view payload, Outbox& out);
  void send_close(std::string_view payload, Outbox& out);

  ws::Opcode type_;
  Batching batching_;
  ws::Reader reader_;
  BatchReader batch_;
  bool is_in_batch_ = false;
  bool has_sent_close_ = false;
};

}  // namespace deskgate::gateway::net

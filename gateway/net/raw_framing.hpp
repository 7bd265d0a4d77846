// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include "gateway/net/framing.hpp"
#include "gateway/net/raw_frame.hpp"

namespace deskgate::gateway::net {

// RawSocket after its handshake. It has pings, but known clients drop a connection on which they
// are pinged, so that we never do; TCP's own keep-alive finds dead peers.
class RawFraming final : public Framing {
 public:
  // Each in octets of one message: what we take, and what the peer announced that it takes.
  RawFraming(std::size_t own_limit, std::size_t peer_limit);

  std::string_view name() const override { return "RawSocket"; }
  Received receive(std::span<char>& input, Outbox& out) override;
  void send(std::string_view message, Outbox& out) override;
  std::size_t largest_message() const override { return peer_limit_; }
  Farewell say_farewell(Outbox&) override { return Farewell::unanswered; }
  void set_joined(bool is_joined) override;
  bool is_pingable() const override { return false; }
  void ping(Outbox&) override {}

 private:
  void send_pong(std::string_view payload, Outbox& out);
  void send_frame(raw::Type type, std::string_view payload, Outbox& out);

  std::size_t own_limit_;
  std::size_t peer_limit_;
  std::size_t longest_ping_ = raw::strangers_ping;
};

}  // namespace deskgate::gateway::net

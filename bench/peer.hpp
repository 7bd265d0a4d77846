// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// One connection of the load generator: connected, upgraded, and, unless the server is a relay,
// joined to the realm.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "bench/channel.hpp"
#include "bench/loop.hpp"
#include "bench/message_writer.hpp"

namespace deskgate::bench {

// Stays where it was made: the loop knows its address.
class Peer {
 public:
  using OnMessage = std::function<void(std::string_view)>;

  // Blocks until the session is open. Throws if it does not open.
  Peer(Loop& loop, const Target& target);
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  // Sends one message; `write` fills a MessageWriter. It leaves when the turn ends.
  template <class Write>
  void send(const Write& write) {
    scratch_.clear();
    MessageWriter writer(codec_, scratch_);
    write(writer);
    send_octets(scratch_);
  }
  void send_octets(std::string_view message);

  // Subscribes or registers, and waits for the answer. 0: it was refused.
  std::uint64_t subscribe(std::string_view topic, std::string_view match = "exact");
  std::uint64_t register_procedure(std::string_view uri, std::string_view match = "exact");

  // The same for as many as there are, without waiting for each. Says how many were granted.
  enum class Table { subscriptions, registrations };
  std::size_t fill(Table table, std::size_t count, std::string_view match,
                   const std::function<std::string(std::size_t)>& uri);

  // Who hears each message from now on.
  void on_message(OnMessage hear) { hear_ = std::move(hear); }

  // Lets the socket fill up: the server writes, and nobody reads.
  void stall();
  bool is_closed() const { return is_closed_; }

  // Whether a stalled peer's server has given it up. Reads what was waiting.
  bool was_given_up();

  MessageHead head_of(std::string_view message) const { return read_message_head(codec_, message); }
  void end_abruptly() { channel_.end_abruptly(); }
  int descriptor() const { return channel_.descriptor(); }
  std::size_t waiting() const { return outgoing_.size() - written_; }

  // For the loop.
  void read();
  void flush();

 private:
  void upgrade(const Target& target);
  void shake_raw_hands();
  void join(const std::string& realm);
  MessageHead await();
  void ask(Table table, std::uint64_t request, std::string_view uri, std::string_view match);
  std::size_t take_all(std::string_view octets);

  Loop& loop_;
  Framing framing_;
  Codec codec_;
  Channel channel_;
  OnMessage hear_;
  std::string rest_;      // the start of a frame
  std::string outgoing_;  // frames to be written, from written_ on
  std::string scratch_;
  std::size_t written_ = 0;
  std::uint64_t last_request_ = 0;
  bool is_touched_ = false;
  bool waits_writable_ = false;
  bool is_closed_ = false;
  bool is_stalled_ = false;
};

}  // namespace deskgate::bench

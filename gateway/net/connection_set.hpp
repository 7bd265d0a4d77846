// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// All connections of a listener, and what they share: the buffers, the round of writes after each
// batch of work, and one timer.
//
// Sends only queue. Whoever was sent something stands in a list, and when the present handler is
// done with the router each of them is written to once. Sends from outside of a connection (the
// bridge) are flushed in a turn of their own.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <span>
#include <unordered_set>
#include <vector>

#include "gateway/net/alarms.hpp"
#include "gateway/net/buffer_pool.hpp"
#include "gateway/net/connection.hpp"
#include "gateway/net/http_rules.hpp"
#include "gateway/net/limits.hpp"
#include "gateway/net/stranger_log.hpp"
#include "gateway/net/unjoined.hpp"
#include "router/router.hpp"

namespace deskgate::gateway::net {

// Lives in a shared_ptr. `io` and `router` outlive every connection. Not thread-safe; lives on the
// loop's thread.
class ConnectionSet : public std::enable_shared_from_this<ConnectionSet> {
 public:
  // One read takes at most this much, and one connection's turn is one read.
  static constexpr std::size_t read_size = 64 << 10;

  ConnectionSet(boost::asio::io_context& io, router::Router& router, Limits limits,
                HttpRules rules);

  // Takes a connection in, which may end another one that has not joined, or refuses it (closed at
  // once, with a log line) where a limit is reached.
  void add(std::unique_ptr<ByteStream> stream, const PeerInfo& peer,
           std::unique_ptr<router::Authenticator> authenticator);

  // Says GOODBYE to everybody and takes nobody in any more. `done` is called from the loop when the
  // last one has ended.
  void shut_down(std::function<void()> done);

  // HttpRules::own_hosts are these from now on.
  void answer_to(std::vector<std::string> hosts) { rules_.own_hosts = std::move(hosts); }

  // Ends every connection at once.
  void end_all();

  std::size_t size() const { return all_.size(); }

  // For what is said of those who have not joined.
  StrangerLog& stranger_log() { return *stranger_log_; }

  // For connections.
  const Limits& limits() const { return limits_; }
  const HttpRules& rules() const { return rules_; }
  router::Router& router() { return router_; }
  std::span<char> read_buffer() { return read_buffer_; }
  BufferPool& write_buffers() { return write_buffers_; }
  Unjoined& unjoined() { return unjoined_; }

  // Runs `work`, then writes to everyone who has been sent something.
  template <class Work>
  void run_batch(Work work) {
    in_batch_ = true;
    work();
    flush();
    in_batch_ = false;
  }

  // Sees to it that so many octets more may wait: as long as there is no memory for them, whoever
  // has most waiting is closed. So one that does not read ends before it is in others' way.
  void make_memory(std::size_t octets);

  // The connection has something to write (or to end with) as soon as the router has returned.
  void touch(std::shared_ptr<Connection> connection);

  // Connection::check() is due then, at the latest.
  void wake_by(Connection& connection, Clock::time_point when);

  // The connection has ended.
  void remove(const std::shared_ptr<Connection>& connection);

 private:
  // Why the peer cannot be taken in at present; empty if it can.
  std::string_view no_room(const PeerInfo& peer) const;
  bool is_full_for(const PeerInfo& peer) const;
  void flush();
  void flush_soon();
  void set_timer();
  void on_wake();
  void announce_end();

  boost::asio::io_context& io_;
  router::Router& router_;
  Limits limits_;
  HttpRules rules_;
  std::vector<char> read_buffer_;
  BufferPool write_buffers_;
  Unjoined unjoined_;
  std::shared_ptr<StrangerLog> stranger_log_;
  Alarms alarms_;  // of those in all_
  std::unordered_set<std::shared_ptr<Connection>> all_;
  std::vector<std::shared_ptr<Connection>> touched_;
  bool in_batch_ = false;
  bool is_flush_posted_ = false;
  boost::asio::steady_timer timer_;
  Clock::time_point wakes_at_ = Clock::time_point::max();  // max: the timer does not run
  bool is_shut_down_ = false;
  std::function<void()> done_;
};

}  // namespace deskgate::gateway::net

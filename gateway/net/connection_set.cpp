// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/connection_set.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

namespace deskgate::gateway::net {
namespace {

// Deadlines this close together are served by one wake-up.
constexpr std::chrono::milliseconds timer_granularity{20};

}  // namespace

ConnectionSet::ConnectionSet(boost::asio::io_context& io, router::Router& router, Limits limits,
                             HttpRules rules)
    : io_(io),
      router_(router),
      limits_(limits),
      rules_(std::move(rules)),
      read_buffer_(read_size),
      stranger_log_(std::make_shared<StrangerLog>(io)),
      timer_(io) {}

void ConnectionSet::add(std::unique_ptr<ByteStream> stream, const PeerInfo& peer,
                        std::unique_ptr<router::Authenticator> authenticator) {
  if (const auto why = no_room(peer); !why.empty()) return stranger_log_->warn(peer, "refuse", why);
  if (is_full_for(peer)) unjoined_.in_the_way_of(peer)->make_way();
  const auto connection =
      std::make_shared<Connection>(*this, std::move(stream), peer, std::move(authenticator));
  all_.insert(connection);
  unjoined_.enter(*connection, peer);
  connection->start();
}

std::string_view ConnectionSet::no_room(const PeerInfo& peer) const {
  if (is_shut_down_) return "shutting down";
  if (all_.size() >= limits_.connections) return "too many connections";
  if (!peer.unix_uid && unjoined_.from_source_of(peer) >= limits_.connections_per_address) {
    return "too many connections from this address that have not joined";
  }
  if (is_full_for(peer) && !unjoined_.in_the_way_of(peer)) {
    return "too many connections that have not joined";
  }
  return {};
}

bool ConnectionSet::is_full_for(const PeerInfo& peer) const {
  return !peer.unix_uid && unjoined_.beside(peer) >= limits_.unjoined_connections;
}

void ConnectionSet::remove(const std::shared_ptr<Connection>& connection) {
  alarms_.clear(*connection);
  all_.erase(connection);
  if (!all_.empty()) return;
  timer_.cancel();
  wakes_at_ = Clock::time_point::max();
  announce_end();
}

void ConnectionSet::shut_down(std::function<void()> done) {
  is_shut_down_ = true;
  done_ = std::move(done);
  const std::vector everybody(all_.begin(), all_.end());
  run_batch([&] {
    for (const auto& each : everybody) each->shut_down();
  });
  if (all_.empty()) announce_end();
}

void ConnectionSet::announce_end() {
  if (done_) boost::asio::post(io_, std::exchange(done_, nullptr));
}

void ConnectionSet::end_all() {
  const std::vector everybody(all_.begin(), all_.end());
  for (const auto& each : everybody) each->end("the listener is gone");
}

void ConnectionSet::touch(std::shared_ptr<Connection> connection) {
  touched_.push_back(std::move(connection));
  if (!in_batch_) flush_soon();
}

void ConnectionSet::make_memory(std::size_t octets) {
  while (!router_.memory().fits(octets)) {
    const auto largest = std::ranges::max_element(all_, {}, &Connection::waiting);
    if (largest == all_.end() || (*largest)->waiting() == 0) return;
    (*largest)->give_up_queue();
  }
}

void ConnectionSet::flush_soon() {
  if (std::exchange(is_flush_posted_, true)) return;
  boost::asio::post(io_, [self = shared_from_this()] {
    self->is_flush_posted_ = false;
    self->run_batch([] {});
  });
}

// A flush may end a connection, which tells others so: the list grows meanwhile.
void ConnectionSet::flush() {
  while (!touched_.empty()) {
    const auto connection = std::move(touched_.back());
    touched_.pop_back();
    connection->flush();
  }
}

void ConnectionSet::wake_by(Connection& connection, Clock::time_point when) {
  alarms_.set_by(connection, when);
  set_timer();
}

void ConnectionSet::set_timer() {
  if (alarms_.next() >= wakes_at_) return;
  wakes_at_ = std::max(alarms_.next(), Clock::now() + timer_granularity);
  timer_.expires_at(wakes_at_);
  timer_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    const auto self = weak.lock();
    if (self && !error) self->on_wake();
  });
}

void ConnectionSet::on_wake() {
  const auto now = Clock::now();
  run_batch([&] {
    while (auto* due = alarms_.take_due(now)) static_cast<Connection*>(due)->check(now);
  });
  wakes_at_ = Clock::time_point::max();
  set_timer();
}

}  // namespace deskgate::gateway::net

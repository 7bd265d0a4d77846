// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// How what a connection sends is queued and written.

#include <utility>

#include "gateway/net/connection.hpp"
#include "gateway/net/connection_set.hpp"
#include "router/oversized.hpp"

namespace deskgate::gateway::net {
namespace {

// So much waits before a write is tried in the middle of a turn.
constexpr std::size_t early_write = 256 << 10;

// Beside the message, what a framing adds.
constexpr std::size_t largest_head = 16;

// Tells apart the states that one peer hears of; empty: the message tells none.
std::string state_key(const router::Outgoing& message) {
  const auto* event = std::get_if<router::Event>(&message.message());
  if (!event || message.state_topic().empty()) return {};
  return std::to_string(event->subscription.value) + ' ' + std::string(message.state_topic());
}

}  // namespace

router::Result<void> Connection::takes(const router::Payload& payload) const {
  if (phase_ != Phase::open) return {};
  const auto& encoded = payload.encoded(*serializer_);
  if (!encoded) return encoded.error();
  return router::check_size(encoded->args.size() + encoded->kwargs.size(),
                            framing_->largest_message());
}

void Connection::send(const router::Outgoing& message) {
  if (phase_ != Phase::open) return;
  const auto octets = message.octets(*serializer_);
  if (!octets) return drop(octets.error());
  if (octets->size() > framing_->largest_message()) {
    return send_in_place_of(message.message(), octets->size());
  }
  const auto state = waits_writable_ ? state_key(message) : std::string();
  outbox_.drop_state(state);
  make_room(octets->size());
  if (phase_ != Phase::open) return;
  const auto queue = [&] { framing_->send(*octets, outbox_); };
  if (state.empty()) {
    queue();
  } else {
    outbox_.append_state(state, queue);
  }
  touch();
}

void Connection::send_in_place_of(const router::Message& oversized, std::size_t size) {
  const auto largest = framing_->largest_message();
  const auto instead = router::in_place_of(oversized, largest);
  if (instead) {
    const router::Outgoing shorter(*instead);
    const auto octets = shorter.octets(*serializer_);
    if (octets && octets->size() <= largest) return send(shorter);
  }
  doom("too_large", "a message was too large for it",
       "a message of " + std::to_string(size) + " octets is more than it announced to take");
}

void Connection::drop(const router::Error& why) {
  if (!std::exchange(has_missed_a_message_, true)) {
    complain("no_form", why.message);
  }
}

void Connection::touch() {
  if (outbox_.has_overflowed() && phase_ != Phase::doomed) {
    return doom("slow_peer", "slow_peer",
                "too slow: " + std::to_string(outbox_.size()) + " octets waiting");
  }
  if (!std::exchange(is_touched_, true)) set_.touch(shared_from_this());
}

// Whoever is sent much in one turn is written to meanwhile: that nothing of it has left yet is not
// the peer's fault. A write calls nobody, so that it may be done in the middle of the router's
// work; what it finds out is found again by the flush.
void Connection::make_room(std::size_t size) {
  const bool is_much = outbox_.size() >= early_write && !waits_writable_;
  if (is_much || !outbox_.fits(size + largest_head)) write();
  set_.make_memory(size + largest_head);
}

void Connection::give_up_queue() {
  const auto waiting = outbox_.size();
  outbox_.discard();
  if (phase_ == Phase::doomed) return;
  doom("slow_peer", "no memory was left for what waits for it",
       "too slow: of all peers it had most waiting, " + std::to_string(waiting) +
           " octets, and the memory for all of them is used up");
}

void Connection::flush() {
  is_touched_ = false;
  notice_late_verdict();
  notice_kill();
  if (std::exchange(is_resumed_, false)) go_on_reading();
  if (phase_ == Phase::doomed) return end(doom_);
  if (phase_ == Phase::ended || waits_writable_) return;
  const auto last = write();
  if (last.kind == Transfer::Kind::failed) return end(last.error.message());
  if (outbox_.is_empty()) on_drained();
}

// Writes what the stream takes now, and waits if that is not all. Returns the last attempt.
Transfer Connection::write() {
  Transfer put;
  while (!outbox_.is_empty()) {
    const auto octets = outbox_.front();
    put = stream_->write_some(octets);
    if (put.kind == Transfer::Kind::failed) break;
    outbox_.consume(put.size);
    if (put.size < octets.size()) {
      wait_writable();
      break;
    }
  }
  return put;
}

void Connection::wait_writable() {
  if (std::exchange(waits_writable_, true)) return;
  blocked_since_ = Clock::now();
  taken_ = stream_->taken();
  set_.wake_by(*this, deadline());
  stream_->async_wait_writable(shared_from_this());
}

void Connection::on_writable() {
  waits_writable_ = false;
  if (phase_ == Phase::ended) return;
  set_.run_batch([this] { touch(); });
}

}  // namespace deskgate::gateway::net

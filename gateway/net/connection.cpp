// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/connection.hpp"

#include <utility>

#include "gateway/net/connection_set.hpp"
#include "gateway/net/opening.hpp"
#include "gateway/net/peer_log.hpp"
#include "gateway/net/stranger_log.hpp"

namespace deskgate::gateway::net {
namespace {

// What a handshake or a framing says by itself has fewer octets.
constexpr std::size_t largest_reply = 4 << 10;

// So much is read while the session waits: enough to find out that the peer has gone.
constexpr std::size_t read_while_waiting = 16 << 10;

}  // namespace

Connection::Connection(ConnectionSet& set, std::unique_ptr<ByteStream> stream, PeerInfo peer,
                       std::unique_ptr<router::Authenticator> authenticator)
    : set_(set),
      stream_(std::move(stream)),
      peer_(std::move(peer)),
      authenticator_(std::move(authenticator)),
      outbox_(set.limits().outgoing, &set.write_buffers(), &set.router().memory()),
      silence_(Clock::now()) {}

void Connection::start() {
  is_securing_ = stream_->is_shaking_hands();
  set_deadline(set_.limits().handshake);
  wait_readable();
}

void Connection::wait_readable() {
  if (has_heard_enough() || std::exchange(waits_readable_, true)) return;
  stream_->async_wait_readable(shared_from_this());
}

bool Connection::has_heard_enough() const {
  return session_ && session_->is_waiting() && heard_while_waiting_ >= read_while_waiting;
}

void Connection::on_readable() {
  waits_readable_ = false;
  if (phase_ == Phase::ended) return;
  set_.run_batch([this] { read(); });
}

void Connection::read() {
  const auto buffer = set_.read_buffer();
  const auto got = stream_->read_some(buffer);
  note_security();
  switch (got.kind) {
    case Transfer::Kind::done:
      take(buffer.first(got.size));
      break;
    case Transfer::Kind::would_block:
      break;
    case Transfer::Kind::eof:
      return on_end_of_stream();
    case Transfer::Kind::failed:
      if (phase_ == Phase::opening) complain("refuse", got.error.message());
      return end(got.error.message());
  }
  wait_readable();
}

// The handshake of TLS is over: the next one begins.
void Connection::note_security() {
  if (!is_securing_ || stream_->is_shaking_hands()) return;
  is_securing_ = false;
  set_deadline(set_.limits().handshake);
}

void Connection::take(std::span<char> octets) {
  silence_.end(Clock::now());
  const bool is_kept = session_ && session_->is_waiting();
  heard_while_waiting_ = is_kept ? heard_while_waiting_ + octets.size() : 0;
  if (has_said_too_much(octets.size())) return refuse_to_join("said too much before it joined");
  if (rest_.empty()) {
    process(octets);
    rest_.assign(octets.data(), octets.size());
    return;
  }
  rest_.append(octets.data(), octets.size());
  std::span<char> all(rest_);
  process(all);
  rest_.erase(0, rest_.size() - all.size());
  if (rest_.empty()) rest_ = std::string();
}

// A HELLO, and a read full of what may follow it, is all that somebody unknown makes us keep.
bool Connection::has_said_too_much(std::size_t more) {
  if (is_joined_ || phase_ != Phase::open) return false;
  unjoined_octets_ += more;
  return unjoined_octets_ > set_.limits().unjoined_message + ConnectionSet::read_size;
}

void Connection::refuse_to_join(std::string_view why) {
  complain("refuse", why);
  session_->reject({std::string(router::error::protocol_violation), std::string(why)});
  framing_->say_farewell(outbox_);
  rest_ = std::string();
  drain(why);
}

void Connection::process(std::span<char>& input) {
  set_.make_memory(largest_reply);
  if (phase_ == Phase::opening) shake_hands(input);
  receive_messages(input);
  if (phase_ == Phase::draining || phase_ == Phase::doomed) input = {};
  if (!outbox_.is_empty() || outbox_.has_overflowed()) touch();
}

void Connection::shake_hands(std::span<char>& input) {
  auto opening = net::open(
      {input.data(), input.size()},
      {set_.rules(), set_.limits().message, peer_.unix_uid.has_value(), peer_.is_over_tls});
  if (opening.kind == Opening::Kind::incomplete) return;
  outbox_.append(opening.reply, {});
  if (opening.kind == Opening::Kind::refused) {
    complain("refuse", opening.reason);
    return drain(opening.reason);
  }
  if (opening.kind == Opening::Kind::served) return drain("has a page");
  input = input.subspan(opening.consumed);
  serializer_ = opening.serializer;
  framing_ = std::move(opening.framing);
  session_.emplace(set_.router(), *this, std::move(authenticator_));
  phase_ = Phase::open;
  set_deadline(set_.limits().join);
}

void Connection::receive_messages(std::span<char>& input) {
  while (phase_ == Phase::open || phase_ == Phase::closing) {
    const auto received = framing_->receive(input, outbox_);
    switch (received.kind) {
      case Received::Kind::incomplete:
        return;
      case Received::Kind::message:
        on_message(received.octets);
        break;
      case Received::Kind::farewell:
        return drain("closed by the peer");
      case Received::Kind::violation:
        complain("protocol_error", received.octets);
        return drain(received.octets);
    }
  }
}

void Connection::on_message(std::string_view octets) {
  if (phase_ != Phase::open) return;
  if (const auto most = set_.limits().unjoined_message; !is_joined_ && octets.size() > most) {
    return refuse_to_join("a message of more than " + std::to_string(most) +
                          " octets before it joined");
  }
  if (std::exchange(has_left_, false)) set_deadline(set_.limits().join);
  auto message = serializer_->decode(octets);
  if (message) {
    session_->receive(*message);
    const bool has_failed_to_join = session_->is_over() && !is_joined_ && !is_shutting_down_;
    if (has_failed_to_join) complain("refuse", "the session ended before it joined");
  } else {
    complain("protocol_error", message.error().message);
    session_->reject(message.error());
  }
  note_membership();
}

void Connection::on_end_of_stream() {
  is_at_end_of_stream_ = true;
  drain("the peer has gone");
}

void Connection::note_membership() {
  const bool was_joined = is_joined_;
  set_joined(session_->is_established());
  if (is_joined_ && !was_joined) log_join(peer_, session_->principal(), framing_->name());
  if (was_joined && !is_joined_) on_leave();
  if (session_->is_over()) close();
}

// Another peer may end the session while this connection is not looking. It has GOODBYE in its
// outbox then, so that a flush is due.
void Connection::notice_kill() {
  if (phase_ != Phase::open || !is_joined_ || !session_->is_shutting_down()) return;
  set_joined(false);
  is_shutting_down_ = true;
  set_deadline(farewell_time);
  log_leave(peer_, session_->principal(), "killed");
}

// An authenticator may take its time; WELCOME or ABORT is in the outbox then.
void Connection::notice_late_verdict() {
  if (phase_ == Phase::open && !is_joined_ && session_->is_established()) note_membership();
}

void Connection::set_joined(bool is_joined) {
  if (std::exchange(is_joined_, is_joined) == is_joined) return;
  unjoined_octets_ = 0;
  framing_->set_joined(is_joined);
  is_joined ? set_.unjoined().leave(*this) : set_.unjoined().enter(*this, peer_);
}

void Connection::on_leave() {
  log_leave(peer_, session_->principal(), session_->is_over() ? "aborted" : "said GOODBYE");
  has_left_ = !is_shutting_down_ && !session_->is_over();
  if (has_left_) set_deadline(goodbye_time);
}

void Connection::lose_session(std::string_view why) {
  if (!session_) return;
  session_->lose_transport();
  if (is_joined_) log_leave(peer_, session_->principal(), why);
  set_joined(false);
  session_.reset();
}

void Connection::shut_down() {
  is_shutting_down_ = true;
  set_deadline(farewell_time);
  if (phase_ == Phase::opening) return end("shutting down");
  if (phase_ != Phase::open) return;
  session_->shut_down(router::close::system_shutdown);
  note_membership();
}

void Connection::close() {
  if (phase_ != Phase::open) return;
  const auto farewell = framing_->say_farewell(outbox_);
  phase_ = farewell == Farewell::answered ? Phase::closing : Phase::draining;
  if (!is_shutting_down_) set_deadline(farewell_time);
  touch();
}

void Connection::resume() {
  is_resumed_ = true;
  touch();
}

// What the session has kept may have been its last.
void Connection::go_on_reading() {
  if (session_) note_membership();
  if (phase_ != Phase::ended) wait_readable();
}

void Connection::doom(std::string_view event, std::string_view why, const std::string& details) {
  phase_ = Phase::doomed;
  doom_ = why;
  const auto who = is_joined_ ? session_->principal().authid + ": " : std::string();
  complain(event, who + details);
  touch();
}

void Connection::drain(std::string_view why) {
  lose_session(why);
  if (phase_ == Phase::doomed) return;
  phase_ = Phase::draining;
  if (!is_shutting_down_) set_deadline(farewell_time);
  touch();
}

void Connection::on_drained() {
  if (phase_ != Phase::draining) return;
  if (is_at_end_of_stream_) return end({});
  stream_->shutdown_write();
}

void Connection::make_way() {
  complain("refuse", "has not joined, and gives its place to one from where fewer are");
  end("made way");
}

// Anybody may give cause for any number of complaints, but for those who have joined.
void Connection::complain(std::string_view event, std::string_view text) {
  is_joined_ ? warn(peer_, event, text) : set_.stranger_log().warn(peer_, event, text);
}

void Connection::end(std::string_view why) {
  if (phase_ == Phase::ended) return;
  phase_ = Phase::ended;
  lose_session(why);
  set_.unjoined().leave(*this);
  stream_->close();
  set_.remove(shared_from_this());
}

}  // namespace deskgate::gateway::net

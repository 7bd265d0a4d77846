// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/connection.hpp"

#include <algorithm>
#include <utility>

#include "gateway/log.hpp"
#include "gateway/net/connection_set.hpp"
#include "gateway/net/opening.hpp"

namespace deskgate::gateway::net {

Connection::Connection(ConnectionSet& set, std::unique_ptr<ByteStream> stream, PeerInfo peer,
                       router::Admission admission)
    : set_(set),
      stream_(std::move(stream)),
      peer_(std::move(peer)),
      admission_(std::move(admission)),
      outbox_(set.limits().outgoing),
      silence_(Clock::now()) {}

void Connection::start() {
  set_deadline(set_.limits().handshake);
  wait_readable();
}

void Connection::wait_readable() {
  stream_->async_wait_readable(shared_from_this());
}

void Connection::on_readable() {
  if (phase_ == Phase::ended) return;
  set_.run_batch([this] { read(); });
}

void Connection::read() {
  const auto buffer = set_.read_buffer();
  const auto got = stream_->read_some(buffer);
  switch (got.kind) {
    case Transfer::Kind::done:
      take(buffer.first(got.size));
      break;
    case Transfer::Kind::would_block:
      break;
    case Transfer::Kind::eof:
      return on_end_of_stream();
    case Transfer::Kind::failed:
      return end(got.error.message());
  }
  wait_readable();
}

void Connection::take(std::span<char> octets) {
  silence_.end(Clock::now());
  if (rest_.empty()) {
    process(octets);
    rest_.assign(octets.data(), octets.size());
    return;
  }
  rest_.append(octets.data(), octets.size());
  std::span<char> all(rest_);
  process(all);
  rest_.erase(0, rest_.size() - all.size());
  if (rest_.empty() && rest_.capacity() > Outbox::kept_capacity) rest_ = std::string();
}

void Connection::process(std::span<char>& input) {
  if (phase_ == Phase::opening) shake_hands(input);
  receive_messages(input);
  if (phase_ == Phase::draining || phase_ == Phase::doomed) input = {};
  if (!outbox_.is_empty() || outbox_.has_overflowed()) touch();
}

void Connection::shake_hands(std::span<char>& input) {
  auto opening = net::open({input.data(), input.size()},
                           {set_.rules(), set_.limits().message, peer_.unix_uid.has_value()});
  if (opening.kind == Opening::Kind::incomplete) return;
  outbox_.append(opening.reply, {});
  if (opening.kind == Opening::Kind::refused) {
    warn("refuse", opening.reason);
    return drain(opening.reason);
  }
  input = input.subspan(opening.consumed);
  serializer_ = opening.serializer;
  framing_ = std::move(opening.framing);
  session_.emplace(set_.router(), *this, std::move(admission_));
  phase_ = Phase::open;
  set_deadline(set_.limits().hello);
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
        warn("protocol_error", received.octets);
        return drain(received.octets);
    }
  }
}

void Connection::on_message(std::string_view octets) {
  if (phase_ != Phase::open) return;
  if (std::exchange(has_left_, false)) set_deadline(set_.limits().hello);
  auto message = serializer_->decode(octets);
  if (message) {
    session_->receive(std::move(*message));
    const bool has_failed_to_join = session_->is_over() && !is_joined_ && !is_shutting_down_;
    if (has_failed_to_join) warn("refuse", "the session ended before it joined");
  } else {
    warn("protocol_error", message.error().message);
    session_->reject(message.error());
  }
  note_membership();
}

void Connection::on_end_of_stream() {
  is_at_end_of_stream_ = true;
  drain("the peer has gone");
}

void Connection::note_membership() {
  const bool was_joined = std::exchange(is_joined_, session_->is_established());
  if (is_joined_ && !was_joined) log_join();
  if (was_joined && !is_joined_) on_leave();
  if (session_->is_over()) close();
}

// Another peer may end the session while this connection is not looking. It has GOODBYE in its
// outbox then, so that a flush is due.
void Connection::notice_kill() {
  if (phase_ != Phase::open || !is_joined_ || !session_->is_shutting_down()) return;
  is_joined_ = false;
  is_shutting_down_ = true;
  set_deadline(farewell_time);
  log_leave("killed");
}

void Connection::on_leave() {
  log_leave(session_->is_over() ? "aborted" : "said GOODBYE");
  has_left_ = !is_shutting_down_ && !session_->is_over();
  if (has_left_) set_deadline(goodbye_time);
}

void Connection::lose_session(std::string_view why) {
  if (!session_) return;
  session_->lose_transport();
  if (std::exchange(is_joined_, false)) log_leave(why);
  session_.reset();
}

void Connection::log_join() const {
  const auto& who = session_->principal();
  log::info("join", peer_.address + ": " + who.authid + ", role " + who.authrole + ", by " +
                        std::string(framing_->name()));
}

void Connection::log_leave(std::string_view why) const {
  log::info("leave", peer_.address + ": " + session_->principal().authid + ": " + std::string(why));
}

void Connection::shut_down() {
  is_shutting_down_ = true;
  set_deadline(farewell_time);
  if (phase_ == Phase::opening) return end("shutting down");
  if (phase_ != Phase::open) return;
  session_->shut_down(router::close::system_shutdown);
  note_membership();
}

router::Result<void> Connection::takes(const router::Payload& payload) const {
  if (phase_ != Phase::open) return {};
  const auto& encoded = payload.encoded(*serializer_);
  if (!encoded) return encoded.error();
  return {};
}

void Connection::send(const router::Outgoing& message) {
  if (phase_ != Phase::open) return;
  const auto octets = message.octets(*serializer_);
  if (!octets) return drop(octets.error());
  if (octets->size() > framing_->largest_message()) {
    return doom("too_large", "a message of " + std::to_string(octets->size()) +
                                 " octets is more than it announced to take");
  }
  framing_->send(*octets, outbox_);
  touch();
}

void Connection::drop(const router::Error& why) {
  if (!std::exchange(has_missed_a_message_, true)) warn("no_form", why.message);
}

void Connection::close() {
  if (phase_ != Phase::open) return;
  const auto farewell = framing_->say_farewell(outbox_);
  phase_ = farewell == Farewell::answered ? Phase::closing : Phase::draining;
  if (!is_shutting_down_) set_deadline(farewell_time);
  touch();
}

void Connection::touch() {
  if (outbox_.has_overflowed() && phase_ != Phase::doomed) {
    return doom("slow_peer", "too slow: " + std::to_string(outbox_.size()) + " octets waiting");
  }
  if (!std::exchange(is_touched_, true)) set_.touch(shared_from_this());
}

void Connection::doom(std::string_view event, const std::string& why) {
  phase_ = Phase::doomed;
  warn(event, why);
  touch();
}

void Connection::flush() {
  is_touched_ = false;
  notice_kill();
  if (phase_ == Phase::doomed) return end("could not be served any more");
  if (phase_ == Phase::ended || waits_writable_) return;
  while (!outbox_.is_empty()) {
    const auto octets = outbox_.front();
    const auto put = stream_->write_some(octets);
    if (put.kind == Transfer::Kind::failed) return end(put.error.message());
    outbox_.consume(put.size);
    if (put.size < octets.size()) return wait_writable();
  }
  on_drained();
}

void Connection::wait_writable() {
  waits_writable_ = true;
  stream_->async_wait_writable(shared_from_this());
}

void Connection::on_writable() {
  waits_writable_ = false;
  if (phase_ == Phase::ended) return;
  set_.run_batch([this] { touch(); });
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

void Connection::end(std::string_view why) {
  if (phase_ == Phase::ended) return;
  phase_ = Phase::ended;
  lose_session(why);
  stream_->close();
  set_.remove(shared_from_this());
}

void Connection::set_deadline(Clock::duration from_now) {
  deadline_ = Clock::now() + from_now;
  set_.wake_by(deadline());
}

Clock::time_point Connection::deadline() const {
  if (phase_ == Phase::ended || phase_ == Phase::doomed) return Clock::time_point::max();
  if (phase_ != Phase::open) return deadline_;
  const bool is_settled = is_joined_ && !is_shutting_down_;
  return is_settled ? silence_deadline() : std::min(deadline_, silence_deadline());
}

Clock::time_point Connection::silence_deadline() const {
  if (!framing_->is_pingable()) return Clock::time_point::max();
  return silence_.deadline(set_.limits().ping);
}

void Connection::check(Clock::time_point now) {
  if (now < deadline()) return;
  if (phase_ == Phase::open) return check_open(now);
  if (phase_ == Phase::opening) warn("handshake_timeout", "no complete handshake in time");
  end("the peer did not finish in time");
}

void Connection::check_open(Clock::time_point now) {
  if (is_joined_ || now < deadline_) return check_silence();
  if (is_shutting_down_) return end("no answer to GOODBYE");
  if (!has_left_) warn("join_timeout", "did not join in time");
  close();
}

void Connection::check_silence() {
  if (silence_.is_pinged()) {
    warn("dead_peer", "silent, and did not answer a ping");
    return end("did not answer a ping");
  }
  framing_->ping(outbox_);
  silence_.note_ping();
  touch();
}

void Connection::warn(std::string_view event, std::string_view text) const {
  log::warning(event, peer_.address + ": " + std::string(text));
}

}  // namespace deskgate::gateway::net

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "bench/peer.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <utility>

#include "bench/frames.hpp"

namespace deskgate::bench {
namespace {

constexpr unsigned welcome_code = 2;
constexpr unsigned subscribe_code = 32;
constexpr unsigned subscribed_code = 33;
constexpr unsigned register_code = 64;
constexpr unsigned registered_code = 65;

// One for all peers: nothing stays in it between two reads.
std::span<char> read_buffer() {
  static std::string buffer(256 << 10, '\0');
  return buffer;
}

std::string_view subprotocol(Codec codec) {
  return codec == Codec::json ? "wamp.2.json" : "wamp.2.msgpack";
}

void write_role(MessageWriter& writer, std::string_view role, std::string_view feature) {
  writer.key(role).dict(1).key("features").dict(1).key(feature).flag(true);
  writer.end_dict().end_dict();
}

}  // namespace

Peer::Peer(Loop& loop, const Target& target)
    : loop_(loop),
      framing_(target.framing),
      codec_(target.codec),
      channel_(Channel::connect(target)) {
  if (framing_ == Framing::websocket) {
    upgrade(target);
  } else {
    shake_raw_hands();
  }
  channel_.set_non_blocking();
  loop_.add(*this);
  if (target.has_wamp) join(target.realm);
}

Peer::~Peer() {
  loop_.remove(*this);
}

void Peer::upgrade(const Target& target) {
  std::string request = "GET " + target.path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  request += "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n";
  request += "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: ";
  request += std::string(subprotocol(codec_)) + "\r\n\r\n";
  channel_.write_all(request);
  const auto answer = channel_.read_until("\r\n\r\n");
  const auto status = answer.substr(0, answer.find('\r'));
  if (!status.starts_with("HTTP/1.1 101")) throw std::runtime_error("not upgraded: " + status);
}

void Peer::shake_raw_hands() {
  const std::array<char, 4> hello = {0x7F, static_cast<char>(codec_ == Codec::json ? 0xF1 : 0xF2),
                                     0, 0};
  channel_.write_all({hello.data(), hello.size()});
  const auto answer = channel_.read_exactly(4);
  if (answer[0] != 0x7F || (answer[1] & 0x0F) == 0) throw std::runtime_error("no RawSocket there");
}

void Peer::join(const std::string& realm) {
  send([&](MessageWriter& writer) {
    writer.list(3).number(1).text(realm).dict(1).key("roles").dict(4);
    write_role(writer, "publisher", "publisher_exclusion");
    write_role(writer, "subscriber", "pattern_based_subscription");
    write_role(writer, "caller", "caller_identification");
    write_role(writer, "callee", "pattern_based_registration");
    writer.end_dict().end_dict().end_list();
  });
  const auto answer = await();
  if (answer.code != welcome_code) throw std::runtime_error("not welcome in " + realm);
}

// What comes next is the answer: nothing else is under way while this is used.
MessageHead Peer::await() {
  std::optional<MessageHead> answer;
  auto hear = std::exchange(hear_, [&](std::string_view message) { answer = head_of(message); });
  loop_.run_for(std::chrono::seconds(10), [&] { return answer || is_closed_; });
  hear_ = std::move(hear);
  if (!answer) throw std::runtime_error("no answer");
  return *answer;
}

void Peer::ask(Table table, std::uint64_t request, std::string_view uri, std::string_view match) {
  send([&](MessageWriter& writer) {
    writer.list(4).number(table == Table::subscriptions ? subscribe_code : register_code);
    writer.number(request);
    if (match == "exact") {
      writer.no_dict();
    } else {
      writer.dict(1).key("match").text(match).end_dict();
    }
    writer.text(uri).end_list();
  });
}

std::uint64_t Peer::subscribe(std::string_view topic, std::string_view match) {
  ask(Table::subscriptions, ++last_request_, topic, match);
  const auto answer = await();
  return answer.code == subscribed_code ? answer.second : 0;
}

std::uint64_t Peer::register_procedure(std::string_view uri, std::string_view match) {
  ask(Table::registrations, ++last_request_, uri, match);
  const auto answer = await();
  return answer.code == registered_code ? answer.second : 0;
}

std::size_t Peer::fill(Table table, std::size_t count, std::string_view match,
                       const std::function<std::string(std::size_t)>& uri) {
  const auto granted = table == Table::subscriptions ? subscribed_code : registered_code;
  constexpr std::size_t window = 32;
  std::size_t asked = 0, answered = 0, held = 0;
  const auto ask_next = [&] { ask(table, ++last_request_, uri(asked++), match); };
  auto hear = std::exchange(hear_, [&](std::string_view message) {
    ++answered;
    if (head_of(message).code == granted) ++held;
    if (asked < count) ask_next();
  });
  while (asked < std::min(count, window)) ask_next();
  loop_.run_for(std::chrono::seconds(30), [&] { return answered == count || is_closed_; });
  hear_ = std::move(hear);
  return held;
}

void Peer::send_octets(std::string_view message) {
  append_frame(framing_, codec_, message, outgoing_);
  if (!std::exchange(is_touched_, true)) loop_.touch(*this);
}

void Peer::flush() {
  is_touched_ = false;
  while (written_ < outgoing_.size() && !is_closed_) {
    const auto put = channel_.write(std::string_view(outgoing_).substr(written_));
    if (put.kind == Transfer::Kind::closed) is_closed_ = true;
    if (put.kind != Transfer::Kind::done) break;
    written_ += put.size;
  }
  if (written_ == outgoing_.size()) {
    outgoing_.clear();
    written_ = 0;
  }
  const bool waits = waiting() > 0 && !is_closed_;
  if (waits != std::exchange(waits_writable_, waits)) loop_.watch_writable(*this, waits);
}

void Peer::read() {
  const auto buffer = read_buffer();
  const auto got = channel_.read(buffer);
  if (got.kind == Transfer::Kind::closed) {
    is_closed_ = true;
    return loop_.remove(*this);
  }
  if (got.kind != Transfer::Kind::done) return;
  const std::string_view octets(buffer.data(), got.size);
  if (rest_.empty()) {
    rest_ = octets.substr(take_all(octets));
  } else {
    rest_.append(octets);
    rest_.erase(0, take_all(rest_));
  }
  if (channel_.has_pending()) read();
}

// Says how many octets it took.
std::size_t Peer::take_all(std::string_view octets) {
  std::size_t taken = 0;
  while (const auto frame = read_frame(framing_, octets.substr(taken))) {
    taken += frame->size;
    if (frame->kind == Frame::Kind::message && hear_) hear_(frame->payload);
    if (frame->kind == Frame::Kind::close) is_closed_ = true;
    if (frame->kind != Frame::Kind::ping) continue;
    append_pong(framing_, frame->payload, outgoing_);
    if (!std::exchange(is_touched_, true)) loop_.touch(*this);
  }
  return taken;
}

void Peer::stall() {
  loop_.remove(*this);
  is_stalled_ = true;
}

bool Peer::was_given_up() {
  while (is_stalled_) {
    const auto got = channel_.read(read_buffer());
    if (got.kind == Transfer::Kind::closed) return true;
    if (got.kind == Transfer::Kind::would_block) return false;
  }
  return is_closed_;
}

}  // namespace deskgate::bench

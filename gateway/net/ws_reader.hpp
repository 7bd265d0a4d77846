// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Turns the octets that a WebSocket client sends into messages and control frames (RFC 6455,
// sections 5.4 to 5.6 and 8.1).
//
// Works on the caller's buffer: a frame is looked at again from its head until it is there as a
// whole, then unmasked where it stands. Only fragments are copied. A message's size is judged from
// its declared length, before anything is kept of it.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "gateway/net/ws_frame.hpp"

namespace deskgate::gateway::net::ws {

class Reader {
 public:
  // A message with more empty pieces than this is refused: its size does not bound them.
  static constexpr std::size_t max_empty_fragments = 128;

  struct Item {
    enum class Kind { incomplete, message, ping, pong, close, violation };
    Kind kind;
    std::string_view octets{};           // the payload; for a violation, the reason
    CloseCode code = CloseCode::normal;  // for a violation
  };

  // `type`: text or binary, the only one accepted. `limit`: octets of one message.
  Reader(Opcode type, std::size_t limit) : type_(type), limit_(limit) {}

  // Takes the next item off the front of `input`. `incomplete` leaves the octets of an unfinished
  // frame, which must stand at the front again when more have come. An item's octets are valid
  // until the next call or until the memory of `input` changes. After a violation nothing more may
  // be read.
  Item next(std::span<char>& input);

 private:
  std::optional<Violation> judge(const FrameHead& head) const;
  std::optional<Violation> judge_data(const FrameHead& head) const;
  Item take_control(Opcode opcode, std::string_view payload) const;
  std::optional<Item> take_data(bool is_final, std::string_view payload);
  Item finish(std::string_view message) const;
  void forget_delivered();

  Opcode type_;
  std::size_t limit_;
  std::string fragments_;  // of a message that is not complete, or of the one last returned
  bool is_inside_message_ = false;
  std::size_t empty_fragments_ = 0;
};

}  // namespace deskgate::gateway::net::ws

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/ws_reader.hpp"

#include "router/utf8.hpp"

namespace deskgate::gateway::net::ws {
namespace {

using Item = Reader::Item;

Item broken(const Violation& violation) {
  return {.kind = Item::Kind::violation, .octets = violation.reason, .code = violation.code};
}

std::string_view view(std::span<const char> octets) {
  return {octets.data(), octets.size()};
}

}  // namespace

Item Reader::next(std::span<char>& input) {
  forget_delivered();
  for (;;) {
    const auto reading = read_head(view(input));
    if (const auto* violation = std::get_if<Violation>(&reading)) return broken(*violation);
    const auto* head = std::get_if<FrameHead>(&reading);
    if (!head) return {Item::Kind::incomplete};
    if (const auto violation = judge(*head)) return broken(*violation);
    if (input.size() - head->size < head->length) return {Item::Kind::incomplete};

    const auto payload = input.subspan(head->size, head->length);
    input = input.subspan(head->size + head->length);
    unmask(payload, head->key);
    if (is_control(head->opcode)) return take_control(head->opcode, view(payload));
    if (const auto item = take_data(head->is_final, view(payload))) return *item;
  }
}

std::optional<Violation> Reader::judge(const FrameHead& head) const {
  return is_control(head.opcode) ? std::nullopt : judge_data(head);
}

std::optional<Violation> Reader::judge_data(const FrameHead& head) const {
  const bool continues = head.opcode == Opcode::continuation;
  if (continues && fragment_count_ == 0) {
    return Violation{CloseCode::protocol_error, "nothing to continue"};
  }
  if (!continues && fragment_count_ > 0) {
    return Violation{CloseCode::protocol_error, "a message begins inside another"};
  }
  if (!continues && head.opcode != type_) {
    return Violation{CloseCode::wrong_type, "the subprotocol has no messages of this type"};
  }
  if (head.length > limit_ - fragments_.size()) {
    return Violation{CloseCode::too_big, "the message is too large"};
  }
  if (fragment_count_ == max_fragments) {
    return Violation{CloseCode::policy, "the message is in too many pieces"};
  }
  return std::nullopt;
}

Item Reader::take_control(Opcode opcode, std::string_view payload) const {
  if (opcode == Opcode::ping) return {Item::Kind::ping, payload};
  if (opcode == Opcode::pong) return {Item::Kind::pong, payload};
  const auto verdict = check_close(payload);
  if (const auto* violation = std::get_if<Violation>(&verdict)) return broken(*violation);
  return {Item::Kind::close, payload};
}

std::optional<Item> Reader::take_data(bool is_final, std::string_view payload) {
  if (is_final && fragment_count_ == 0) return finish(payload);
  fragments_ += payload;
  ++fragment_count_;
  if (!is_final) return std::nullopt;
  fragment_count_ = 0;
  return finish(fragments_);
}

Item Reader::finish(std::string_view message) const {
  if (type_ == Opcode::text && !router::is_utf8(message)) {
    return broken({CloseCode::bad_data, "the text is not UTF-8"});
  }
  return {Item::Kind::message, message};
}

void Reader::forget_delivered() {
  if (fragment_count_ == 0 && !fragments_.empty()) fragments_ = std::string();
}

}  // namespace deskgate::gateway::net::ws

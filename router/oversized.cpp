// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/oversized.hpp"

#include "router/uri.hpp"

namespace deskgate::router {
namespace {

// What a message needs beside its arguments.
constexpr std::size_t head = 256;

Error too_large(const std::string& what, std::size_t largest) {
  return {std::string(error::payload_size_exceeded),
          what + ", and the receiver takes " + std::to_string(largest)};
}

Message failure(Code type, std::uint64_t request, std::size_t largest) {
  auto error = too_large("the answer is too long", largest);
  return CallError{
      type, request, {}, std::move(error.uri), Payload(Value::array({std::move(error.message)}))};
}

}  // namespace

std::optional<Message> in_place_of(const Message& oversized, std::size_t largest) {
  if (const auto* event = std::get_if<Event>(&oversized)) {
    auto shorter = *event;
    shorter.payload = {};
    shorter.details["payload_limit_exceeded"] = true;
    return shorter;
  }
  if (const auto* error = std::get_if<CallError>(&oversized)) {
    return failure(error->request_type, error->request, largest);
  }
  const auto* result = std::get_if<CallResult>(&oversized);
  if (!result || result->is_progress()) return std::nullopt;
  return failure(Code::call, result->request.value, largest);
}

Result<void> check_size(std::size_t arguments, std::size_t largest) {
  if (arguments + head <= largest) return {};
  return too_large("the arguments have " + std::to_string(arguments) + " octets", largest);
}

}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <optional>
#include <utility>

#include "router/per_serializer.hpp"
#include "router/serializer.hpp"
#include "router/transport.hpp"

namespace deskgate::router {

namespace {

// What one serializer has made of a message.
struct Encoding {
  std::string octets;
  Result<void> outcome;
};

}  // namespace

struct Outgoing::Content {
  explicit Content(Message what) : message(std::move(what)) {}

  Message message;
  PerSerializer<Encoding> encoded;
};

namespace {

bool is_progress(const CallResult& result) {
  const auto progress = result.details.find("progress");
  return progress != result.details.end() && *progress == true;
}

// What the caller of a procedure is told in place of an answer that has no form for it. Progress
// has no replacement: the ERROR would end a call that goes on.
std::optional<Message> replacement(const Message& message, const Error& why) {
  const auto failure = [&](Code type, std::uint64_t request) {
    return CallError{type, request, {}, why.uri, Payload(Value::array({why.message}))};
  };
  if (const auto* error = std::get_if<CallError>(&message)) {
    return failure(error->request_type, error->request);
  }
  const auto* result = std::get_if<CallResult>(&message);
  if (!result || is_progress(*result)) return std::nullopt;
  return failure(Code::call, result->request.value);
}

Encoding encode(const Message& message, const Serializer& serializer) {
  Encoding encoding;
  encoding.outcome = serializer.encode(message, encoding.octets);
  if (encoding.outcome) return encoding;
  const auto instead = replacement(message, encoding.outcome.error());
  if (instead) encoding.outcome = serializer.encode(*instead, encoding.octets);
  return encoding;
}

}  // namespace

Outgoing::Outgoing(Message message) : content_(std::make_shared<Content>(std::move(message))) {}

const Message& Outgoing::message() const {
  return content_->message;
}

Result<std::string_view> Outgoing::octets(const Serializer& serializer) const {
  const auto& encoded =
      content_->encoded.get(serializer, [&] { return encode(content_->message, serializer); });
  if (!encoded.outcome) return encoded.outcome.error();
  return std::string_view(encoded.octets);
}

}  // namespace deskgate::router

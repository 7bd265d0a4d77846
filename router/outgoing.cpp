// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <optional>
#include <utility>

#include "router/serializer.hpp"
#include "router/transport.hpp"

namespace deskgate::router {
namespace {

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
  if (!result || result->is_progress()) return std::nullopt;
  return failure(Code::call, result->request.value);
}

}  // namespace

Outgoing::Encoding Outgoing::encode(const Serializer& serializer) const {
  Encoding encoding;
  encoding.outcome = serializer.encode(message_, encoding.octets);
  if (encoding.outcome) return encoding;
  const auto instead = replacement(message_, encoding.outcome.error());
  if (instead) encoding.outcome = serializer.encode(*instead, encoding.octets);
  return encoding;
}

Result<std::string_view> Outgoing::octets(const Serializer& serializer) const {
  const auto& encoded = encoded_.get(serializer, [&] { return encode(serializer); });
  if (!encoded.outcome) return encoded.outcome.error();
  return std::string_view(encoded.octets);
}

}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/payload.hpp"

#include <cassert>
#include <utility>

#include "router/footprint.hpp"
#include "router/per_serializer.hpp"
#include "router/serializer.hpp"

namespace deskgate::router {

// Made from values (`decoded`) or from octets (`encoded` holds those of `source`).
struct Payload::Content {
  Arguments decoded;
  const Serializer* source = nullptr;
  std::size_t received = 0;  // octets
  PerSerializer<EncodedArguments> encoded;
};

namespace {

EncodedArguments encode(const Arguments& arguments, const Serializer& serializer) {
  EncodedArguments encoded;
  if (arguments.args.empty() && arguments.kwargs.empty()) return encoded;
  encoded.args = serializer.encode_value(arguments.args);
  if (!arguments.kwargs.empty()) encoded.kwargs = serializer.encode_value(arguments.kwargs);
  return encoded;
}

Result<Arguments> decode(const EncodedArguments& encoded, const Serializer& serializer) {
  Arguments arguments;
  if (!encoded.args.empty()) {
    auto args = serializer.decode_value(encoded.args);
    if (!args) return args.error();
    arguments.args = std::move(*args);
  }
  if (!encoded.kwargs.empty()) {
    auto kwargs = serializer.decode_value(encoded.kwargs);
    if (!kwargs) return kwargs.error();
    arguments.kwargs = std::move(*kwargs);
  }
  return arguments;
}

EncodedArguments encode_if_decoded(const Result<Arguments>& arguments,
                                   const Serializer& serializer) {
  return arguments ? encode(*arguments, serializer) : EncodedArguments{};
}

}  // namespace

Payload::Payload(Value args, Dict kwargs) {
  assert(args.is_array() && kwargs.is_object());
  if (args.empty() && kwargs.empty()) return;
  content_ = std::make_shared<Content>();
  content_->decoded = {std::move(args), std::move(kwargs)};
}

Payload::Payload(EncodedArguments encoded, const Serializer& serializer) {
  assert(encoded.kwargs.empty() || !encoded.args.empty());
  if (encoded.args.empty()) return;
  content_ = std::make_shared<Content>();
  content_->source = &serializer;
  content_->received = encoded.args.size() + encoded.kwargs.size();
  content_->encoded.get(serializer, [&] { return std::move(encoded); });
}

std::size_t Payload::footprint() const {
  if (!content_) return 0;
  const auto values =
      router::footprint(content_->decoded.args) + router::footprint(content_->decoded.kwargs);
  return sizeof(Content) + content_->received + values;
}

Result<Arguments> Payload::values() const {
  if (!content_) return Arguments{};
  if (!content_->source) return content_->decoded;
  return decode(encoded(*content_->source), *content_->source);
}

const EncodedArguments& Payload::encoded(const Serializer& serializer) const {
  static const EncodedArguments nothing;
  if (!content_) return nothing;
  return content_->encoded.get(serializer, [&] { return encode_if_decoded(values(), serializer); });
}

}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/payload.hpp"

#include <cassert>
#include <optional>
#include <utility>

#include "router/footprint.hpp"
#include "router/per_serializer.hpp"
#include "router/serializer.hpp"
#include "router/uri.hpp"

namespace deskgate::router {

// Made from values (`decoded`) or from octets (`encoded` holds those of `source`).
struct Payload::Content {
  explicit Content(Arguments arguments) : decoded(std::move(arguments)) {}
  Content(EncodedArguments arguments, const Serializer& serializer)
      : source(&serializer),
        received(arguments.args.size() + arguments.kwargs.size()),
        encoded(serializer, std::move(arguments)) {}

  std::optional<Arguments> decoded{};
  const Serializer* source = nullptr;
  std::size_t received = 0;  // octets
  PerSerializer<Result<EncodedArguments>> encoded;
};

namespace {

Error wrong_with(std::string_view what, std::string_view then) {
  return {std::string(error::invalid_argument),
          "the arguments hold " + std::string(what) + std::string(then)};
}

Error without_form(const Error& error, const Serializer& serializer) {
  return wrong_with(error.message, ", for which the receiver's " + std::string(serializer.name()) +
                                       " has no form");
}

Result<EncodedArguments> encode(const Arguments& arguments, const Serializer& serializer) {
  EncodedArguments encoded;
  if (arguments.args.empty() && arguments.kwargs.empty()) return encoded;
  auto written = serializer.encode_value(arguments.args, encoded.args);
  if (written && !arguments.kwargs.empty()) {
    written = serializer.encode_value(arguments.kwargs, encoded.kwargs);
  }
  if (!written) return without_form(written.error(), serializer);
  return encoded;
}

Result<Arguments> decode(const EncodedArguments& encoded, const Serializer& serializer) {
  Arguments arguments;
  if (!encoded.args.empty()) {
    auto args = serializer.decode_value(encoded.args, "argument");
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

}  // namespace

Payload::Payload(Value args, Dict kwargs) {
  assert(args.is_array() && kwargs.is_object());
  if (args.empty() && kwargs.empty()) return;
  content_ = std::make_shared<Content>(Arguments{std::move(args), std::move(kwargs)});
}

Payload::Payload(EncodedArguments encoded, const Serializer& serializer) {
  assert(encoded.kwargs.empty() || !encoded.args.empty());
  if (encoded.args.empty()) return;
  content_ = std::make_shared<Content>(std::move(encoded), serializer);
}

std::size_t Payload::footprint() const {
  if (!content_) return 0;
  const auto& values = content_->decoded;
  return sizeof(Content) + content_->received +
         (values ? router::footprint(values->args) + router::footprint(values->kwargs) : 0);
}

Result<Arguments> Payload::values() const {
  auto arguments = decoded();
  if (!arguments)
    return wrong_with(arguments.error().message, ", for which there is no value here");
  if (arguments->args.is_array()) return arguments;
  return Error{std::string(error::invalid_argument),
               "the arguments are opaque (enc_algo); only their receiver can read them"};
}

const Result<EncodedArguments>& Payload::encoded(const Serializer& serializer) const {
  static const Result<EncodedArguments> nothing;
  if (!content_) return nothing;
  return content_->encoded.get(serializer, [&]() -> Result<EncodedArguments> {
    const auto arguments = decoded();
    if (!arguments) return without_form(arguments.error(), serializer);
    return encode(*arguments, serializer);
  });
}

Result<Arguments> Payload::decoded() const {
  if (!content_) return Arguments{};
  if (content_->decoded) return *content_->decoded;
  return decode(encoded(*content_->source).value(), *content_->source);
}

}  // namespace deskgate::router

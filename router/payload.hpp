// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Arguments and ArgumentsKw of a message, as the bytes they came in or as values.
//
// The router forwards arguments without looking at them: what a sender encoded is spliced into what
// a receiver with the same serializer gets. Values are made only for who asks: a callee in this
// process, or a receiver with another serializer. Not every payload has a form for every receiver:
// JSON has no NaN and only text as keys. A Payload is immutable and cheap to copy (shared).
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "router/error.hpp"

namespace deskgate::router {

// Any WAMP value: null, boolean, integer (64 bits, exact), float, text, binary, list, dictionary.
using Value = nlohmann::json;

// A WAMP dictionary: a Value that is an object.
using Dict = nlohmann::json;

// Decoded arguments: `args` is a list, `kwargs` a dictionary; both may be empty.
struct Arguments {
  Value args = Value::array();
  Dict kwargs = Dict::object();
};

// Encoded arguments: each is one complete encoded list or dictionary, or empty where the message
// has none. An opaque payload (opaque.hpp) is one encoded binary in place of `args`.
struct EncodedArguments {
  std::string args;
  std::string kwargs;
};

class Serializer;

class Payload {
 public:
  // No arguments at all: the message ends before them.
  Payload() = default;

  // From values. `args` must be a list and `kwargs` a dictionary. Empty ones are not sent.
  explicit Payload(Value args, Dict kwargs = Dict::object());

  // From bytes that `serializer` (which must outlive the payload) has found well-formed.
  Payload(EncodedArguments encoded, const Serializer& serializer);

  bool is_empty() const { return content_ == nullptr; }

  // The values; decodes received bytes at each call. Fails with wamp.error.invalid_argument where
  // bytes that are well-formed have no value here (a number beyond every range) and where the
  // payload is opaque.
  Result<Arguments> values() const;

  // The bytes for `serializer`: the received ones if it received them, else encoded once and kept.
  // Fails with wamp.error.invalid_argument where it has no form for them.
  const Result<EncodedArguments>& encoded(const Serializer& serializer) const;

 private:
  struct Content;
  Result<Arguments> decoded() const;  // an error's message says what the bytes hold

  std::shared_ptr<Content> content_;
};

}  // namespace deskgate::router

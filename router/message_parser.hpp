// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Makes a Message of a RawMessage: type code, number of elements, type of each. The same for all
// serializers, so that they refuse the same things with the same words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "router/message.hpp"
#include "router/raw_message.hpp"

namespace deskgate::router {

class Serializer;

// What a serializer knows of the octets of one element. nullopt, and an error: they have no such
// value.
class FieldDecoder {
 public:
  // A non-negative integer; also one that is written as a float with an integral value, as
  // JavaScript's encoders do.
  virtual std::optional<std::uint64_t> integer(const RawField& field) const = 0;
  virtual std::optional<std::string> text(const RawField& field) const = 0;

  // The error's message says what a Value cannot hold: "a lone surrogate".
  virtual Result<Dict> dictionary(const RawField& field) const = 0;

 protected:
  ~FieldDecoder() = default;
};

// The id or type code that a float stands for; nullopt unless it is integral and from 0 to 2^53.
std::optional<std::uint64_t> integral(double value);

// `source` is the serializer that the message came through; its payload stays in that encoding.
Result<Message> parse_message(const RawMessage& raw, const FieldDecoder& decoder,
                              const Serializer& source);

}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/fuzz/serializer_property.hpp"

#include <string>
#include <tuple>

#include "router/message_layout.hpp"
#include "router/uri.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace deskgate::fuzz {
namespace {

using router::Layout;
using router::Message;
using router::Payload;
using router::Serializer;
using router::Value;

// Compares the fields of two messages. Dictionaries are compared as they are encoded: a NaN is
// equal to itself there.
class Equality {
 public:
  explicit Equality(const Serializer& serializer) : serializer_(serializer) {}

  bool holds(const Message& one, const Message& other) const {
    if (one.index() != other.index()) return false;
    return std::visit(
        [&]<class M>(const M& message) { return fields(message, std::get<M>(other)); }, one);
  }

 private:
  template <class M>
  bool fields(const M& one, const M& other) const {
    return std::apply(
        [&](const auto&... field) {
          return (are_equal(one.*field.member, other.*field.member) && ...);
        },
        Layout<M>::fields);
  }

  template <class T>
  bool are_equal(const T& one, const T& other) const {
    return one == other;
  }
  bool are_equal(const Value& one, const Value& other) const {
    return serializer_.encode_value(one) == serializer_.encode_value(other);
  }
  bool are_equal(const Payload& one, const Payload& other) const {
    return one.encoded(serializer_).args == other.encoded(serializer_).args &&
           one.encoded(serializer_).kwargs == other.encoded(serializer_).kwargs;
  }

  const Serializer& serializer_;
};

const Payload* payload_of(const Message& message) {
  return std::visit(
      []<class M>(const M& with) -> const Payload* {
        if constexpr (requires { with.payload; }) return &with.payload;
        return nullptr;
      },
      message);
}

void check_values(const Serializer& serializer, const Payload& payload) {
  const auto values = payload.values();
  if (!values) return;
  const auto args = serializer.encode_value(values->args);
  const auto again = serializer.decode_value(args);
  require(again.has_value(), "what encode_value makes is a value");
  require(serializer.encode_value(*again) == args, "a value survives being encoded");
}

void check_payload(const Serializer& serializer, const Payload& payload, std::string_view in,
                   std::string_view out) {
  if (payload.is_empty()) return;
  const auto& [args, kwargs] = payload.encoded(serializer);
  require(in.find(args) != std::string_view::npos, "Arguments are octets that came in");
  require(in.find(kwargs) != std::string_view::npos, "ArgumentsKw are octets that came in");
  require(out.find(args) != std::string_view::npos, "Arguments go out as they came in");
  require(out.find(kwargs) != std::string_view::npos, "ArgumentsKw go out as they came in");
  check_values(serializer, payload);
}

}  // namespace

void check_serializer(const Serializer& serializer, std::string_view octets) {
  const auto message = serializer.decode(octets);
  if (!message) {
    require(message.error().uri == router::error::protocol_violation, "a refusal is a violation");
    require(!message.error().message.empty(), "a refusal says why");
    return;
  }
  std::string encoded;
  serializer.encode(*message, encoded);
  const auto again = serializer.decode(encoded);
  require(again.has_value(), "what encode makes is a message");
  require(Equality(serializer).holds(*message, *again), "a message survives being encoded");
  if (const auto* payload = payload_of(*message)) {
    check_payload(serializer, *payload, octets, encoded);
  }
}

}  // namespace deskgate::fuzz

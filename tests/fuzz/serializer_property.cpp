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
    std::string encoded, others;
    return serializer_.encode_value(one, encoded) && serializer_.encode_value(other, others) &&
           encoded == others;
  }
  bool are_equal(const Payload& one, const Payload& other) const {
    const auto& encoded = one.encoded(serializer_);
    const auto& others = other.encoded(serializer_);
    return encoded && others && encoded->args == others->args && encoded->kwargs == others->kwargs;
  }

  const Serializer& serializer_;
};

void check_values(const Serializer& serializer, const Payload& payload) {
  const auto values = payload.values();
  if (!values) return;
  std::string args;
  require(serializer.encode_value(values->args, args).has_value(), "a value that came has a form");
  const auto again = serializer.decode_value(args);
  require(again.has_value(), "what encode_value makes is a value");
  std::string args_again;
  require(serializer.encode_value(*again, args_again) && args_again == args,
          "a value survives being encoded");
}

void check_payload(const Serializer& serializer, const Payload& payload, std::string_view in,
                   std::string_view out) {
  if (payload.is_empty()) return;
  const auto& encoded = payload.encoded(serializer);
  require(encoded.has_value(), "arguments have a form where they came from");
  require(in.find(encoded->args) != std::string_view::npos, "Arguments are octets that came in");
  require(in.find(encoded->kwargs) != std::string_view::npos,
          "ArgumentsKw are octets that came in");
  require(out.find(encoded->args) != std::string_view::npos, "Arguments go out as they came in");
  require(out.find(encoded->kwargs) != std::string_view::npos,
          "ArgumentsKw go out as they came in");
  check_values(serializer, payload);
}

// What has no form there is refused and leaves nothing behind.
void check_elsewhere(const Message& message, const Serializer& other) {
  std::string encoded;
  if (!other.encode(message, encoded))
    return require(encoded.empty(), "a refusal leaves no octets");
  const auto decoded = other.decode(encoded);
  require(decoded.has_value(), "what another serializer makes is a message");
  require(decoded->index() == message.index(), "of the same type");
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
  require(serializer.encode(*message, encoded).has_value(), "what came can be sent");
  const auto again = serializer.decode(encoded);
  require(again.has_value(), "what encode makes is a message");
  require(Equality(serializer).holds(*message, *again), "a message survives being encoded");
  if (const auto* payload = router::payload_of(*message)) {
    check_payload(serializer, *payload, octets, encoded);
  }
  for (const auto* other :
       {&router::json_serializer(), &router::msgpack_serializer(), &router::cbor_serializer()}) {
    check_elsewhere(*message, *other);
  }
}

}  // namespace deskgate::fuzz

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Serializers turn messages into octets and back. They are the only callers of a parser.
#pragma once

#include <string>
#include <string_view>

#include "router/message.hpp"

namespace deskgate::router {

// How deep lists and dictionaries may nest in a message, the message itself being level 1.
inline constexpr int max_nesting = 64;

// Stateless; one object serves all sessions and outlives them.
class Serializer {
 public:
  virtual ~Serializer() = default;

  // What follows "wamp.2." in the WebSocket subprotocol: "json", "msgpack", "cbor".
  virtual std::string_view name() const = 0;

  // The serializer id in a RawSocket handshake (specification, "RawSocket Transport").
  virtual int rawsocket_id() const = 0;

  // Whether its messages travel in binary WebSocket frames.
  virtual bool is_binary() const = 0;

  // Reads one message. Fails with wamp.error.protocol_violation, naming what is wrong and where:
  // octets that do not parse, nesting beyond max_nesting, an unknown type code, a wrong number or
  // type of fields, an id outside 1..2^53. Text is not looked at as a URI here. Arguments are
  // checked for form but not decoded.
  virtual Result<Message> decode(std::string_view octets) const = 0;

  // Appends the encoded message to `out`. Fails with wamp.error.invalid_argument, and leaves `out`
  // as it is, where the payload has no form in this serializer.
  virtual Result<void> encode(const Message& message, std::string& out) const = 0;

  // For Payload: one value each way; encoding appends to `out`. Both fail with
  // wamp.error.invalid_argument: encoding where the format has no such value (NaN in JSON),
  // decoding where a Value cannot hold it (a key that is no text, an integer beyond 64 bits, an
  // extension type). The message says what it is and where: "an integer beyond 64 bits in argument
  // 2", if `element` is what the elements of the outermost list are called.
  virtual Result<void> encode_value(const Value& value, std::string& out) const = 0;
  virtual Result<Value> decode_value(std::string_view octets, std::string_view element) const = 0;
  Result<Value> decode_value(std::string_view octets) const {
    return decode_value(octets, "element");
  }
};

// For serializers: encodes the arguments of a message for `serializer` and makes room for all of it
// in `out`. Fails where they have no form in it; after success `payload.encoded(serializer)` has a
// value.
Result<void> express_payload(const Message& message, const Serializer& serializer,
                             std::string& out);

// JSON (RFC 8259) with WAMP's convention for binary: a string that starts with U+0000 is base64.
const Serializer& json_serializer();

// MessagePack, with octets as bin.
const Serializer& msgpack_serializer();

// CBOR (RFC 8949); reads items of indefinite length too, and ignores tags.
const Serializer& cbor_serializer();

}  // namespace deskgate::router

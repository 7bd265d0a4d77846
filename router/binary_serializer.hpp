// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The serializer of a format made of items: what MessagePack and CBOR share beyond their octets.
#pragma once

#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "router/item_walk.hpp"
#include "router/message_layout.hpp"
#include "router/message_parser.hpp"
#include "router/serializer.hpp"
#include "router/uri.hpp"
#include "router/utf8.hpp"
#include "router/value_builder.hpp"

namespace deskgate::router {

// Makes a Value of one encoded value; fails with wamp.error.invalid_argument. `element`: as for
// Serializer::decode_value.
template <class Reader>
Result<Value> read_value(std::string_view octets, std::string_view element = "element") {
  ItemWalk<Reader> walk(octets);
  ValueBuilder builder;
  if (walk.only_value(builder)) return builder.take();
  if (walk.is_faulty()) return walk.fault(error::invalid_argument);
  return Error{std::string(error::invalid_argument),
               std::string(builder.refusal()) + in_words(builder.place(), element)};
}

// What message_parser asks of one element.
template <class Reader>
class ItemFieldDecoder final : public FieldDecoder {
 public:
  std::optional<std::uint64_t> integer(const RawField& field) const override {
    Item item;
    if (!Reader(field.octets).next(item)) return std::nullopt;
    if (item.kind == Kind::floating) return integral(item.real);
    if (item.kind != Kind::integer || item.is_negative) return std::nullopt;
    return item.number;
  }

  std::optional<std::string> text(const RawField& field) const override {
    Item item;
    Reader reader(field.octets);
    if (!reader.next(item)) return std::nullopt;
    return std::string(item.octets);
  }

  Result<Dict> dictionary(const RawField& field) const override {
    return read_value<Reader>(field.octets);
  }
};

// Text that is not UTF-8 does not reach the wire: what is wrong in it becomes U+FFFD.
template <class Writer>
void write_text(Writer& writer, const std::string& text) {
  is_utf8(text) ? writer.text(text) : writer.text(to_utf8(text));
}

template <class Writer>
void write_value(Writer& writer, const Value& value) {
  switch (value.type()) {
    case Value::value_t::boolean:
      return writer.boolean(value.get<bool>());
    case Value::value_t::number_unsigned:
      return writer.natural(value.get<std::uint64_t>());
    case Value::value_t::number_integer: {
      const auto number = value.get<std::int64_t>();
      return number < 0 ? writer.negative(number)
                        : writer.natural(static_cast<std::uint64_t>(number));
    }
    case Value::value_t::number_float:
      return writer.real(value.get<double>());
    case Value::value_t::string:
      return write_text(writer, value.get_ref<const std::string&>());
    case Value::value_t::binary: {
      const auto& octets = value.get_binary();
      return writer.binary({reinterpret_cast<const char*>(octets.data()), octets.size()});
    }
    case Value::value_t::array:
      writer.list(value.size());
      for (const auto& element : value) write_value(writer, element);
      return;
    case Value::value_t::object:
      writer.dictionary(value.size());
      for (const auto& [key, member] : value.items()) {
        write_text(writer, key);
        write_value(writer, member);
      }
      return;
    default:
      return writer.null();
  }
}

// Appends one message whose payload is known to have a form in `serializer`.
template <class Writer>
class ItemMessageWriter {
 public:
  ItemMessageWriter(std::string& out, const Serializer& serializer)
      : writer_(out), serializer_(serializer) {}

  template <class M>
  void operator()(const M& message) {
    std::apply(
        [&](const auto&... fields) {
          writer_.list(1 + (0 + ... + elements(fields, message.*fields.member)));
          put(Layout<M>::code);
          (put(fields, message.*fields.member), ...);
        },
        Layout<M>::fields);
  }

 private:
  template <class F, class T>
  std::size_t elements(const F& field, const T& value) const {
    return is_absent(field, value) ? 0 : 1;
  }
  template <class F>
  std::size_t elements(const F&, const Payload& payload) const {
    const auto& encoded = payload.encoded(serializer_).value();
    return (encoded.args.empty() ? 0U : 1U) + (encoded.kwargs.empty() ? 0U : 1U);
  }

  template <class F, class T>
  void put(const F& field, const T& value) {
    if (!is_absent(field, value)) put(value);
  }

  template <class K>
  void put(Id<K> id) {
    put(id.value);
  }
  void put(Code code) { put(static_cast<std::uint64_t>(code)); }
  void put(std::uint64_t id) { writer_.natural(id); }
  void put(const std::string& text) { write_text(writer_, text); }
  void put(const Dict& dictionary) {
    dictionary.empty() ? writer_.dictionary(0) : write_value(writer_, dictionary);
  }
  void put(const Payload& payload) {
    const auto& encoded = payload.encoded(serializer_).value();
    writer_.encoded(encoded.args);
    writer_.encoded(encoded.kwargs);
  }

  Writer writer_;
  const Serializer& serializer_;
};

// `Format` names a Reader and a Writer, and says `name` and `rawsocket_id`.
template <class Format>
class BinarySerializer final : public Serializer {
 public:
  using Reader = typename Format::Reader;
  using Writer = typename Format::Writer;

  std::string_view name() const override { return Format::name; }
  int rawsocket_id() const override { return Format::rawsocket_id; }
  bool is_binary() const override { return true; }

  Result<Message> decode(std::string_view octets) const override {
    RawMessage raw;
    ItemWalk<Reader> walk(octets);
    if (!walk.message(raw)) return walk.fault(error::protocol_violation);
    return parse_message(raw, ItemFieldDecoder<Reader>{}, *this);
  }

  Result<void> encode(const Message& message, std::string& out) const override {
    if (auto expressed = express_payload(message, *this, out); !expressed) return expressed;
    std::visit(ItemMessageWriter<Writer>(out, *this), message);
    return {};
  }

  Result<void> encode_value(const Value& value, std::string& out) const override {
    Writer writer(out);
    write_value(writer, value);
    return {};
  }

  Result<Value> decode_value(std::string_view octets, std::string_view element) const override {
    return read_value<Reader>(octets, element);
  }
};

}  // namespace deskgate::router

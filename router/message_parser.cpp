// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/message_parser.hpp"

#include <array>
#include <tuple>
#include <type_traits>
#include <utility>

#include "router/message_layout.hpp"
#include "router/opaque.hpp"
#include "router/serializer.hpp"
#include "router/uri.hpp"

namespace deskgate::router {

std::string_view to_string(Kind kind) {
  static constexpr std::array<std::string_view, 9> names = {
      "null",   "a boolean", "an integer",   "a float",     "a string",
      "binary", "a list",    "a dictionary", "an extension"};
  return names.at(static_cast<std::size_t>(kind));
}

std::optional<std::uint64_t> integral(double value) {
  if (!(value >= 0 && value <= double{max_id})) return std::nullopt;
  const auto number = static_cast<std::uint64_t>(value);
  if (static_cast<double>(number) != value) return std::nullopt;
  return number;
}

namespace {

// Codes above this are neither the specification's nor an implementation's.
constexpr std::uint64_t max_code = 1023;

std::size_t members_of(const Value& value) {
  std::size_t members = value.is_object() ? value.size() : 0;
  if (value.is_structured()) {
    for (const auto& element : value) members += members_of(element);
  }
  return members;
}

// Reads the fields of one message in wire order; what is wrong with the first bad one is in
// `error`.
class FieldReader {
 public:
  FieldReader(const RawMessage& raw, const FieldDecoder& decoder, const Serializer& source,
              std::string_view message_name)
      : raw_(raw), decoder_(decoder), source_(source), message_name_(message_name) {}

  template <class M, class T>
  bool read(M& message, const Field<M, T>& field) {
    field_name_ = field.name;
    rule_ = field.rule;
    ++index_;
    const bool is_missing = rule_ == FieldRule::optional && index_ == raw_.count;
    return is_missing || take(message.*field.member);
  }

  Error take_error() { return std::move(error_); }

 private:
  const RawField& field() const { return raw_.fields[index_]; }

  // Whether the Details after this field say what has been revoked.
  bool is_revoked() const {
    return rule_ == FieldRule::revocable && index_ + 1 < raw_.count &&
           raw_.fields[index_ + 1].members > 0;
  }

  template <class K>
  bool take(Id<K>& id) {
    return take(id.value);
  }

  bool take(std::uint64_t& id) {
    const auto value = decoder_.integer(field());
    if (!value || !(is_id(*value) || (*value == 0 && is_revoked()))) {
      return refuse_number("an integer from 1 to 2^53");
    }
    id = *value;
    return true;
  }

  bool take(Code& code) {
    const auto value = decoder_.integer(field());
    if (!value || *value > max_code) return refuse_number("a message type");
    code = static_cast<Code>(*value);
    return true;
  }

  bool take(std::string& text) {
    if (field().kind != Kind::text) return refuse(rule_ == FieldRule::uri ? "a URI" : "a string");
    auto value = decoder_.text(field());
    if (!value) return refuse("valid Unicode", "a lone surrogate");
    text = std::move(*value);
    return true;
  }

  bool take(Dict& dictionary) {
    if (field().kind != Kind::dictionary) return refuse("a dictionary");
    if (field().members == 0) return true;
    if (!field().has_text_keys) return refuse("a dictionary with text as keys", "other keys");
    auto value = decoder_.dictionary(field());
    if (!value) return refuse("a readable dictionary", value.error().message);
    if (members_of(*value) != field().members)
      return refuse("a dictionary without repeated keys", "one with");
    dictionary = std::move(*value);
    is_opaque_ = has_opaque_payload(dictionary);
    return true;
  }

  bool take(Payload& payload) {
    EncodedArguments encoded;
    if (is_opaque_ && index_ + 1 == raw_.count && is_octets(field())) {
      payload = Payload({std::string(field().octets), {}}, source_);
      return true;
    }
    if (index_ < raw_.count && !take_octets(Kind::list, "a list", encoded.args)) return false;
    if (++index_ < raw_.count) {
      field_name_ = "ArgumentsKw";
      if (!take_octets(Kind::dictionary, "a dictionary", encoded.kwargs)) return false;
    }
    payload = Payload(std::move(encoded), source_);
    return true;
  }

  // In JSON a string may stand for octets.
  bool is_octets(const RawField& field) const {
    if (field.kind != Kind::text) return field.kind == Kind::binary;
    const auto value = source_.decode_value(field.octets);
    return value && value->is_binary();
  }

  bool take_octets(Kind kind, std::string_view expected, std::string& octets) {
    if (field().kind != kind) return refuse(expected);
    octets = std::string(field().octets);
    return true;
  }

  bool refuse(std::string_view expected) { return refuse(expected, to_string(field().kind)); }

  bool refuse(std::string_view expected, std::string_view got) {
    error_ = protocol_violation(std::string(message_name_) + ": field " + std::to_string(index_) +
                                " (" + std::string(field_name_) + ") must be " +
                                std::string(expected) + ", got " + std::string(got));
    return false;
  }

  bool refuse_number(std::string_view expected) {
    const auto kind = field().kind;
    const bool is_number = kind == Kind::integer || kind == Kind::floating;
    return refuse(expected, is_number ? "another number" : to_string(kind));
  }

  const RawMessage& raw_;
  const FieldDecoder& decoder_;
  const Serializer& source_;
  std::string_view message_name_;
  std::string_view field_name_;
  FieldRule rule_ = FieldRule::plain;
  bool is_opaque_ = false;  // by Options or Details
  std::size_t index_ = 0;
  Error error_;
};

// The fewest and the most elements of one field.
template <class M, class T>
constexpr std::size_t least(const Field<M, T>& field) {
  return std::is_same_v<T, Payload> || field.rule == FieldRule::optional ? 0 : 1;
}
template <class T>
constexpr std::size_t most = std::is_same_v<T, Payload> ? 2 : 1;

// The fewest and the most elements of `M`, the type code included.
template <class M>
constexpr std::pair<std::size_t, std::size_t> arity() {
  return std::apply(
      []<class... T>(const Field<M, T>&... fields) {
        return std::pair{1 + (0 + ... + least(fields)), 1 + (0 + ... + most<T>)};
      },
      Layout<M>::fields);
}

std::string wrong_arity(std::string_view name, std::size_t least, std::size_t most,
                        std::size_t count) {
  auto expected = std::to_string(least);
  if (least != most) expected += " to " + std::to_string(most);
  return std::string(name) + ": must have " + expected + " elements, has " + std::to_string(count);
}

template <class M>
Result<Message> parse_as(const RawMessage& raw, const FieldDecoder& decoder,
                         const Serializer& source) {
  constexpr auto limits = arity<M>();
  if (raw.count < limits.first || raw.count > limits.second) {
    return protocol_violation(wrong_arity(Layout<M>::name, limits.first, limits.second, raw.count));
  }
  Result<Message> parsed(boost::system::in_place_value, std::in_place_type<M>);
  auto& message = std::get<M>(*parsed);
  FieldReader reader(raw, decoder, source, Layout<M>::name);
  const auto read_all = [&](const auto&... fields) {
    return (reader.read(message, fields) && ...);
  };
  if (!std::apply(read_all, Layout<M>::fields)) parsed = reader.take_error();
  return parsed;
}

using Parse = Result<Message> (*)(const RawMessage&, const FieldDecoder&, const Serializer&);

template <class M>
constexpr void enter(std::array<Parse, 71>& table) {
  table.at(static_cast<std::size_t>(Layout<M>::code)) = &parse_as<M>;
}

template <class... M>
constexpr std::array<Parse, 71> make_table(std::type_identity<std::variant<M...>>) {
  std::array<Parse, 71> table{};
  (enter<M>(table), ...);
  return table;
}

constexpr auto parse_by_code = make_table(std::type_identity<Message>{});

}  // namespace

Result<Message> parse_message(const RawMessage& raw, const FieldDecoder& decoder,
                              const Serializer& source) {
  if (raw.count == 0) return protocol_violation("a message must have a type, got an empty list");
  const auto& type = raw.fields[0];
  const auto code = decoder.integer(type);
  if (!code) {
    return protocol_violation("the message type must be an integer, got " +
                              std::string(to_string(type.kind)));
  }
  if (*code >= parse_by_code.size() || !parse_by_code[*code]) {
    return protocol_violation("unknown message type " + std::to_string(*code));
  }
  return parse_by_code[*code](raw, decoder, source);
}

}  // namespace deskgate::router

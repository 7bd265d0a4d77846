// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>
#include <utility>

#include "router/json_binary.hpp"
#include "router/json_walk.hpp"
#include "router/message_layout.hpp"
#include "router/message_parser.hpp"
#include "router/serializer.hpp"
#include "router/uri.hpp"

namespace deskgate::router {
namespace {

// Text that is not UTF-8 does not reach the wire: what is wrong in it becomes U+FFFD.
std::string dump(const Value& value) {
  return value.dump(-1, ' ', false, Value::error_handler_t::replace);
}

Value parse(std::string_view octets) {
  return Value::parse(octets.begin(), octets.end(), nullptr, false);
}

class JsonFieldDecoder final : public FieldDecoder {
 public:
  std::optional<std::uint64_t> integer(const RawField& field) const override {
    if (field.kind == Kind::integer) return read<std::uint64_t>(field.octets);
    if (field.kind != Kind::floating) return std::nullopt;
    const auto value = read<double>(field.octets);
    if (!value || *value < 0 || *value > double{max_id}) return std::nullopt;
    const auto integral = static_cast<std::uint64_t>(*value);
    if (static_cast<double>(integral) != *value) return std::nullopt;
    return integral;
  }

  std::optional<std::string> text(const RawField& field) const override {
    const auto inner = field.octets.substr(1, field.octets.size() - 2);
    if (inner.find('\\') == std::string_view::npos) return std::string(inner);
    auto value = parse(field.octets);
    if (!value.is_string()) return std::nullopt;
    return std::move(value.get_ref<std::string&>());
  }

  std::optional<Dict> dictionary(const RawField& field) const override {
    if (field.octets == "{}") return Dict::object();
    auto value = parse(field.octets);
    if (!value.is_object()) return std::nullopt;
    return value;
  }

 private:
  template <class Number>
  static std::optional<Number> read(std::string_view digits) {
    Number number{};
    const auto* end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, number);
    if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
    return number;
  }
};

constexpr bool is_plain(char c) {
  return c >= ' ' && c <= '~' && c != '"' && c != '\\';
}

// Appends one message; each element after the first brings its comma.
class JsonWriter {
 public:
  JsonWriter(std::string& out, const Serializer& serializer) : out_(out), serializer_(serializer) {}

  template <class M>
  void operator()(const M& message) {
    out_ += '[';
    number(static_cast<std::uint64_t>(Layout<M>::code));
    std::apply([&](const auto&... fields) { (put(message.*fields.member), ...); },
               Layout<M>::fields);
    out_ += ']';
  }

 private:
  template <class K>
  void put(Id<K> id) {
    put(id.value);
  }
  void put(Code code) { put(static_cast<std::uint64_t>(code)); }
  void put(std::uint64_t id) {
    out_ += ',';
    number(id);
  }

  void put(const std::string& text) {
    if (!std::all_of(text.begin(), text.end(), is_plain)) return octets(dump(text));
    out_ += ",\"";
    out_ += text;
    out_ += '"';
  }

  void put(const Dict& dictionary) { dictionary.empty() ? octets("{}") : octets(dump(dictionary)); }

  void put(const Payload& payload) {
    const auto& encoded = payload.encoded(serializer_);
    if (!encoded.args.empty()) octets(encoded.args);
    if (!encoded.kwargs.empty()) octets(encoded.kwargs);
  }

  void octets(std::string_view encoded) {
    out_ += ',';
    out_ += encoded;
  }

  void number(std::uint64_t value) {
    std::array<char, 20> digits{};
    const auto written = std::to_chars(digits.begin(), digits.end(), value);
    out_.append(digits.begin(), written.ptr);
  }

  std::string& out_;
  const Serializer& serializer_;
};

class JsonSerializer final : public Serializer {
 public:
  std::string_view name() const override { return "json"; }
  int rawsocket_id() const override { return 1; }
  bool is_binary() const override { return false; }

  Result<Message> decode(std::string_view octets) const override {
    const auto raw = walk_json_message(octets);
    if (!raw) return raw.error();
    return parse_message(*raw, JsonFieldDecoder{}, *this);
  }

  void encode(const Message& message, std::string& out) const override {
    std::visit(JsonWriter(out, *this), message);
  }

  std::string encode_value(const Value& value) const override {
    return holds_binary(value) ? dump(without_binary(value)) : dump(value);
  }

  Result<Value> decode_value(std::string_view octets) const override {
    const auto walked = walk_json_value(octets);
    if (!walked) return walked.error();
    auto value = parse(octets);
    if (value.is_discarded()) {
      return Error{std::string(error::invalid_argument),
                   "an argument holds a number beyond every range or a lone surrogate"};
    }
    return with_binary(std::move(value));
  }
};

}  // namespace

const Serializer& json_serializer() {
  static const JsonSerializer serializer;
  return serializer;
}

}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
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

std::string dump_with_binary(const Value& value) {
  return holds_binary(value) ? dump(without_binary(value)) : dump(value);
}

bool holds_only_finite(const Value& value) {
  if (value.is_structured()) return std::all_of(value.begin(), value.end(), holds_only_finite);
  return !value.is_number_float() || std::isfinite(value.get<double>());
}

Value parse(std::string_view octets) {
  return Value::parse(octets.begin(), octets.end(), nullptr, false);
}

Error without_value() {
  return {std::string(error::invalid_argument), "a lone surrogate or a number beyond every range"};
}

class JsonFieldDecoder final : public FieldDecoder {
 public:
  std::optional<std::uint64_t> integer(const RawField& field) const override {
    if (field.kind == Kind::integer) return read<std::uint64_t>(field.octets);
    if (field.kind != Kind::floating) return std::nullopt;
    const auto value = read<double>(field.octets);
    return value ? integral(*value) : std::nullopt;
  }

  std::optional<std::string> text(const RawField& field) const override {
    const auto inner = field.octets.substr(1, field.octets.size() - 2);
    if (inner.find('\\') == std::string_view::npos) return std::string(inner);
    auto value = parse(field.octets);
    if (!value.is_string()) return std::nullopt;
    return std::move(value.get_ref<std::string&>());
  }

  Result<Dict> dictionary(const RawField& field) const override {
    auto value = parse(field.octets);
    if (!value.is_object()) return without_value();
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
    number('[', static_cast<std::uint64_t>(Layout<M>::code));
    std::apply([&](const auto&... fields) { (put(fields, message.*fields.member), ...); },
               Layout<M>::fields);
    out_ += ']';
  }

 private:
  template <class F, class T>
  void put(const F& field, const T& value) {
    if (!is_absent(field, value)) put(value);
  }

  template <class K>
  void put(Id<K> id) {
    put(id.value);
  }
  void put(Code code) { put(static_cast<std::uint64_t>(code)); }
  void put(std::uint64_t id) { number(',', id); }

  void put(const std::string& text) {
    if (!std::all_of(text.begin(), text.end(), is_plain)) return octets(dump(text));
    out_ += ",\"";
    out_ += text;
    out_ += '"';
  }

  void put(const Dict& dictionary) {
    if (dictionary.empty()) {
      out_ += ",{}";
    } else {
      octets(dump_with_binary(dictionary));
    }
  }

  void put(const Payload& payload) {
    const auto& encoded = payload.encoded(serializer_).value();
    if (!encoded.args.empty()) octets(encoded.args);
    if (!encoded.kwargs.empty()) octets(encoded.kwargs);
  }

  void octets(std::string_view encoded) {
    out_ += ',';
    out_ += encoded;
  }

  void number(char before, std::uint64_t value) {
    std::array<char, 21> text{};
    text.front() = before;
    const auto written = std::to_chars(text.begin() + 1, text.end(), value);
    out_.append(text.data(), static_cast<std::size_t>(written.ptr - text.data()));
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
    RawMessage raw;
    if (auto walked = walk_json_message(octets, raw); !walked) return walked.error();
    return parse_message(raw, JsonFieldDecoder{}, *this);
  }

  Result<void> encode(const Message& message, std::string& out) const override {
    if (auto expressed = express_payload(message, *this, out); !expressed) return expressed;
    std::visit(JsonWriter(out, *this), message);
    return {};
  }

  Result<void> encode_value(const Value& value, std::string& out) const override {
    if (!holds_only_finite(value)) {
      return Error{std::string(error::invalid_argument), "NaN or an infinity"};
    }
    out += dump_with_binary(value);
    return {};
  }

  Result<Value> decode_value(std::string_view octets, std::string_view element) const override {
    const auto walked = walk_json_value(octets, element);
    if (!walked) return walked.error();
    auto value = parse(octets);
    if (value.is_discarded()) return without_value();
    return with_binary(std::move(value));
  }
};

}  // namespace

const Serializer& json_serializer() {
  static const JsonSerializer serializer;
  return serializer;
}

}  // namespace deskgate::router

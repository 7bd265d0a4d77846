// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/json_walk.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>

#include "router/serializer.hpp"
#include "router/uri.hpp"
#include "router/utf8.hpp"
#include "router/value_place.hpp"

namespace deskgate::router {
namespace {

static_assert(max_nesting == 64, "one bit of JsonWalk::dictionaries_ per level");

// An integer of so many characters fits into 64 bits.
constexpr std::ptrdiff_t surely_64_bits = 18;

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

constexpr bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

constexpr bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// True for what ends the plain run of a string: '"', '\' and the control characters.
constexpr std::array<bool, 256> make_string_stops() {
  std::array<bool, 256> stops{};
  for (std::size_t c = 0; c < 0x20; ++c) stops.at(c) = true;
  stops['"'] = true;
  stops['\\'] = true;
  return stops;
}
constexpr auto string_stops = make_string_stops();

// The first octet from `at` on that ends the plain run of a string, or `end`. Looks at eight octets
// at once: in `stops` the lowest bit that is set belongs to the first of them that is a quote, a
// backslash or below 0x20 (Hacker's Delight, "Find First 0-Byte").
const char* end_of_run(const char* at, const char* end) {
  constexpr std::uint64_t ones = 0x0101010101010101;
  constexpr std::uint64_t tops = 0x80 * ones;
  while (std::endian::native == std::endian::little && end - at >= 8) {
    std::uint64_t octets = 0;
    std::memcpy(&octets, at, sizeof octets);
    const auto quotes = octets ^ ('"' * ones);
    const auto backslashes = octets ^ ('\\' * ones);
    const auto stops = (((octets - 0x20 * ones) & ~octets) | ((quotes - ones) & ~quotes) |
                        ((backslashes - ones) & ~backslashes)) &
                       tops;
    if (stops != 0) return at + std::countr_zero(stops) / 8;
    at += 8;
  }
  while (at != end && !string_stops[static_cast<unsigned char>(*at)]) ++at;
  return at;
}

// The position in a text and the containers open around it. Each function moves past what it is
// named after; false: `fault` says what is wrong at `offset`.
class JsonWalk {
 public:
  JsonWalk(std::string_view text, int nesting)
      : begin_(text.data()), at_(begin_), end_(begin_ + text.size()), nesting_(nesting) {}

  bool message(RawMessage& raw);
  bool only_value();

  std::size_t offset() const { return static_cast<std::size_t>(at_ - begin_); }
  const char* fault() const { return fault_; }
  // Where the first integer is that 64 bits do not hold; nullopt: there is none.
  std::optional<std::size_t> larger_integer() const { return larger_integer_; }

 private:
  bool fail(const char* fault) {
    fault_ = fault;
    return false;
  }
  char peek() const { return at_ == end_ ? '\0' : *at_; }
  // `c` is not '\0', which peek() says at the end.
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void space() {
    while (peek() <= ' ' && is_space(peek())) ++at_;
  }

  bool element(RawField& field);
  bool value();
  bool start();
  bool finish(int outer, bool& is_complete);
  bool open(bool is_dictionary);
  bool close(bool is_dictionary);
  bool is_in_dictionary() const { return ((dictionaries_ >> (nesting_ - 1)) & 1U) != 0; }
  bool key();
  bool scalar();
  bool literal(std::string_view word, Kind kind);
  bool string();
  bool escape();
  bool number();
  bool fraction();
  bool digits();
  void note_large_integer(const char* first);
  bool end_of_text();

  const char* begin_;
  const char* at_;
  const char* end_;
  int nesting_;
  std::uint64_t dictionaries_ = 0;  // bit n: the container at level n + 1 is a dictionary
  std::size_t members_ = 0;
  Kind kind_ = Kind::null;  // of the value that was walked last
  bool is_opened_ = false;  // start() has entered a container that has a first element
  std::optional<std::size_t> larger_integer_;
  const char* fault_ = nullptr;
};

bool JsonWalk::message(RawMessage& raw) {
  space();
  if (!take('[')) return fail("expected '['");
  ++nesting_;
  space();
  if (take(']')) return end_of_text();
  RawField beyond;
  do {
    auto& field = raw.count < RawMessage::capacity ? raw.fields[raw.count] : beyond;
    if (!element(field)) return false;
    ++raw.count;
    space();
  } while (take(','));
  if (!take(']')) return fail("expected ',' or ']'");
  return end_of_text();
}

bool JsonWalk::only_value() {
  return value() && end_of_text();
}

bool JsonWalk::element(RawField& field) {
  space();
  const char* first = at_;
  members_ = 0;
  const bool is_container = peek() == '[' || peek() == '{';
  if (is_container ? !value() : !scalar()) return false;
  field = {kind_, std::string_view(first, static_cast<std::size_t>(at_ - first)), members_};
  return true;
}

bool JsonWalk::value() {
  const int outer = nesting_;
  bool is_complete = false;
  while (!is_complete) {
    if (!start()) return false;
    if (is_opened_) continue;
    if (!finish(outer, is_complete)) return false;
  }
  return true;
}

// Walks a scalar, an empty container, or enters a container up to its first value.
bool JsonWalk::start() {
  space();
  is_opened_ = false;
  const char first = peek();
  if (first != '[' && first != '{') return scalar();
  const bool is_dictionary = first == '{';
  if (!open(is_dictionary)) return false;
  space();
  if (take(is_dictionary ? '}' : ']')) return close(is_dictionary);
  is_opened_ = true;
  return !is_dictionary || key();
}

// After a value: leaves the containers that end here, up to `outer` or to the next value.
bool JsonWalk::finish(int outer, bool& is_complete) {
  while (nesting_ > outer) {
    const bool is_dictionary = is_in_dictionary();
    space();
    if (take(',')) return !is_dictionary || key();
    if (!take(is_dictionary ? '}' : ']')) {
      return fail(is_dictionary ? "expected ',' or '}'" : "expected ',' or ']'");
    }
    close(is_dictionary);
  }
  is_complete = true;
  return true;
}

bool JsonWalk::open(bool is_dictionary) {
  if (nesting_ == max_nesting) return fail("nested deeper than 64 levels");
  ++at_;
  const auto bit = std::uint64_t{1} << nesting_;
  dictionaries_ = is_dictionary ? dictionaries_ | bit : dictionaries_ & ~bit;
  ++nesting_;
  return true;
}

bool JsonWalk::close(bool is_dictionary) {
  --nesting_;
  kind_ = is_dictionary ? Kind::dictionary : Kind::list;
  return true;
}

bool JsonWalk::key() {
  space();
  if (peek() != '"') return fail("expected a key in quotes");
  if (!string()) return false;
  space();
  if (!take(':')) return fail("expected ':'");
  ++members_;
  return true;
}

bool JsonWalk::scalar() {
  switch (peek()) {
    case '"':
      return string();
    case 't':
      return literal("true", Kind::boolean);
    case 'f':
      return literal("false", Kind::boolean);
    case 'n':
      return literal("null", Kind::null);
    default:
      return number();
  }
}

bool JsonWalk::literal(std::string_view word, Kind kind) {
  if (!std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(word)) {
    return fail("expected a value");
  }
  at_ += word.size();
  kind_ = kind;
  return true;
}

bool JsonWalk::string() {
  ++at_;
  while (true) {
    at_ = end_of_run(at_, end_);
    if (at_ == end_) return fail("the string does not end");
    if (take('"')) break;
    if (!take('\\')) return fail("control character in a string");
    if (!escape()) return false;
  }
  kind_ = Kind::text;
  return true;
}

bool JsonWalk::escape() {
  if (!take('u')) {
    if (at_ == end_ || std::string_view("\"\\/bfnrt").find(*at_) == std::string_view::npos) {
      return fail("unknown escape in a string");
    }
    ++at_;
    return true;
  }
  for (int i = 0; i < 4; ++i, ++at_) {
    if (!is_hex(peek())) return fail("expected four hexadecimal digits");
  }
  return true;
}

bool JsonWalk::number() {
  kind_ = Kind::integer;
  const char* first = at_;
  const bool is_negative = take('-');
  if (!is_digit(peek())) return fail(is_negative ? "expected a digit" : "expected a value");
  if (!take('0') && !digits()) return false;
  if (peek() == '.' || peek() == 'e' || peek() == 'E') return fraction();
  if (at_ - first > surely_64_bits) note_large_integer(first);
  return true;
}

bool JsonWalk::fraction() {
  kind_ = Kind::floating;
  if (take('.') && !digits()) return false;
  if (!take('e') && !take('E')) return true;
  if (!take('+')) take('-');
  return digits();
}

void JsonWalk::note_large_integer(const char* first) {
  std::int64_t negative = 0;
  std::uint64_t natural = 0;
  const auto read = *first == '-' ? std::from_chars(first, at_, negative).ec
                                  : std::from_chars(first, at_, natural).ec;
  const auto offset = static_cast<std::size_t>(first - begin_);
  if (read != std::errc{} && !larger_integer_) larger_integer_ = offset;
}

bool JsonWalk::digits() {
  const char* first = at_;
  while (is_digit(peek())) ++at_;
  return at_ != first || fail("expected a digit");
}

bool JsonWalk::end_of_text() {
  space();
  return at_ == end_ || fail("expected nothing more");
}

Error fault_of(const JsonWalk& walk, std::string_view uri) {
  return {std::string(uri),
          "octet " + std::to_string(walk.offset()) + ": " + std::string(walk.fault())};
}

}  // namespace

Result<void> walk_json_message(std::string_view text, RawMessage& raw) {
  if (!is_utf8(text)) return Error{std::string(error::protocol_violation), "the text is not UTF-8"};
  JsonWalk walk(text, 0);
  if (!walk.message(raw)) return fault_of(walk, error::protocol_violation);
  return {};
}

Result<void> walk_json_value(std::string_view text, std::string_view element) {
  if (!is_utf8(text)) return Error{std::string(error::invalid_argument), "the text is not UTF-8"};
  JsonWalk walk(text, 1);
  if (!walk.only_value()) return fault_of(walk, error::invalid_argument);
  if (const auto offset = walk.larger_integer()) {
    return Error{std::string(error::invalid_argument),
                 "an integer beyond 64 bits" + in_words(place_in_json(text, *offset), element)};
  }
  return {};
}

}  // namespace deskgate::router

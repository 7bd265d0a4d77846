// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/scalar.hpp"

#include <cmath>
#include <limits>

#include "mapping/text.hpp"

namespace deskgate::mapping {

using nlohmann::json;

namespace {

constexpr const char* not_a_number = "NaN";
constexpr const char* infinity = "Infinity";
constexpr const char* minus_infinity = "-Infinity";

std::optional<double> special_number(const std::string& text) {
  if (text == not_a_number) return std::numeric_limits<double>::quiet_NaN();
  if (text == infinity) return std::numeric_limits<double>::infinity();
  if (text == minus_infinity) return -std::numeric_limits<double>::infinity();
  return std::nullopt;
}

template <class T>
std::optional<double> exact_double(T number) {
  const auto converted = static_cast<double>(number);
  // 2^64 and 2^63 are doubles that the integer types cannot take back.
  if (converted >= std::ldexp(1.0, std::numeric_limits<T>::digits)) return std::nullopt;
  return static_cast<T>(converted) == number ? std::optional(converted) : std::nullopt;
}

// std::from_chars also reads "inf" and "nan".
std::optional<double> parse_double(std::string_view text) {
  const auto digits = text.substr(text.starts_with('-') ? 1 : 0);
  if (digits.empty() || digits[0] < '0' || digits[0] > '9') return std::nullopt;
  double number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

template <class T>
std::optional<json> decimal_key(std::string_view text) {
  const auto number = parse_decimal<T>(text);
  return number ? std::optional<json>(*number) : std::nullopt;
}

std::optional<json> double_key(const std::string& text) {
  if (special_number(text)) return json(text);
  const auto number = parse_double(text);
  return number ? std::optional<json>(*number) : std::nullopt;
}

std::string counted(std::size_t count, const std::string& unit, const std::string& units) {
  return std::to_string(count) + " " + (count == 1 ? unit : units);
}

}  // namespace

std::optional<std::int64_t> exact_integer(double number) {
  if (!(std::abs(number) <= static_cast<double>(safe_integer))) return std::nullopt;
  if (std::trunc(number) != number) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

std::optional<double> to_double(const json& value) {
  if (value.is_number_float()) return value.get<double>();
  if (value.is_number_unsigned()) return exact_double(value.get<std::uint64_t>());
  if (value.is_number_integer()) return exact_double(value.get<std::int64_t>());
  return value.is_string() ? special_number(value.get_ref<const std::string&>()) : std::nullopt;
}

json from_integer(std::int64_t number) {
  if (number >= -safe_integer && number <= safe_integer) return number;
  return std::to_string(number);
}

json from_integer(std::uint64_t number) {
  if (number <= static_cast<std::uint64_t>(safe_integer)) return number;
  return std::to_string(number);
}

json from_double(double number) {
  if (std::isnan(number)) return not_a_number;
  if (std::isinf(number)) return number > 0 ? infinity : minus_infinity;
  return number;
}

std::string key_text(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_number_float()) return value.dump();
  const auto number = from_double(value.get<double>());
  return number.is_string() ? number.get<std::string>() : number.dump();
}

std::optional<json> key_value(char type, const std::string& text) {
  switch (type) {
    case 's':
    case 'o':
    case 'g':
      return json(text);
    case 'b':
      if (text != "true" && text != "false") return std::nullopt;
      return json(text == "true");
    case 'd':
      return double_key(text);
    case 't':
      return decimal_key<std::uint64_t>(text);
    default:
      return decimal_key<std::int64_t>(text);
  }
}

std::string shown(const json& value) {
  if (value.is_string()) return in_quotes(value.get_ref<const std::string&>());
  if (value.is_binary())
    return "binary of " + counted(value.get_binary().size(), "octet", "octets");
  if (value.is_array()) return "a list of " + counted(value.size(), "element", "elements");
  if (value.is_object()) return "a dictionary of " + counted(value.size(), "key", "keys");
  return value.is_number_float() ? key_text(value) : value.dump();
}

}  // namespace deskgate::mapping

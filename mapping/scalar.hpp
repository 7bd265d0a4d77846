// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Single values: WAMP's to what D-Bus takes, and the text that stands for them as dictionary keys.
#pragma once

#include <charconv>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace deskgate::mapping {

// The largest integer that every client reads exactly.
constexpr std::int64_t safe_integer = (std::int64_t{1} << 53) - 1;

// A decimal number in its one canonical form: no sign but '-', no leading zeros, no spaces.
template <class T>
std::optional<T> parse_decimal(std::string_view text) {
  T number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (std::to_string(number) != text) return std::nullopt;
  return number;
}

// The integer that a float without a fraction stands for, if no precision can have been lost.
std::optional<std::int64_t> exact_integer(double number);

// An integer in the range of T. 64-bit types take decimal text as well.
template <class T>
std::optional<T> to_integer(const nlohmann::json& value) {
  const auto in_range = [](auto number) {
    return std::in_range<T>(number) ? std::optional<T>(static_cast<T>(number)) : std::nullopt;
  };
  if (value.is_number_unsigned()) return in_range(value.get<std::uint64_t>());
  if (value.is_number_integer()) return in_range(value.get<std::int64_t>());
  if (value.is_number_float()) {
    const auto number = exact_integer(value.get<double>());
    return number ? in_range(*number) : std::nullopt;
  }
  if (sizeof(T) < 8 || !value.is_string()) return std::nullopt;
  return parse_decimal<T>(value.get_ref<const std::string&>());
}

// A number, or the text of one that JSON does not have.
std::optional<double> to_double(const nlohmann::json& value);

// As integer, or as decimal text where a client could not read it exactly.
nlohmann::json from_integer(std::int64_t number);
nlohmann::json from_integer(std::uint64_t number);

// As number, or as "NaN", "Infinity", "-Infinity".
nlohmann::json from_double(double number);

// A value of a basic type as a dictionary key.
std::string key_text(const nlohmann::json& value);

// The value of the basic type for which the text stands as a key; nullopt: it stands for none. The
// range is still to be checked.
std::optional<nlohmann::json> key_value(char type, const std::string& text);

// What a value is, for messages: short, on one line.
std::string shown(const nlohmann::json& value);

}  // namespace deskgate::mapping

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/bus/value_random.hpp"

#include <bit>
#include <cmath>
#include <string_view>

#include "mapping/signature.hpp"

namespace deskgate::test {

using nlohmann::json;

namespace {

constexpr std::string_view basic_types = "ybnqiuxtdsog";
constexpr std::size_t longest_signature = 255;

RandomValue same(json value) {
  return {value, value};
}

// 64-bit integers that a double cannot hold are text.
template <class T>
json heard_integer(T number) {
  const auto limit = std::uint64_t{1} << 53U;
  const auto size = number < 0 ? -static_cast<std::uint64_t>(number) : std::uint64_t(number);
  return size < limit ? json(number) : json(std::to_string(number));
}

std::string key_of(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace

std::string RandomValues::type(int depth) {
  const auto kind = depth == 0 ? 0 : below(8);
  if (kind == 4) return "v";
  if (kind == 5) return "a" + type(depth - 1);
  if (kind == 6) {
    std::string fields;
    for (std::size_t count = 1 + below(3); count > 0; --count) fields += type(depth - 1);
    return fields.size() + 2 > longest_signature ? "s" : "(" + fields + ")";
  }
  const std::string basic(1, basic_types[below(basic_types.size())]);
  return kind == 7 ? "a{" + basic + type(depth - 1) + "}" : basic;
}

RandomValue RandomValues::value(const std::string& type) {
  if (type == "v") return variant();
  if (type == "ay") return binary();
  if (type.starts_with("a{")) return dictionary(type[2], type.substr(3, type.size() - 4));
  if (type.front() == 'a') return list(type.substr(1));
  if (type.front() == '(') return structure(type.substr(1, type.size() - 2));
  return basic(type.front());
}

// Small and large numbers alike.
std::uint64_t RandomValues::bits() {
  return random_() >> below(64);
}

template <class T>
RandomValue RandomValues::integer() {
  const auto number = static_cast<T>(below(2) == 0 ? bits() : ~bits());
  const auto heard = heard_integer(number);
  return {below(2) == 0 ? json(number) : heard, heard};
}

RandomValue RandomValues::number() {
  if (below(4) == 0) return same(static_cast<double>(below(2000)) / 8 - 100);
  const auto number = std::bit_cast<double>(random_());
  if (std::isfinite(number)) return same(number);
  constexpr const char* others[] = {"NaN", "Infinity", "-Infinity"};
  return same(others[below(3)]);
}

std::string RandomValues::text() {
  constexpr std::string_view characters[] = {"a", "\n", "\x01", "\"",          "\\",
                                             "ü", "☀",  "🎵",    "\xEF\xBF\xBD"};
  std::string text;
  for (auto count = below(9); count > 0; --count) text += characters[below(std::size(characters))];
  return text;
}

std::string RandomValues::path() {
  std::string path;
  for (auto count = below(4); count > 0; --count) path += "/" + std::string(1 + below(3), 'p');
  return path.empty() ? "/" : path;
}

RandomValue RandomValues::basic(char type) {
  switch (type) {
    case 'y':
      return integer<std::uint8_t>();
    case 'b':
      return same(below(2) == 0);
    case 'n':
      return integer<std::int16_t>();
    case 'q':
      return integer<std::uint16_t>();
    case 'i':
      return integer<std::int32_t>();
    case 'u':
      return integer<std::uint32_t>();
    case 'x':
      return integer<std::int64_t>();
    case 't':
      return integer<std::uint64_t>();
    case 'd':
      return number();
    case 'o':
      return same(path());
    case 'g':
      return same(this->type(2));
    default:
      return same(text());
  }
}

RandomValue RandomValues::variant() {
  const auto inner = type(static_cast<int>(below(3)));
  auto random = value(inner);
  return {{{"t", inner}, {"v", std::move(random.said)}}, std::move(random.heard)};
}

RandomValue RandomValues::binary() {
  std::vector<std::uint8_t> octets(below(20));
  for (auto& octet : octets) octet = static_cast<std::uint8_t>(random_());
  const auto heard = json::binary(octets);
  return {below(2) == 0 ? json(octets) : heard, heard};
}

RandomValue RandomValues::list(const std::string& element) {
  auto all = same(json::array());
  for (auto count = below(4); count > 0; --count) {
    auto random = value(element);
    all.said.push_back(std::move(random.said));
    all.heard.push_back(std::move(random.heard));
  }
  return all;
}

RandomValue RandomValues::structure(const std::string& fields) {
  auto all = same(json::array());
  for (const auto& field : mapping::complete_types(fields)) {
    auto random = value(field);
    all.said.push_back(std::move(random.said));
    all.heard.push_back(std::move(random.heard));
  }
  return all;
}

// Said as a dictionary or as a list of pairs.
RandomValue RandomValues::dictionary(char key, const std::string& value_type) {
  const bool is_pairs = below(2) == 0;
  RandomValue all{is_pairs ? json::array() : json::object(), json::object()};
  for (auto count = below(4); count > 0; --count) {
    const auto random_key = basic(key);
    const auto text = key_of(random_key.heard);
    if (all.heard.contains(text)) continue;
    auto random = value(value_type);
    all.heard[text] = std::move(random.heard);
    if (is_pairs) {
      all.said.push_back(json::array({random_key.said, std::move(random.said)}));
    } else {
      all.said[text] = std::move(random.said);
    }
  }
  return all;
}

}  // namespace deskgate::test

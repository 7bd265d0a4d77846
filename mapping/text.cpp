// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/text.hpp"

#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>

namespace deskgate::mapping {

namespace {

constexpr std::size_t longest_quote = 60;

bool is_continuation(char octet) {
  return (static_cast<unsigned char>(octet) & 0xC0) == 0x80;
}

// The octets of a sequence by its first one; 0: none starts so.
std::size_t sequence_length(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (first >= 0xE0 && first <= 0xEF) return 3;
  if (first >= 0xF0 && first <= 0xF4) return 4;
  return 0;
}

// The bits of a character that its first octet holds.
char32_t first_bits(unsigned char first, std::size_t length) {
  return length == 1 ? first : first & (0x7F >> length);
}

// The smallest character that needs so many octets.
char32_t smallest(std::size_t length) {
  constexpr char32_t by_length[] = {0, 0, 0x80, 0x800, 0x10000};
  return by_length[length];
}

bool is_character(char32_t code) {
  return code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
}

// Takes the first character off a text that is not empty; nullopt: it does not start with one.
std::optional<char32_t> take_character(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  const auto length = sequence_length(first);
  if (length == 0 || length > text.size()) return std::nullopt;
  auto code = first_bits(first, length);
  for (const char octet : text.substr(1, length - 1)) {
    if (!is_continuation(octet)) return std::nullopt;
    code = (code << 6) | (static_cast<unsigned char>(octet) & 0x3F);
  }
  if (code < smallest(length) || !is_character(code)) return std::nullopt;
  text.remove_prefix(length);
  return code;
}

// Takes off what comes first and is ASCII, but not U+0000: eight octets at a time, for most text is
// nothing else.
void take_plain(std::string_view& text) {
  constexpr std::uint64_t ones = 0x0101010101010101;
  constexpr std::uint64_t highs = 0x8080808080808080;
  std::uint64_t word = 0;
  while (text.size() >= sizeof word) {
    std::memcpy(&word, text.data(), sizeof word);
    const auto zeros = (word - ones) & ~word;  // the high bit, at least of the lowest zero octet
    if (((word | zeros) & highs) != 0) break;
    text.remove_prefix(sizeof word);
  }
  while (!text.empty() && static_cast<signed char>(text.front()) > 0) text.remove_prefix(1);
}

bool is_noncharacter(char32_t code) {
  return (code >= 0xFDD0 && code <= 0xFDEF) || (code & 0xFFFE) == 0xFFFE;
}

std::string_view cut(std::string_view text) {
  if (text.size() <= longest_quote) return text;
  auto end = longest_quote;
  while (end > 0 && is_continuation(text[end])) --end;
  return text.substr(0, end);
}

}  // namespace

bool is_utf8(std::string_view text) {
  for (take_plain(text); !text.empty(); take_plain(text)) {
    if (!take_character(text)) return false;
  }
  return true;
}

std::optional<std::string> bus_text_fault(std::string_view text) {
  for (take_plain(text); !text.empty(); take_plain(text)) {
    const auto character = take_character(text);
    if (!character) return "it must be UTF-8";
    if (*character == 0) return "it must not contain U+0000";
    if (is_noncharacter(*character)) {
      return "it must not contain a noncharacter such as U+FFFF";
    }
  }
  return std::nullopt;
}

std::string in_quotes(std::string_view text) {
  const auto kept = cut(text);
  const auto shown = std::string(kept) + (kept.size() < text.size() ? "…" : "");
  return nlohmann::json(shown).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const auto& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

bool contains(const std::vector<std::string>& texts, std::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (auto at = text.find(separator); at != text.npos; at = text.find(separator)) {
    parts.push_back(text.substr(0, at));
    text.remove_prefix(at + 1);
  }
  parts.push_back(text);
  return parts;
}

}  // namespace deskgate::mapping

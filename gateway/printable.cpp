// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/printable.hpp"

#include "router/utf8.hpp"

namespace deskgate::gateway {
namespace {

// The octets of the character that the text begins with; 0: it begins with none.
std::size_t length_of_character(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  return length <= text.size() && router::is_utf8(text.substr(0, length)) ? length : 0;
}

char32_t code_of(std::string_view character) {
  const auto first = static_cast<unsigned char>(character.front());
  if (character.size() == 1) return first;
  char32_t code = first & (0x7FU >> character.size());
  for (const unsigned char octet : character.substr(1)) code = code << 6 | (octet & 0x3FU);
  return code;
}

bool turns_text(char32_t code) {
  return code == 0x061C || code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069);
}

bool is_harmless(char32_t code) {
  const bool is_control = code < 0x20 || (code >= 0x7F && code <= 0x9F);
  const bool ends_line = code == 0x2028 || code == 0x2029;
  return !is_control && !ends_line && !turns_text(code);
}

std::string hexadecimal(char32_t number, int digits) {
  std::string text;
  for (int at = 4 * (digits - 1); at >= 0; at -= 4) text += "0123456789abcdef"[number >> at & 15U];
  return text;
}

std::string escape_of(char32_t code) {
  return code < 0x80 ? "\\x" + hexadecimal(code, 2) : "\\u" + hexadecimal(code, 4);
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto length = length_of_character(text);
    const auto character = text.substr(0, length == 0 ? 1 : length);
    text.remove_prefix(character.size());
    if (length == 0) {
      out += "\\x" + hexadecimal(static_cast<unsigned char>(character.front()), 2);
    } else if (const auto code = code_of(character); is_harmless(code)) {
      out += character;
    } else {
      out += escape_of(code);
    }
  }
  return out;
}

std::string shortened(std::string_view text, std::size_t most_octets) {
  constexpr std::string_view mark = "…";
  if (text.size() <= most_octets) return std::string(text);
  auto end = most_octets - mark.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) --end;
  return std::string(text.substr(0, end)).append(mark);
}

}  // namespace deskgate::gateway

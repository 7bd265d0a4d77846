// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/device.hpp"

#include <sodium.h>

#include <array>
#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>

#include "gateway/trust/base32.hpp"
#include "mapping/text.hpp"

namespace deskgate::gateway::trust {
namespace {

// Of well-formed UTF-8: takes the next character off.
char32_t next_character(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  char32_t character = size == 1 ? first : first & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    character = character << 6 | (static_cast<unsigned char>(text[i]) & 0x3F);
  }
  text.remove_prefix(size);
  return character;
}

// Controls, separators of lines, marks of direction and what has no width: they make a name look
// like another text than it is.
bool is_deceptive(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x61C || c == 0x180E ||
         (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF0 && c <= 0xFFFB) ||
         (c >= 0xE0000 && c <= 0xE0FFF);
}

}  // namespace

std::string Device::id() const {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(hash.data(), key.octets().data(), key.octets().size());
  return to_base32(hash);
}

std::string clean_name(std::string_view name, std::size_t at_most) {
  if (!mapping::is_utf8(name)) return "";
  std::string clean;
  std::size_t count = 0;
  while (!name.empty() && count < at_most) {
    const auto rest = name;
    const auto character = next_character(name);
    if (is_deceptive(character) || (character == ' ' && (clean.empty() || clean.back() == ' '))) {
      continue;
    }
    clean += rest.substr(0, rest.size() - name.size());
    ++count;
  }
  while (clean.ends_with(' ')) clean.pop_back();
  return clean;
}

std::string to_text(std::chrono::sys_seconds time) {
  const std::time_t seconds = time.time_since_epoch().count();
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  const auto size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text.data(), size};
}

std::optional<std::chrono::sys_seconds> time_from(std::string_view text) {
  std::tm parts{};
  const std::string whole(text);
  const char* end = ::strptime(whole.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  if (!end || *end != '\0') return std::nullopt;
  if (parts.tm_year < 70 || parts.tm_year >= 300) return std::nullopt;
  const std::chrono::sys_seconds time{std::chrono::seconds(::timegm(&parts))};
  if (to_text(time) != text) return std::nullopt;
  return time;
}

nlohmann::json attributes_of(const Device& device) {
  const auto text_or_null = [](const std::optional<std::chrono::sys_seconds>& time) {
    return time ? nlohmann::json(to_text(*time)) : nlohmann::json();
  };
  return {{"name", device.name},
          {"grants", device.grants},
          {"paired", to_text(device.paired)},
          {"expires", text_or_null(device.expires)},
          {"last_seen", text_or_null(device.last_seen)}};
}

}  // namespace deskgate::gateway::trust

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/device.hpp"

#include <sodium.h>

#include <algorithm>
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

struct CharacterRange {
  char32_t first;
  char32_t last;
};

// What nothing is seen of, or what turns round what stands beside it: controls, separators of
// lines, what Unicode calls Default_Ignorable_Code_Point (joiners, directions, selectors of
// variants, fillers, tags), marks of annotation and blank letters.
constexpr std::array never_seen{CharacterRange{0x00, 0x1F},       CharacterRange{0x7F, 0x9F},
                                CharacterRange{0xAD, 0xAD},       CharacterRange{0x34F, 0x34F},
                                CharacterRange{0x61C, 0x61C},     CharacterRange{0x115F, 0x1160},
                                CharacterRange{0x17B4, 0x17B5},   CharacterRange{0x180B, 0x180F},
                                CharacterRange{0x200B, 0x200F},   CharacterRange{0x2028, 0x202E},
                                CharacterRange{0x2060, 0x206F},   CharacterRange{0x2800, 0x2800},
                                CharacterRange{0x3164, 0x3164},   CharacterRange{0xFE00, 0xFE0F},
                                CharacterRange{0xFEFF, 0xFEFF},   CharacterRange{0xFFA0, 0xFFA0},
                                CharacterRange{0xFFF0, 0xFFFB},   CharacterRange{0x1BCA0, 0x1BCA3},
                                CharacterRange{0x1D159, 0x1D159}, CharacterRange{0x1D173, 0x1D17A},
                                CharacterRange{0xE0000, 0xE0FFF}};

bool is_never_seen(char32_t c) {
  return std::any_of(never_seen.begin(), never_seen.end(),
                     [&](const auto& range) { return range.first <= c && c <= range.last; });
}

// The spaces of Unicode (Zs): many look like none, or like the one that everybody types.
bool is_space(char32_t c) {
  return c == ' ' || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F ||
         c == 0x205F || c == 0x3000;
}

}  // namespace

std::string id_of(const router::authentication::PublicKey& key) {
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
    const bool is_blank = is_space(character);
    const bool is_doubled = is_blank && (clean.empty() || clean.back() == ' ');
    if (is_doubled || is_never_seen(character)) continue;
    clean += is_blank ? " " : rest.substr(0, rest.size() - name.size());
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

nlohmann::json describe(const Device& device) {
  const auto text_or_null = [](const std::optional<std::chrono::sys_seconds>& time) {
    return time ? nlohmann::json(to_text(*time)) : nlohmann::json();
  };
  return {{"id", device.id},
          {"name", device.name},
          {"grants", device.grants},
          {"paired", to_text(device.paired)},
          {"expires", text_or_null(device.expires)},
          {"last_seen", text_or_null(device.last_seen)}};
}

}  // namespace deskgate::gateway::trust

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/uri.hpp"

#include <algorithm>
#include <array>

namespace deskgate::router {
namespace {

// White space beyond ASCII, in UTF-8: U+0085, U+00A0, U+1680, U+2000 to U+200A, U+2028, U+2029,
// U+202F, U+205F, U+3000.
constexpr std::array<std::string_view, 19> wide_spaces = {
    "\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81",
    "\xE2\x80\x82", "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86",
    "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\xA8",
    "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80"};

constexpr bool is_refused_ascii(char c) {
  return c == ' ' || c == '#' || (c >= '\t' && c <= '\r') || (c >= '\x1C' && c <= '\x1F');
}

// What is_uri() has to know of an octet.
enum Trait : unsigned char { refused = 1, dot = 2, wide = 4 };

constexpr std::array<unsigned char, 256> make_traits() {
  std::array<unsigned char, 256> traits{};
  for (std::size_t c = 0; c < 0x80; ++c) {
    if (is_refused_ascii(static_cast<char>(c))) traits.at(c) = Trait::refused;
  }
  for (std::size_t c = 0x80; c < traits.size(); ++c) traits.at(c) = Trait::wide;
  traits['.'] = Trait::dot;
  return traits;
}
constexpr auto traits = make_traits();

bool has_wide_space(std::string_view text) {
  return std::any_of(wide_spaces.begin(), wide_spaces.end(), [&](std::string_view space) {
    return text.find(space) != std::string_view::npos;
  });
}

bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}

bool has_only_lawful_characters(std::string_view text) {
  if (std::any_of(text.begin(), text.end(), is_refused_ascii)) return false;
  return std::all_of(text.begin(), text.end(), is_ascii) || !has_wide_space(text);
}

// Whether a component that is not the last one is empty.
bool has_inner_gap(std::string_view text) {
  return text.starts_with('.') || text.find("..") != std::string_view::npos;
}

// Takes the first component off `rest`; false: it was the last one.
bool take_component(std::string_view& rest, std::string_view& component) {
  const auto dot = rest.find('.');
  component = rest.substr(0, dot);
  if (dot == std::string_view::npos) return false;
  rest.remove_prefix(dot + 1);
  return true;
}

bool matches_wildcard(std::string_view pattern, std::string_view uri) {
  std::string_view wanted;
  std::string_view found;
  while (true) {
    const bool pattern_goes_on = take_component(pattern, wanted);
    const bool uri_goes_on = take_component(uri, found);
    if (pattern_goes_on != uri_goes_on) return false;
    if (!wanted.empty() && wanted != found) return false;
    if (!uri_goes_on) return true;
  }
}

}  // namespace

std::string_view to_string(Match match) {
  switch (match) {
    case Match::exact:
      return "exact";
    case Match::prefix:
      return "prefix";
    case Match::wildcard:
      return "wildcard";
  }
  return "";
}

std::optional<Match> match_from(std::string_view text) {
  for (const auto match : {Match::exact, Match::prefix, Match::wildcard}) {
    if (text == to_string(match)) return match;
  }
  return std::nullopt;
}

bool is_uri(std::string_view text) {
  unsigned before = Trait::dot;
  unsigned seen = 0;
  for (const unsigned char c : text) {
    const unsigned trait = traits[c];
    seen |= trait | (trait & before & Trait::dot ? Trait::refused : 0);
    before = trait;
  }
  if ((seen & Trait::refused) || (before & Trait::dot)) return false;
  return !(seen & Trait::wide) || !has_wide_space(text);
}

bool is_pattern(std::string_view text, Match match) {
  switch (match) {
    case Match::exact:
      return is_uri(text);
    case Match::prefix:
      return !has_inner_gap(text) && has_only_lawful_characters(text);
    case Match::wildcard:
      return has_only_lawful_characters(text);
  }
  return false;
}

bool is_strict(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  });
}

bool matches(std::string_view pattern, Match match, std::string_view uri) {
  switch (match) {
    case Match::exact:
      return pattern == uri;
    case Match::prefix:
      return uri.starts_with(pattern);
    case Match::wildcard:
      return matches_wildcard(pattern, uri);
  }
  return false;
}

std::size_t component_count(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count(text, '.')) + 1;
}

bool is_reserved(std::string_view uri) {
  return uri.substr(0, uri.find('.')) == "wamp";
}

}  // namespace deskgate::router

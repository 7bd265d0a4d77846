// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/limits.hpp"

#include <algorithm>
#include <array>

#include "mapping/scalar.hpp"
#include "mapping/text.hpp"

namespace deskgate::mapping {

namespace {

using std::chrono::milliseconds;

constexpr std::int64_t most_in_a_unit = 10000;
constexpr milliseconds longest_timeout = std::chrono::minutes(10);

// A unit of time and how it is written.
struct Unit {
  std::string_view name;
  milliseconds length;
};

constexpr std::array rate_units = {Unit{"s", std::chrono::seconds(1)},
                                   Unit{"min", std::chrono::minutes(1)},
                                   Unit{"h", std::chrono::hours(1)}};
// The longest first: a time is shown in the first that it is a multiple of.
constexpr std::array timeout_units = {Unit{"min", std::chrono::minutes(1)},
                                      Unit{"s", std::chrono::seconds(1)},
                                      Unit{"ms", milliseconds(1)}};

template <std::size_t N>
const Unit* find(const std::array<Unit, N>& units, std::string_view name) {
  const auto found =
      std::find_if(units.begin(), units.end(), [&](const Unit& unit) { return unit.name == name; });
  return found == units.end() ? nullptr : &*found;
}

std::optional<std::int64_t> parse_count(std::string_view text, std::int64_t most) {
  const auto count = parse_decimal<std::int64_t>(text);
  return count && *count >= 1 && *count <= most ? count : std::nullopt;
}

std::string timeout_text(milliseconds timeout) {
  const auto unit = std::find_if(timeout_units.begin(), timeout_units.end(), [&](const Unit& each) {
    return timeout % each.length == milliseconds(0);
  });
  return std::to_string(timeout / unit->length) + std::string(unit->name);
}

}  // namespace

std::string Rate::text() const {
  const auto unit = std::find_if(rate_units.begin(), rate_units.end(),
                                 [this](const Unit& each) { return each.length == per; });
  return std::to_string(count) + "/" + std::string(unit->name);
}

std::string Limits::text() const {
  std::vector<std::string> parts;
  if (rate) parts.push_back("at most " + rate->text());
  if (timeout) parts.push_back("within " + timeout_text(*timeout));
  if (ask) parts.push_back("after asking at the desktop");
  return joined(parts);
}

std::optional<Rate> parse_rate(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == text.npos) return std::nullopt;
  const auto count = parse_count(text.substr(0, slash), most_in_a_unit);
  const auto* unit = find(rate_units, text.substr(slash + 1));
  if (!count || !unit) return std::nullopt;
  return Rate{*count, std::chrono::duration_cast<std::chrono::seconds>(unit->length)};
}

std::optional<milliseconds> parse_timeout(std::string_view text) {
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto count = parse_count(text.substr(0, digits), longest_timeout.count());
  const auto* unit = find(timeout_units, text.substr(digits));
  if (!count || !unit || *count > longest_timeout / unit->length) return std::nullopt;
  return *count * unit->length;
}

}  // namespace deskgate::mapping

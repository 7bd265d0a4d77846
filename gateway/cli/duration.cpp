// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/cli/duration.hpp"

#include <charconv>
#include <cstdint>
#include <map>
#include <string_view>

#include "gateway/cli/commands.hpp"
#include "mapping/text.hpp"

namespace deskgate::gateway::cli {

std::chrono::seconds duration_from(const std::string& text) {
  static const std::map<std::string_view, std::int64_t> units{
      {"s", 1}, {"min", 60}, {"h", 3600}, {"d", 86400}, {"w", 7 * 86400}};
  constexpr std::int64_t longest = 100LL * 366 * 86400;
  std::int64_t count = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, count);
  const auto unit = units.find(std::string_view(stop, end));
  if (error != std::errc() || unit == units.end() || count < 1 || count > longest / unit->second) {
    throw UsageError(mapping::in_quotes(text) + " is no time: write 90s, 10min, 12h, 30d or 8w");
  }
  return std::chrono::seconds(count * unit->second);
}

}  // namespace deskgate::gateway::cli

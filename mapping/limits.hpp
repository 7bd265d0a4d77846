// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What a rule asks of a call besides its arguments: how often, how long, and whether the person at
// the desktop agrees.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace deskgate::mapping {

// "10/s", "3/min", "1/h".
struct Rate {
  std::int64_t count = 0;
  std::chrono::seconds per{1};

  std::string text() const;
  bool operator==(const Rate&) const = default;
};

// How long a service may take to answer where no rule says it.
inline constexpr std::chrono::seconds call_timeout{25};

// Times are as they are written: "500ms", "5s", "2min".
struct Limits {
  bool ask = false;  // at the desktop, before each call
  std::optional<Rate> rate = {};
  std::optional<std::chrono::milliseconds> timeout = {};  // for the service to answer

  // "at most 10/s, within 5s, after asking at the desktop"; "" for none.
  std::string text() const;
};

// From 1 to 10000 in a second ("s"), minute ("min") or hour ("h").
std::optional<Rate> parse_rate(std::string_view text);

// From 1 ms to 10 min, in "ms", "s" or "min".
std::optional<std::chrono::milliseconds> parse_timeout(std::string_view text);

}  // namespace deskgate::mapping

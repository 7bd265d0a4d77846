// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/audit/times.hpp"

#include <array>
#include <cstdio>
#include <ctime>

namespace deskgate::gateway::audit {

std::string to_text(std::chrono::system_clock::time_point time) {
  const auto seconds =
      std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(time));
  const auto milliseconds =
      std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count() % 1000;
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 40> text{};
  auto size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  size += static_cast<std::size_t>(std::snprintf(text.data() + size, text.size() - size, ".%03dZ",
                                                 static_cast<int>(milliseconds)));
  return {text.data(), size};
}

std::chrono::milliseconds since_boot() {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return std::chrono::milliseconds(now.tv_sec * 1000LL + now.tv_nsec / 1'000'000);
}

}  // namespace deskgate::gateway::audit

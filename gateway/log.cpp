// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/log.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <string>

#include "gateway/printable.hpp"

namespace deskgate::gateway::log {
namespace {

// Octets of what is said of an event: foreign text among it may be a megabyte.
constexpr std::size_t longest_text = 1000;

spdlog::logger& logger() {
  static const auto instance = [] {
    auto made = spdlog::stderr_color_mt("deskgate");
    made->set_pattern("%^%-7l%$ %v");
    made->flush_on(spdlog::level::debug);
    return made;
  }();
  return *instance;
}

void write(spdlog::level::level_enum level, std::string_view event, std::string_view text) {
  logger().log(level, "{}: {}", event, shortened(printable(text), longest_text));
}

}  // namespace

void set_level(Level level) {
  switch (level) {
    case Level::debug:
      return logger().set_level(spdlog::level::debug);
    case Level::info:
      return logger().set_level(spdlog::level::info);
    case Level::warning:
      return logger().set_level(spdlog::level::warn);
    case Level::error:
      return logger().set_level(spdlog::level::err);
  }
}

void info(std::string_view event, std::string_view text) {
  write(spdlog::level::info, event, text);
}

void warning(std::string_view event, std::string_view text) {
  write(spdlog::level::warn, event, text);
}

void error(std::string_view event, std::string_view text) {
  write(spdlog::level::err, event, text);
}

}  // namespace deskgate::gateway::log

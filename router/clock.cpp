// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/clock.hpp"

#include <array>
#include <charconv>
#include <cstdio>

namespace deskgate::router {
namespace {

using std::chrono::microseconds;
using std::chrono::minutes;

// Takes fixed forms off the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  // Exactly `width` digits, at most `largest`.
  bool number(std::size_t width, int& value, int largest) {
    if (rest_.size() < width) return false;
    const auto* end = rest_.data() + width;
    const auto read = std::from_chars(rest_.data(), end, value);
    if (read.ec != std::errc{} || read.ptr != end || rest_.front() == '-') return false;
    rest_.remove_prefix(width);
    return value <= largest;
  }

  // One of these characters.
  bool one_of(std::string_view characters, char& found) {
    if (rest_.empty() || characters.find(rest_.front()) == std::string_view::npos) return false;
    found = rest_.front();
    rest_.remove_prefix(1);
    return true;
  }
  bool one_of(std::string_view characters) {
    char ignored{};
    return one_of(characters, ignored);
  }

  // Digits of a fraction of a second; those beyond microseconds count for nothing.
  bool fraction(microseconds& value) {
    const auto size = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    auto unit = microseconds(std::chrono::seconds(1)).count();
    for (const char digit : rest_.substr(0, size))
      value += microseconds((digit - '0') * (unit /= 10));
    rest_.remove_prefix(size);
    return size > 0;
  }

  bool is_at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

bool scan_date(Scanner& text, std::chrono::year_month_day& date) {
  int year = 0;
  int month = 0;
  int day = 0;
  if (!text.number(4, year, 9999) || !text.one_of("-") || !text.number(2, month, 12) ||
      !text.one_of("-") || !text.number(2, day, 31)) {
    return false;
  }
  date = {std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
          std::chrono::day(static_cast<unsigned>(day))};
  return date.ok();
}

bool scan_time(Scanner& text, microseconds& time) {
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (!text.number(2, hour, 23) || !text.one_of(":") || !text.number(2, minute, 59) ||
      !text.one_of(":") || !text.number(2, second, 60)) {
    return false;
  }
  time = std::chrono::hours(hour) + minutes(minute) + std::chrono::seconds(second);
  return !text.one_of(".") || text.fraction(time);
}

bool scan_offset(Scanner& text, minutes& offset) {
  if (text.one_of("Zz")) return true;
  char sign{};
  int hour = 0;
  int minute = 0;
  if (!text.one_of("+-", sign) || !text.number(2, hour, 23) || !text.one_of(":") ||
      !text.number(2, minute, 59)) {
    return false;
  }
  offset = std::chrono::hours(hour) + minutes(minute);
  if (sign == '-') offset = -offset;
  return true;
}

}  // namespace

std::string to_rfc3339(Date date) {
  const auto day = std::chrono::floor<std::chrono::days>(date);
  const std::chrono::year_month_day ymd(day);
  const std::chrono::hh_mm_ss time(date - day);
  std::array<char, 48> text{};
  const auto size = std::snprintf(
      text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ", static_cast<int>(ymd.year()),
      static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()),
      static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
      static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
  return {text.data(), static_cast<std::size_t>(size)};
}

std::optional<Date> from_rfc3339(std::string_view text) {
  Scanner scanner(text);
  std::chrono::year_month_day date{};
  microseconds time{};
  minutes offset{};
  if (!scan_date(scanner, date) || !scanner.one_of("Tt ") || !scan_time(scanner, time) ||
      !scan_offset(scanner, offset) || !scanner.is_at_end()) {
    return std::nullopt;
  }
  return Date(std::chrono::sys_days(date)) + time - offset;
}

}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Time, as it is lent to the router: it has no clock of its own, so that tests can hold time still.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace deskgate::router {

// What deadlines are measured with: it never jumps.
using Time = std::chrono::steady_clock::time_point;

// What people and other machines are told: the date, in UTC.
using Date = std::chrono::sys_time<std::chrono::microseconds>;

struct Clock {
  std::function<Time()> now;
  std::function<Date()> date;
  // Asks the clock's owner to call Router::expire() then, at the latest. Later calls may name an
  // earlier time.
  std::function<void(Time)> wake_by{};
};

// RFC 3339 with microseconds: "2026-03-01T12:00:00.000000Z".
std::string to_rfc3339(Date date);

// The inverse, for every form that RFC 3339 allows (any fraction, any offset); nullopt for other
// text. A fraction is cut to microseconds.
std::optional<Date> from_rfc3339(std::string_view text);

}  // namespace deskgate::router

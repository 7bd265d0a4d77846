// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// How much of the router one session may occupy at most (client_limits.hpp says who may less, and
// who more), and how much is kept for those who come later. Beyond it a request gets
// wamp.error.unavailable. The octets of kept events are counted as they came, without what is made
// of them for receivers with another serializer.
#pragma once

#include <cstddef>

namespace deskgate::router {

inline constexpr std::size_t max_subscriptions = 4096;          // of one session
inline constexpr std::size_t max_registrations = 4096;          // of one session
inline constexpr std::size_t max_pending_calls = 1024;          // of one caller
inline constexpr std::size_t max_finished_calls = 64;           // of one caller, progressive ones
inline constexpr std::size_t max_testaments = 64;               // of one session
inline constexpr std::size_t max_testament_octets = 1U << 18U;  // of one session
inline constexpr std::size_t max_retained_topics = 16384;       // in one realm
inline constexpr std::size_t max_retained_octets = 64U << 20U;  // in one realm
inline constexpr std::size_t max_history_octets = 64U << 20U;   // in one realm
inline constexpr std::size_t max_memory = 128U << 20U;  // of all that waits and all that is kept
inline constexpr std::size_t max_history_answer = 8U << 20U;  // octets of events in one answer

// Of a wildcard pattern; a longer one is no URI here (wamp.error.invalid_uri).
inline constexpr std::size_t max_wildcard_components = 64;

}  // namespace deskgate::router

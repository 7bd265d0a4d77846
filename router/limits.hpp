// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// How much of the router one session may occupy. Beyond it a request gets wamp.error.unavailable.
//
// The sessions of this process (LocalPeer) mirror whole buses: they may subscribe and register
// without bound.
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

}  // namespace deskgate::router

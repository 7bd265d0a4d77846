// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What one client may occupy and how often it may ask. Beyond it a request gets an error, in most
// cases wamp.error.unavailable with the way out, and its session goes on.
//
// The defaults are what a program of this user may do; strangers and those who have logged in get
// what the realm is set to. The sessions of this process have no such bounds.
#pragma once

#include <chrono>
#include <cstddef>
#include <limits>
#include <optional>

#include "router/limits.hpp"
#include "router/token_bucket.hpp"

namespace deskgate::router {

struct ClientLimits {
  static constexpr auto any_number = std::numeric_limits<std::size_t>::max();

  // Those of this process.
  static const ClientLimits& none();

  // Of one session, at a time.
  std::size_t pending_calls = max_pending_calls;
  std::size_t subscriptions = max_subscriptions;
  std::size_t registrations = max_registrations;
  // Octets of a URI that it names. A longer one is none here: wamp.error.invalid_uri.
  std::size_t uri = any_number;
  // In one realm, of those who have logged in, and as many of those who have not: strangers cannot
  // keep them out.
  std::size_t sessions = any_number;
  // Of those, under one authid and authrole. A stranger's are its own each.
  std::size_t sessions_per_identity = any_number;
  // Of all sessions of one identity together; nullopt: any. `changes`: SUBSCRIBE and REGISTER.
  std::optional<Rate> calls{};
  std::optional<Rate> publications{};
  std::optional<Rate> changes{};
  friend bool operator==(const ClientLimits&, const ClientLimits&) = default;
};

class Session;

// Those that hold for this session, where `others` are those of who is neither this user's own nor
// of this process. As long-lived as `others`.
const ClientLimits& limits_for(const Session& session, const ClientLimits& others);

}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Who is in a realm how many times, and how often each has asked of late.
//
// An identity is an authid with its authrole, however many sessions it has: what one of them has
// used up the others lack, and nobody else does. It is remembered after its last session until its
// buckets are full, so that joining again gains nothing. A session that has not logged in is an
// identity of its own, and ends with it.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "router/authorizer.hpp"
#include "router/client_limits.hpp"
#include "router/error.hpp"

namespace deskgate::router {

// One identity.
struct Attendee {
  std::size_t sessions = 0;
  TokenBucket calls{};
  TokenBucket publications{};
  TokenBucket changes{};
};

// Why the attendee asks too soon for a thing of this kind; nullopt: it does not, and has used up
// one token.
std::optional<Error> find_haste(Attendee& attendee, const ClientLimits& limits, Action action,
                                Time now);

// Not thread-safe.
class Attendance {
 public:
  // Counts one session more. Fails with wamp.error.unavailable where it would be one too many. The
  // attendee is valid until its last session has left.
  Result<Attendee*> enter(const Principal& who, const ClientLimits& limits, Time now);

  // One session less of somebody who has entered.
  void leave(const Principal& who, Time now);

  // How many identities are remembered.
  std::size_t size() const { return attendees_.size(); }

 private:
  void forget_idle(Time now);

  std::map<std::string, Attendee> attendees_;
  std::size_t strangers_ = 0;  // sessions that have not logged in
  std::size_t known_ = 0;      // sessions that have
  std::size_t enough_ = 64;    // size at which those that need not be remembered are looked for
};

}  // namespace deskgate::router

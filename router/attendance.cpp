// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/attendance.hpp"

#include <cassert>

#include "router/uri.hpp"

namespace deskgate::router {
namespace {

// No authrole or authid can pass for another pair: the length of the first says where it ends.
std::string name_of(const Principal& who) {
  return std::to_string(who.authrole.size()) + ' ' + who.authrole + who.authid;
}

bool is_anonymous(const Principal& who) {
  return who.authmethod == "anonymous";
}

std::string stranger_name(const Principal& who) {
  return "stranger " + std::to_string(who.session.value);
}

Error too_many(std::string message) {
  return {std::string(error::unavailable), std::move(message)};
}

bool is_idle(const Attendee& who, Time now) {
  return who.sessions == 0 && who.calls.is_full(now) && who.publications.is_full(now) &&
         who.changes.is_full(now);
}

// What one attendee has left of one kind of request, and how much it may be.
struct Allowance {
  TokenBucket& bucket;
  const std::optional<Rate>& rate;
  std::string_view requests;
};

Allowance allowance(Attendee& attendee, const ClientLimits& limits, Action action) {
  if (action == Action::call) return {attendee.calls, limits.calls, "calls"};
  if (action == Action::publish) {
    return {attendee.publications, limits.publications, "publications"};
  }
  return {attendee.changes, limits.changes, "subscriptions and registrations"};
}

}  // namespace

std::optional<Error> find_haste(Attendee& attendee, const ClientLimits& limits, Action action,
                                Time now) {
  const auto [bucket, rate, requests] = allowance(attendee, limits, action);
  if (!rate) return std::nullopt;
  const auto wait = bucket.take(*rate, now);
  if (!wait) return std::nullopt;
  const auto later = std::chrono::ceil<std::chrono::milliseconds>(*wait);
  return too_many("more than " + std::to_string(rate->count) + ' ' + std::string(requests) +
                  " in " + std::to_string(rate->per.count()) + " ms; try again in " +
                  std::to_string(later.count()) + " ms");
}

Result<Attendee*> Attendance::enter(const Principal& who, const ClientLimits& limits, Time now) {
  const bool is_stranger = is_anonymous(who);
  auto& total = is_stranger ? strangers_ : known_;
  if (total >= limits.sessions) {
    return too_many(std::to_string(total) + " sessions that have " +
                    (is_stranger ? "not logged in" : "logged in") +
                    " are here; try again when one of them has left");
  }
  if (attendees_.size() >= enough_) forget_idle(now);
  auto& attendee = attendees_[is_stranger ? stranger_name(who) : name_of(who)];
  if (!is_stranger && attendee.sessions >= limits.sessions_per_identity) {
    return too_many("\"" + who.authid + "\" has " + std::to_string(attendee.sessions) +
                    " sessions here; end one of them first");
  }
  ++total;
  ++attendee.sessions;
  return &attendee;
}

void Attendance::leave(const Principal& who, Time now) {
  const bool is_stranger = is_anonymous(who);
  --(is_stranger ? strangers_ : known_);
  const auto found = attendees_.find(is_stranger ? stranger_name(who) : name_of(who));
  assert(found != attendees_.end() && found->second.sessions > 0);
  --found->second.sessions;
  const bool is_forgotten = is_stranger || is_idle(found->second, now);
  if (is_forgotten) attendees_.erase(found);
}

void Attendance::forget_idle(Time now) {
  std::erase_if(attendees_, [now](const auto& each) { return is_idle(each.second, now); });
  enough_ = std::max<std::size_t>(64, 2 * attendees_.size());
}

}  // namespace deskgate::router

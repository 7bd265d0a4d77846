// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/rate_limiter.hpp"

#include <algorithm>

namespace deskgate::mapping {

namespace {

// A rule is the same in all grants that include it, and after its file has been read again.
std::string bucket(std::string_view caller, const Rule& rule) {
  std::string name = rule.grant;
  for (const auto part : {std::string_view(rule.interface), to_string(rule.access),
                          std::string_view(rule.member), caller}) {
    (name += ' ') += part;
  }
  return name;
}

}  // namespace

std::optional<RateLimiter::Duration> RateLimiter::refuse(std::string_view caller, const Rule& rule,
                                                         Time now) {
  if (!rule.limits.rate) return std::nullopt;
  const Duration whole = rule.limits.rate->per;
  const auto one = whole / rule.limits.rate->count;
  if (full_at_.size() >= enough_) forget_full(now);
  auto& full_at = full_at_.try_emplace(bucket(caller, rule), now).first->second;
  full_at = std::max(full_at, now);
  const auto wait = full_at + one - (now + whole);
  if (wait > Duration::zero()) return wait;
  full_at += one;
  return std::nullopt;
}

void RateLimiter::forget_full(Time now) {
  std::erase_if(full_at_, [now](const auto& bucket) { return bucket.second <= now; });
  enough_ = std::max<std::size_t>(64, 2 * full_at_.size());
}

}  // namespace deskgate::mapping

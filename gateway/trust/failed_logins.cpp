// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/failed_logins.hpp"

#include <algorithm>

#include "gateway/net/peer.hpp"

namespace deskgate::gateway::trust {

std::optional<router::Time::duration> FailedLogins::barred_for(std::string_view source) const {
  const auto of_network =
      proven_.contains(source) ? std::nullopt : wait_of(net::network_of(source));
  return std::max(wait_of(source), of_network);
}

std::optional<router::Time::duration> FailedLogins::wait_of(std::string_view place) const {
  const auto found = sources_.find(place);
  if (found == sources_.end() || !found->second.is_barred) return std::nullopt;
  const auto now = now_();
  const auto& left = found->second.left;
  return left.is_full(now) ? std::nullopt : std::optional(left.full_at() - now);
}

std::optional<router::Time::duration> FailedLogins::note(const std::string& source) {
  proven_.erase(source);  // whoever has logged in once may not guess for it
  return allowed_ ? note(source, *allowed_) : std::nullopt;
}

std::optional<router::Time::duration> FailedLogins::note_in_network(const std::string& network) {
  if (!allowed_) return std::nullopt;
  return note(network, {allowed_->count * sources_per_network, allowed_->per});
}

std::optional<router::Time::duration> FailedLogins::note(const std::string& place,
                                                         const router::Rate& allowed) {
  const auto now = now_();
  if (sources_.size() >= most_sources && !sources_.contains(place)) make_room(now);
  auto& [left, is_barred] = sources_[place];
  if (left.is_full(now)) is_barred = false;
  left.take(allowed, now);
  if (is_barred || !left.wait(allowed, now)) return std::nullopt;
  is_barred = true;
  return left.full_at() - now;
}

void FailedLogins::note_proof(const std::string& source) {
  if (net::network_of(source).empty()) return;
  if (proven_.size() >= most_sources) proven_.erase(proven_.begin());
  proven_.insert(source);
}

void FailedLogins::make_room(router::Time now) {
  std::erase_if(sources_, [now](const auto& each) { return each.second.left.is_full(now); });
  if (sources_.size() < most_sources) return;
  sources_.erase(
      std::min_element(sources_.begin(), sources_.end(), [](const auto& a, const auto& b) {
        return a.second.left.full_at() < b.second.left.full_at();
      }));
}

}  // namespace deskgate::gateway::trust

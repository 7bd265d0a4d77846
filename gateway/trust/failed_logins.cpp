// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/failed_logins.hpp"

#include <algorithm>

namespace deskgate::gateway::trust {

std::optional<router::Time::duration> FailedLogins::barred_for(std::string_view source) const {
  const auto found = sources_.find(source);
  if (found == sources_.end() || !found->second.is_barred) return std::nullopt;
  const auto now = now_();
  const auto& left = found->second.left;
  return left.is_full(now) ? std::nullopt : std::optional(left.full_at() - now);
}

std::optional<router::Time::duration> FailedLogins::note(const std::string& source) {
  if (!allowed_) return std::nullopt;
  const auto now = now_();
  if (sources_.size() >= most_sources && !sources_.contains(source)) make_room(now);
  auto& [left, is_barred] = sources_[source];
  if (left.is_full(now)) is_barred = false;
  left.take(*allowed_, now);
  if (is_barred || !left.wait(*allowed_, now)) return std::nullopt;
  is_barred = true;
  return left.full_at() - now;
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

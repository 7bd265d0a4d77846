// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/pubsub_options.hpp"

#include <utility>

#include "router/options.hpp"

namespace deskgate::router {

Result<PublishOptions> PublishOptions::from(const Dict& options, SessionId publisher) {
  const auto acknowledge = read_flag(Code::publish, options, "acknowledge", false);
  if (!acknowledge) return acknowledge.error();
  const auto retain = read_flag(Code::publish, options, "retain", false);
  if (!retain) return retain.error();
  const auto disclose_me = read_flag(Code::publish, options, "disclose_me", false);
  if (!disclose_me) return disclose_me.error();
  auto eligibility = Eligibility::from(options, publisher);
  if (!eligibility) return eligibility.error();
  return PublishOptions{*acknowledge, *retain, *disclose_me, std::move(*eligibility)};
}

Result<SubscribeOptions> SubscribeOptions::from(const Dict& options) {
  const auto match = read_text(Code::subscribe, options, "match");
  if (!match) return match.error();
  const auto get_retained = read_flag(Code::subscribe, options, "get_retained", false);
  if (!get_retained) return get_retained.error();
  return SubscribeOptions{match_from(match->value_or("exact")), *get_retained};
}

}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// An event as it was published, apart from any subscription: what its delivery to present
// subscribers, its retention and its place in histories have in common.
//
// Its details are made once, while it is published. They say what every receiver is told; only the
// topic depends on the subscription.
#pragma once

#include <string>

#include "router/eligibility.hpp"
#include "router/message.hpp"
#include "router/uri.hpp"

namespace deskgate::router {

struct Publication {
  PublicationId id;
  std::string topic;
  Dict details{};  // publisher*, trustlevel, ppt_*
  Payload payload{};
  Eligibility eligibility{};
  bool is_state = false;  // published to be retained: whoever knows it needs none before it

  // EVENT.Details for a subscription under `match`: a holder of an exact one knows the topic.
  Dict details_for(Match match) const;

  // About how many octets it occupies.
  std::size_t footprint() const;
};

}  // namespace deskgate::router

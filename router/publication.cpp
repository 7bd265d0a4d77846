// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/publication.hpp"

#include "router/footprint.hpp"

namespace deskgate::router {

Dict Publication::details_for(Match match) const {
  auto result = details;
  if (match != Match::exact) result["topic"] = topic;
  return result;
}

std::size_t Publication::footprint() const {
  return sizeof(Publication) + topic.size() + router::footprint(details) + payload.footprint() +
         eligibility.footprint();
}

}  // namespace deskgate::router

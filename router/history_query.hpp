// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What is asked of a history: the keyword arguments of wamp.subscription.get_events (specification,
// "Event History").
//
// All conditions hold together. Those on publications compare by arrival, not by id. `limit` counts
// what is left after all conditions, from the oldest on, or with `reverse` from the newest back.
// Arguments that the specification does not know are ignored here; the meta API refuses them.
#pragma once

#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "router/history.hpp"

namespace deskgate::router {

struct HistoryQuery {
  bool reverse = false;
  std::size_t limit = std::numeric_limits<std::size_t>::max();
  std::optional<Date> from_time{};
  std::optional<Date> after_time{};
  std::optional<Date> before_time{};
  std::optional<Date> until_time{};
  std::optional<std::string> topic{};
  std::optional<PublicationId> from_publication{};
  std::optional<PublicationId> after_publication{};
  std::optional<PublicationId> before_publication{};
  std::optional<PublicationId> until_publication{};

  // Fails with wamp.error.invalid_argument, naming the argument that has the wrong type or form.
  static Result<HistoryQuery> from(const Dict& kwargs);

  // The events that are asked for and that `may_see` lets pass, in the order asked for. Fails with
  // wamp.error.invalid_argument if the history does not have a publication that it names (any
  // longer): what came before or after is not known then, and an empty answer would look as if
  // nothing had.
  Result<std::vector<const PastEvent*>> select(
      const PastEvents& events, const std::function<bool(const Publication&)>& may_see) const;

 private:
  // Whether date and topic are as asked.
  bool admits(const PastEvent& event) const;
};

}  // namespace deskgate::router

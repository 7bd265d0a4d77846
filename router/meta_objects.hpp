// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What the meta APIs of registrations and of subscriptions share.
//
// A session sees of either what it may use itself: registrations that it may call, subscriptions
// that it might hold. Any other one does not exist for it, in lists and look-ups, under its id and
// in events. So the right to explore the router reveals nothing beyond the rights to use it.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <set>
#include <string_view>
#include <vector>

#include "router/authorizer.hpp"
#include "router/meta_arguments.hpp"
#include "router/payload.hpp"

namespace deskgate::router {

class Realm;

// The ids of registrations or subscriptions, for each match policy in ascending order.
class IdLists {
 public:
  void add(Match match, std::uint64_t id) { lists_.at(static_cast<std::size_t>(match)).insert(id); }

  // {"exact": [...], "prefix": [...], "wildcard": [...]}
  Dict to_dict() const;

 private:
  std::array<std::set<std::uint64_t>, 3> lists_{};
};

// `sessions` without those of this process.
Value ids_of_clients(const Realm& realm, const std::vector<SessionId>& sessions);

// Argument `name` as a URI under `match`. Fails with wamp.error.invalid_uri.
Result<std::string_view> read_uri(const MetaArguments& arguments, std::string_view name,
                                  Match match = Match::exact);

// `match` of argument `options`, which is what it would be in REGISTER or SUBSCRIBE.
Result<Match> read_match(const MetaArguments& arguments);

// Argument `reason`, for the one who loses what is taken back.
Result<std::string_view> read_reason(const MetaArguments& arguments);

// wamp.error.no_such_session: it does not hold what is to be taken back.
Error no_such_session(SessionId session);

// An event for those who listen to `topic` and would be allowed to do what is `needed`. Its
// arguments are made only if somebody listens.
void publish_about(Realm& realm, std::string_view topic, const Request& needed,
                   const std::function<Value()>& make_args);

}  // namespace deskgate::router

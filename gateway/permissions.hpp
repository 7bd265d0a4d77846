// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What a role may do with WAMP URIs as such, beside the grants that open D-Bus.
//
// A permission names URIs, by themselves or by a pattern, and the actions that it allows. Two
// namespaces are out of reach of a broad pattern: `wamp.`, the router's own, is covered only by a
// permission whose text begins with that component; `org.deskgate.`, the gateway's own, by none.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "router/authorizer.hpp"
#include "router/uri.hpp"

namespace deskgate::gateway {

// Some of call, register, subscribe and publish. Who may subscribe to a topic may receive it.
class Actions {
 public:
  Actions& add(router::Action action) {
    set_.set(index(action));
    return *this;
  }
  bool has(router::Action action) const { return set_.test(index(action)); }
  bool overlaps(const Actions& other) const { return (set_ & other.set_).any(); }

 private:
  static std::size_t index(router::Action action) {
    using router::Action;
    return static_cast<std::size_t>(action == Action::receive ? Action::subscribe : action);
  }

  std::bitset<4> set_;
};

// One entry of the configuration: which actions on which URIs, and what callees and subscribers
// learn of who acts.
struct Permission {
  std::string uri;  // obeys the rule for `match`
  router::Match match = router::Match::exact;
  Actions allow{};
  router::Disclosure disclose = router::Disclosure::on_request;
  std::optional<std::uint64_t> trustlevel{};
};

// The permissions of one role. Immutable.
class Permissions {
 public:
  Permissions() = default;
  explicit Permissions(std::vector<Permission> permissions);

  // The most specific permission that allows the request; nullptr if none does. The exact URI comes
  // first, then the longest prefix, then the wildcards in the order in which they were given. A
  // pattern must be covered as a whole, but for the two namespaces: its events are judged one by
  // one. Allocates nothing. Valid as long as this object.
  const Permission* find(const router::Request& request) const;

  bool is_empty() const { return ordered_.empty(); }

 private:
  std::vector<Permission> ordered_;  // the most specific first
};

}  // namespace deskgate::gateway

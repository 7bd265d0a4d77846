// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Whom a publisher lets receive an event (specification, "Subscriber Black- and Whitelisting",
// "Publisher Exclusion").
//
// A receiver must pass every condition that is given. An `eligible` list that is present and empty
// admits nobody. The publisher itself is excluded unless it asks not to be, and must pass the lists
// even then.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "router/authorizer.hpp"
#include "router/message.hpp"

namespace deskgate::router {

class Eligibility {
 public:
  // Fails with wamp.error.protocol_violation if a key of PUBLISH.Options has the wrong type.
  static Result<Eligibility> from(const Dict& options, SessionId publisher);

  bool admits(const Principal& receiver) const;

  // Whether any list is given: there are sessions that may not receive the event.
  bool is_restricted() const { return is_restricted_; }

  // Whether it names sessions, which mean nothing once they have left. Publisher exclusion does not
  // count; nor does an empty `exclude`, which excludes nobody.
  bool names_sessions() const { return session_.is_given(); }

  // About how many octets its lists occupy.
  std::size_t footprint() const;

 private:
  template <class T>
  struct Condition {
    std::vector<T> excluded;
    std::optional<std::vector<T>> eligible;

    bool admits(const T& receiver) const {
      if (std::find(excluded.begin(), excluded.end(), receiver) != excluded.end()) return false;
      return !eligible ||
             std::find(eligible->begin(), eligible->end(), receiver) != eligible->end();
    }
    bool is_given() const { return !excluded.empty() || eligible.has_value(); }
    std::size_t footprint() const;
  };

  std::optional<SessionId> excluded_publisher_;
  bool is_restricted_ = false;
  Condition<SessionId> session_;
  Condition<std::string> authid_;
  Condition<std::string> authrole_;
};

}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What a session wants published when it has gone (specification, "Session Testament").
//
// A testament is checked like a PUBLISH when it is added, and authorised again when it is
// published. It is published however the session ends, by GOODBYE, by a lost transport, by an ABORT
// or killed, as the session's own: all options count but `acknowledge`. The router resumes no
// sessions, so that both scopes end together, `detached` first. Whoever ends cleanly and wants
// silence flushes both. Only wamp.session.kill_all drops testaments unread.
#pragma once

#include <array>
#include <span>
#include <unordered_map>
#include <vector>

#include "router/meta_procedure.hpp"
#include "router/pubsub_options.hpp"

namespace deskgate::router {

class Realm;

// Belongs to `realm`. Not thread-safe.
class Testaments {
 public:
  explicit Testaments(Realm& realm) : realm_(realm) {}

  // The session has left: publishes its testaments in the order in which they were added.
  void publish(const Principal& who);

  // The session has left: drops its testaments.
  void drop(SessionId session) { wills_.erase(session); }

  static std::span<const MetaProcedure<Testaments>> procedures();

 private:
  using Answer = Result<Payload>;

  enum class Scope { detached, destroyed };

  struct Testament {
    Publish publish;
    PublishOptions options;
    std::size_t octets = 0;
  };

  // All testaments of one session, by scope.
  struct Will {
    std::array<std::vector<Testament>, 2> by_scope{};

    std::vector<Testament>& operator[](Scope scope) {
      return by_scope.at(static_cast<std::size_t>(scope));
    }
    bool has_room_for(const Testament& testament) const;
  };

  Answer add(const Principal& caller, const MetaArguments& arguments);
  Answer flush(const Principal& caller, const MetaArguments& arguments);

  static Result<Scope> read_scope(const MetaArguments& arguments);
  static Result<Publish> read_publish(const MetaArguments& arguments);
  Result<PublishOptions> check(const Principal& caller, const Publish& publish) const;

  Realm& realm_;
  std::unordered_map<SessionId, Will> wills_;
};

}  // namespace deskgate::router

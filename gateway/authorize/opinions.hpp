// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The answers that count, by session.
//
// On a subscription or registration a yes counts as long as the session. On a call or publication
// it counts for that request, until the session's next one; whoever asks whether what it has let
// happen may go on (Occasion::again) finds it for longer. An answer that lasts counts as long as
// the session, be it yes or no. Any other no counts for nothing: nothing is a no.
#pragma once

#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "gateway/authorize/opinion.hpp"
#include "router/authorizer.hpp"

namespace deskgate::gateway::authorize {

class Opinions {
 public:
  // Answers on calls and publications of one session; the oldest goes first. Those on
  // subscriptions and registrations are bounded by what the session holds.
  static constexpr std::size_t most = 256;

  using IsHeld = std::function<bool(const router::Request&)>;

  // `is_held`: whether the session has the subscription or registration now. The answer on any
  // other may be forgotten.
  void add(router::SessionId session, const router::Request& what, const Opinion& opinion,
           const IsHeld& is_held);

  // The session asks for something new: an answer on what it has asked for before has been used.
  void begin_request(router::SessionId session);

  // What counts for the request; nullptr: nothing does. Valid until the next change.
  const Opinion* find(router::SessionId session, const router::Request& what) const;

  // Whether the session was allowed a pattern that means the topic.
  bool may_receive(router::SessionId session, std::string_view topic) const;

  void forget(router::SessionId session) { sessions_.erase(session); }
  void clear() { sessions_.clear(); }

 private:
  struct Known {
    router::Action action;
    router::Match match;
    std::string uri;
    Opinion opinion;

    bool is_on(const router::Request& what) const {
      return action == what.action && match == what.match && uri == what.uri;
    }
  };
  struct Session {
    std::vector<Known> held;       // on subscriptions and registrations
    std::vector<Known> messages;   // on calls and publications, the newest last
    bool is_newest_asked = false;  // the newest of them is on the present request
    std::size_t most_held = most;
  };

  static void make_room(Session& session, const IsHeld& is_held);

  std::unordered_map<router::SessionId, Session> sessions_;
};

}  // namespace deskgate::gateway::authorize

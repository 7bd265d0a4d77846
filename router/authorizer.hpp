// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The question that is asked before every action. Default deny is the answerer's business: the
// router only asks.
//
// decide() answers at once. An authorizer that must find out first says so in prepare(): the
// session keeps that request and all that its peer says after it until the authorizer is ready.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "router/id.hpp"
#include "router/uri.hpp"

namespace deskgate::router {

// Who a session is, established while it joined. Nothing in it comes from the client's own word.
struct Principal {
  SessionId session;
  std::string authid;
  std::string authrole;
  std::string authmethod;
  std::string authprovider;
};

// `receive` is asked per event and receiver of a pattern subscription, on the event's own topic: a
// broad pattern yields exactly what its holder might have subscribed to one by one.
enum class Action { call, register_, subscribe, publish, receive };

std::string_view to_string(Action action);

// `again`: it has been allowed and lasts (a subscription, a registration, a call that goes on, a
// retained event), and may have to end.
enum class Occasion { now, again };

// One action, as it is about to be done. `match` is that of a subscription or registration.
struct Request {
  Action action;
  std::string_view uri;
  Match match = Match::exact;
  Occasion occasion = Occasion::now;
};

// Whether callees and subscribers are told who calls or publishes: if the caller or publisher asks
// for it with `disclose_me` (or the callee with `disclose_caller`), always, or never, however often
// anybody asks.
enum class Disclosure { on_request, always, never };

// `reason` is told to the peer with wamp.error.not_authorized: what would be needed, never what
// exists. `disclosure` and `trustlevel` (specification, "Call Trust Levels", "Publication Trust
// Levels") count for a call and a publication that is allowed.
struct Verdict {
  bool is_allowed = false;
  std::string reason{};
  Disclosure disclosure = Disclosure::on_request;
  std::optional<std::uint64_t> trustlevel{};
};

class Authorizer {
 public:
  virtual ~Authorizer() = default;
  virtual Verdict decide(const Principal& who, const Request& what) const = 0;

  // Whether there are verdicts that must be found out. Only then prepare() is asked.
  virtual bool takes_time() const { return false; }

  // Asked before a lawful request of a client is judged: whether decide() knows by now. false: it
  // does not, and `ready` is called once, later and never from within the router, when it does.
  // What decide() knows then counts for this request, if not for longer. What has not been prepared
  // is refused where it is not known.
  virtual bool prepare(const Principal& /*who*/, const Request& /*what*/,
                       std::function<void()> /*ready*/) {
    return true;
  }

  // The session has left: what was found out for it is forgotten, and its `ready` is not called.
  virtual void forget(SessionId /*session*/) {}
};

}  // namespace deskgate::router

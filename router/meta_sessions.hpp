// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Who is there, who comes and goes, and how to end it (specification, "Session Meta API").
//
// The sessions of this process are nobody's business: they are not counted, listed, described or
// killed, and come and go without an event. Lists and kills are in the order in which the sessions
// joined. `transport` is not told. A caller that kills is never among the killed.
#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "router/meta_procedure.hpp"

namespace deskgate::router {

class Realm;
class Session;

// Belongs to `realm`. Not thread-safe.
class MetaSessions {
 public:
  explicit MetaSessions(Realm& realm) : realm_(realm) {}

  // wamp.session.on_join and on_leave.
  void on_join(const Principal& who);
  void on_leave(const Principal& who);

  // wamp.session.kill_all is at work: who leaves now leaves without event and testament.
  bool is_killing_all() const { return is_killing_all_; }

  static std::span<const MetaProcedure<MetaSessions>> procedures();

 private:
  using Answer = Result<Payload>;
  using Wanted = std::function<bool(const Principal& who)>;

  Answer count(const Principal& caller, const MetaArguments& arguments);
  Answer list(const Principal& caller, const MetaArguments& arguments);
  Answer get(const Principal& caller, const MetaArguments& arguments);
  Answer kill(const Principal& caller, const MetaArguments& arguments);
  Answer kill_by_authid(const Principal& caller, const MetaArguments& arguments);
  Answer kill_by_authrole(const Principal& caller, const MetaArguments& arguments);
  Answer kill_all(const Principal& caller, const MetaArguments& arguments);

  // The ids of those whom `filter_authroles` lets through.
  Result<Value> filtered(const MetaArguments& arguments) const;

  // nullptr: no session that a client may know of.
  Session* find(SessionId session) const;

  // Ends all sessions that are wanted dead, except the caller's; returns their ids.
  Result<Value> kill_others(const Principal& caller, const MetaArguments& arguments,
                            const Wanted& is_wanted);

  Realm& realm_;
  bool is_killing_all_ = false;
};

}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A realm: its sessions, and the one door where every action is authorised.
//
// What comes through the door is lawful: the request id is the next one, the options that are used
// have the right types, the URI obeys the rules, the authorizer has agreed. Broker and dealer
// behind it decide nothing about rights, except that the broker asks for each event of a pattern
// subscription whether its holder may receive it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "router/attendance.hpp"
#include "router/authorizer.hpp"
#include "router/broker.hpp"
#include "router/client_limits.hpp"
#include "router/clock.hpp"
#include "router/dealer.hpp"
#include "router/features.hpp"
#include "router/id_map.hpp"
#include "router/memory_budget.hpp"
#include "router/message.hpp"
#include "router/meta_api.hpp"
#include "router/transport.hpp"

namespace deskgate::router {

class Session;

// A subscription whose latest `limit` events are kept for wamp.subscription.get_events. `topic`
// obeys the rule for `match`.
struct HistoryRule {
  std::string topic;
  Match match = Match::exact;
  std::size_t limit = 0;
  friend bool operator==(const HistoryRule&, const HistoryRule&) = default;
};

// What one realm is set to.
struct RealmSettings {
  // After this a call that names no time-out of its own ends with wamp.error.timeout; 0: never.
  std::chrono::milliseconds call_timeout{0};
  std::vector<HistoryRule> history{};
  // Whether clients may use only URIs that obey the strict rule.
  bool is_strict = false;
  // What a session may do that is neither this user's own nor of this process.
  ClientLimits clients{};
  friend bool operator==(const RealmSettings&, const RealmSettings&) = default;
};

// Not thread-safe. All sessions have left when it is destroyed (asserted).
class Realm {
 public:
  Realm(std::string name, Authorizer& authorizer, const Entropy& entropy, const Clock& clock,
        RealmSettings settings, MemoryBudget* memory = nullptr);
  ~Realm();
  Realm(const Realm&) = delete;
  Realm& operator=(const Realm&) = delete;

  const std::string& name() const { return name_; }

  // A random id that no live session has.
  SessionId unused_id() const;

  // Takes the session in as principal.session. Fails with wamp.error.unavailable if somebody has
  // the id, or there are too many sessions, of all or of the same identity.
  Result<void> join(Session& session, const Principal& principal);

  // Publishes the session's testaments, then forgets its subscriptions, its registrations and its
  // calls on both sides. What peers must hear they hear; the one that leaves hears nothing.
  void leave(SessionId session);

  // Whether some requests must wait for their verdict, so that prepare() is to be asked.
  bool takes_time() const { return authorizer_.takes_time(); }

  // Whether receive() can judge the message. false: `ready` is called when it can, unless the
  // session leaves before.
  bool prepare(const Session& session, const Message& message, std::function<void()> ready);

  // One message of an established session. An error is a protocol violation: the session aborts.
  Result<void> receive(const Session& session, const Message& message);

  // Ends the calls that have timed out by now.
  void expire(Time now);

  // Asks the authorizer again for everything that it has allowed to last, and takes back what it
  // refuses now: its rules have changed.
  void judge_again();

  Broker& broker() { return broker_; }
  Dealer& dealer() { return dealer_; }
  MetaApi& meta() { return meta_; }

  // nullptr: has left.
  Session* find(SessionId session);
  // What the session has announced; nothing if it has left.
  const Features& features_of(SessionId session) const;
  std::size_t size() const { return sessions_.size(); }

  // All sessions but those of this process, in the order in which they joined.
  std::vector<Session*> clients() const;

  // Whether it is a session of this process: limits.hpp does not hold for it, it is told who calls,
  // and no client is told that it is there. Not once it has left.
  bool is_trusted(SessionId session) const;

  // What the session may occupy, and how often it may ask. No bounds once it has left.
  const ClientLimits& limits_of(SessionId session) const;

  // For broker and dealer. A session that has left is not sent anything. `request` failed: ERROR.
  void send(SessionId session, const Outgoing& message);
  void refuse(SessionId session, Code request_type, RequestId request, const Error& error);
  Verdict decide(const Principal& who, const Request& what) const;
  // Why the request is unlawful, whoever asks the authorizer; nullopt: it is not.
  std::optional<Error> find_unlawful(const Principal& who, const Request& what) const;
  // Why the request may not pass, be it unlawful or refused; nullopt: it may.
  std::optional<Error> find_fault(const Principal& who, const Request& what) const;
  // The authorizer's verdict on a lawful request or publication that it allows; or why it may not
  // pass.
  Result<Verdict> judge(const Principal& who, const Request& what) const;
  Result<Verdict> judge(const Principal& who, const Publish& publish,
                        const PublishOptions& options) const;
  const Entropy& entropy() const { return entropy_; }
  const Clock& clock() const { return clock_; }
  // For what is kept; nullptr: no bound.
  MemoryBudget* memory() const { return memory_; }
  const RealmSettings& settings() const { return settings_; }

 private:
  struct Member {
    Session* session = nullptr;
    const ClientLimits* limits = nullptr;
    Attendee* attendee = nullptr;  // nullptr: nobody counts its sessions and requests
    std::uint64_t joined = 0;      // the how-manieth it was
    std::uint64_t last_request = 0;
  };

  Result<void> on(const Session& from, const Publish& publish);
  Result<void> on(const Session& from, const Subscribe& subscribe);
  Result<void> on(const Session& from, const Unsubscribe& unsubscribe);
  Result<void> on(const Session& from, const Call& call);
  Result<void> on(const Session& from, const Cancel& cancel);
  Result<void> on(const Session& from, const Register& request);
  Result<void> on(const Session& from, const Unregister& unregister);
  Result<void> on(const Session& from, const Yield& yield);
  Result<void> on(const Session& from, const CallError& failure);
  template <class M>
  Result<void> on(const Session& from, const M& other);

  // Why the request comes too soon; nullopt: it does not, and counts.
  std::optional<Error> find_haste(const Session& from, Action action);
  void wake_for_timeouts();
  Result<void> continue_call(const Session& from, const Call& call);

  std::string name_;
  Authorizer& authorizer_;
  const Entropy& entropy_;
  const Clock& clock_;
  RealmSettings settings_;
  MemoryBudget* memory_;
  Time wakes_at_ = Time::max();  // what the clock has been asked for
  IdMap<SessionId, Member> sessions_;
  std::uint64_t joins_ = 0;
  Attendance attendance_;
  MetaApi meta_;
  Broker broker_;
  Dealer dealer_;
};

}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The broker: subscriptions, and events to all who hold a matching one (specification, "Publish and
// Subscribe").
//
// Guarantees: events of one publisher reach one subscriber in order; SUBSCRIBED comes before its
// first EVENT; what an event says is made once, and it is encoded once per serializer and matching
// subscription, however many receive it. A session that holds two matching subscriptions gets the
// event once for each. Whether a subscriber has announced payload passthru is not asked: the
// specification leaves it to the subscriber ("Payload Passthru Mode").
//
// A pattern subscription yields only what the authorizer lets its holder `receive`, event by event.
// With `get_retained` it yields one retained event for each topic that it means, not just one in
// all: a topic's latest event is that topic's state.
//
// A subscriber hears SUBSCRIBED, then retained events, and then come the meta events, which it
// hears too if it has subscribed to them. UNSUBSCRIBED, an answer or a revocation, comes before the
// meta events too.
#pragma once

#include <functional>
#include <string_view>

#include "router/authorizer.hpp"
#include "router/history.hpp"
#include "router/message.hpp"
#include "router/pubsub_options.hpp"
#include "router/retained.hpp"
#include "router/subscriptions.hpp"

namespace deskgate::router {

class Realm;

// Hears when a (topic, match) gets its first subscriber and loses its last. Called from inside the
// broker: it must not call back into the router.
class SubscriptionObserver {
 public:
  virtual ~SubscriptionObserver() = default;
  virtual void on_first_subscriber(std::string_view topic, Match match) = 0;
  virtual void on_last_unsubscribed(std::string_view topic, Match match) = 0;
};

// Belongs to `realm`. All sessions have left when it is destroyed (asserted).
class Broker {
 public:
  // The realm's settings say which subscriptions have a history; they exist from now on.
  explicit Broker(Realm& realm);
  ~Broker();
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;

  // Each takes a lawful, authorised request of the session and sends the answers itself. `verdict`
  // is the authorizer's on this publication; a `disclose_me` that it never grants does not come
  // here.
  void on_publish(const Principal& publisher, const Publish& publish, const PublishOptions& options,
                  const Verdict& verdict);
  void on_subscribe(const Principal& subscriber, const Subscribe& subscribe,
                    const SubscribeOptions& options);
  void on_unsubscribe(const Principal& subscriber, const Unsubscribe& unsubscribe);

  // The session leaves the realm, and is found here until then.
  void forget(SessionId session);

  // Publishes an event of the router itself, for the holders that `admits` lets through. Nobody is
  // disclosed, and it is in no history, as nobody could say later whom it was for. Ask
  // has_subscriber() before the payload is made.
  void publish_meta(
      std::string_view topic, const Payload& payload,
      const std::function<bool(const Principal&)>& admits = [](const Principal&) { return true; });

  // Takes a subscription back (specification, "Subscription Revocation"): a session that has
  // announced subscription_revocation is told, with the URI `reason`. false: it does not hold it.
  bool revoke(SessionId holder, SubscriptionId subscription, std::string_view reason);

  // Asks the authorizer again about every subscription that a session holds, and revokes what it
  // refuses now, in the order of ids. Sessions of this process keep theirs. Forgets what has been
  // retained for somebody who may not publish it now, be he there or not.
  void judge_again();

  // What the session may see of a subscription's history: a list of dictionaries with timestamp,
  // subscription, publication, details and, where there are any, args and kwargs; `kwargs` are
  // those of wamp.subscription.get_events. Arguments that have no values here are left out.
  //
  // It sees what it would have received, had it held the subscription then. Fails with
  // no_such_subscription; not_authorized, if it may not subscribe; unavailable, if the subscription
  // has no history; invalid_argument; payload_size_exceeded, if it should ask for fewer.
  Result<Value> events(const Principal& who, SubscriptionId subscription, const Dict& kwargs) const;

  // Drops the retained event of a topic.
  void forget_retained(std::string_view topic) { retained_.forget(topic); }

  // At most one; nullptr for none.
  void observe(SubscriptionObserver* observer) { observer_ = observer; }

  // Whether an event of this topic would reach anybody's subscription, or a history.
  bool has_subscriber(std::string_view topic) const { return subscriptions_.has_match(topic); }
  const Subscriptions& subscriptions() const { return subscriptions_; }

  // Whether the tables agree.
  bool invariant() const;

 private:
  void dispatch(const Publication& publication);
  template <class Admits>
  void deliver(const Subscription& subscription, const Publication& publication,
               const Admits& admits);
  void deliver_retained(const Principal& subscriber, const Subscription& subscription);
  bool may_receive(const Principal& receiver, std::string_view topic, Match match) const;
  void tell_joined(SessionId session, const Subscription& subscription);
  void tell_left(SessionId session, const Departure& departure);

  Realm& realm_;
  SubscriptionObserver* observer_ = nullptr;
  Subscriptions subscriptions_;
  RetainedEvents retained_;
  Histories histories_;
};

}  // namespace deskgate::router

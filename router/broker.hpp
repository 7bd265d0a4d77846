// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The broker: subscriptions, and events to all who hold a matching one (specification, "Publish and
// Subscribe").
//
// Guarantees: events of one publisher reach one subscriber in order; SUBSCRIBED comes before its
// first EVENT; an event is encoded once per serializer and matching subscription, however many
// receive it. A session that holds two matching subscriptions gets the event once for each.
//
// A pattern subscription yields only what the authorizer lets its holder `receive`, event by event.
// With `get_retained` it yields one retained event for each topic that it means, not just one in
// all: a topic's latest event is that topic's state.
#pragma once

#include <functional>
#include <string_view>

#include "router/authorizer.hpp"
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
  explicit Broker(Realm& realm) : realm_(realm) {}
  ~Broker();
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;

  // Each takes a lawful, authorised request of the session and sends the answers itself.
  void on_publish(const Principal& publisher, const Publish& publish,
                  const PublishOptions& options);
  void on_subscribe(const Principal& subscriber, const Subscribe& subscribe,
                    const SubscribeOptions& options);
  void on_unsubscribe(const Principal& subscriber, const Unsubscribe& unsubscribe);
  void forget(SessionId session);

  // An event of the router itself, for the holders that `admits` lets through.
  void publish_meta(
      std::string_view topic, const Payload& payload,
      const std::function<bool(const Principal&)>& admits = [](const Principal&) { return true; });

  // Drops the retained event of a topic.
  void forget_retained(std::string_view topic) { retained_.forget(topic); }

  // At most one; nullptr for none.
  void observe(SubscriptionObserver* observer) { observer_ = observer; }

  bool has_subscriber(std::string_view topic) const;
  const Subscriptions& subscriptions() const { return subscriptions_; }

  // Whether the tables agree.
  bool invariant() const { return subscriptions_.invariant() && retained_.invariant(); }

 private:
  void deliver(const Subscription& subscription, PublicationId publication, const Publish& publish,
               const Eligibility& eligibility);
  void deliver_retained(const Principal& subscriber, const Subscription& subscription);
  bool may_hold_more(SessionId subscriber) const;
  bool may_receive(const Principal& receiver, std::string_view topic, Match match) const;
  void remove(SessionId session, SubscriptionId subscription);
  void tell_ended(const Subscription& subscription);

  Realm& realm_;
  SubscriptionObserver* observer_ = nullptr;
  Subscriptions subscriptions_;
  RetainedEvents retained_;
};

}  // namespace deskgate::router

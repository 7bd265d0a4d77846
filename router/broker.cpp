// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/broker.hpp"

#include <cassert>
#include <utility>

#include "router/limits.hpp"
#include "router/realm.hpp"
#include "router/session.hpp"

namespace deskgate::router {
namespace {

// A subscriber knows the topic of an exact subscription.
Dict details_for(Match match, std::string_view topic) {
  if (match == Match::exact) return Dict::object();
  return {{"topic", topic}};
}

}  // namespace

Broker::~Broker() {
  assert(subscriptions_.is_empty());
}

void Broker::on_publish(const Principal& publisher, const Publish& publish,
                        const PublishOptions& options) {
  const PublicationId publication{random_id(realm_.entropy())};
  if (options.retain &&
      !retained_.store(publish.topic, {publication, publish.payload, options.eligibility})) {
    if (!options.acknowledge) return;
    return realm_.refuse(
        publisher.session, Code::publish, publish.request,
        {std::string(error::unavailable),
         "no more topics can be retained: " + std::to_string(retained_.size()) + " already are"});
  }
  if (options.acknowledge) {
    realm_.send(publisher.session, Published{publish.request, publication});
  }
  subscriptions_.visit_matches(publish.topic, [&](const Subscription& subscription) {
    deliver(subscription, publication, publish, options.eligibility);
  });
}

void Broker::deliver(const Subscription& subscription, PublicationId publication,
                     const Publish& publish, const Eligibility& eligibility) {
  const auto& topic = publish.topic;
  const Outgoing event{Message(Event{subscription.id, publication,
                                     details_for(subscription.match, topic), publish.payload})};
  for (const auto holder : subscription.holders) {
    auto* session = realm_.find(holder);
    if (!session || !eligibility.admits(session->principal())) continue;
    if (may_receive(session->principal(), topic, subscription.match)) session->send(event);
  }
}

void Broker::publish_meta(std::string_view topic, const Payload& payload,
                          const std::function<bool(const Principal&)>& admits) {
  const PublicationId publication{random_id(realm_.entropy())};
  subscriptions_.visit_matches(topic, [&](const Subscription& subscription) {
    const Outgoing event{Message(
        Event{subscription.id, publication, details_for(subscription.match, topic), payload})};
    for (const auto holder : subscription.holders) {
      auto* session = realm_.find(holder);
      if (!session || !admits(session->principal())) continue;
      if (may_receive(session->principal(), topic, subscription.match)) session->send(event);
    }
  });
}

bool Broker::may_receive(const Principal& receiver, std::string_view topic, Match match) const {
  return match == Match::exact || realm_.decide(receiver, {Action::receive, topic}).is_allowed;
}

void Broker::on_subscribe(const Principal& subscriber, const Subscribe& subscribe,
                          const SubscribeOptions& options) {
  const auto* existing = subscriptions_.find(subscribe.topic, *options.match);
  const bool is_held = existing && subscriptions_.is_holder(subscriber.session, existing->id);
  if (!is_held && !may_hold_more(subscriber.session)) {
    return realm_.refuse(subscriber.session, Code::subscribe, subscribe.request,
                         {std::string(error::unavailable),
                          "a session may hold " + std::to_string(max_subscriptions) +
                              " subscriptions; unsubscribe from one first"});
  }
  const auto& subscription = subscriptions_.add(subscriber.session, subscribe.topic, *options.match,
                                                realm_.clock().date());
  realm_.send(subscriber.session, Subscribed{subscribe.request, subscription.id});
  const Pattern pattern{subscription.topic, subscription.match};
  if (!existing) realm_.meta().on_subscription_created(subscriber.session, subscription);
  if (!is_held) realm_.meta().on_subscribed(subscriber.session, subscription.id, pattern);
  if (options.get_retained) deliver_retained(subscriber, subscription);
  if (!existing && observer_) observer_->on_first_subscriber(subscribe.topic, *options.match);
}

bool Broker::may_hold_more(SessionId subscriber) const {
  return realm_.is_trusted(subscriber) || subscriptions_.count(subscriber) < max_subscriptions;
}

void Broker::deliver_retained(const Principal& subscriber, const Subscription& subscription) {
  const auto match = subscription.match;
  retained_.visit_matches(
      subscription.topic, match, subscriber,
      [&](const std::string& topic, const RetainedEvent& event) {
        if (!may_receive(subscriber, topic, match)) return;
        auto details = details_for(match, topic);
        details["retained"] = true;
        realm_.send(subscriber.session,
                    Event{subscription.id, event.publication, std::move(details), event.payload});
      });
}

void Broker::on_unsubscribe(const Principal& subscriber, const Unsubscribe& unsubscribe) {
  if (!subscriptions_.is_holder(subscriber.session, unsubscribe.subscription)) {
    return realm_.refuse(
        subscriber.session, Code::unsubscribe, unsubscribe.request,
        {std::string(error::no_such_subscription),
         "this session holds no subscription " + std::to_string(unsubscribe.subscription.value)});
  }
  realm_.send(subscriber.session, Unsubscribed{unsubscribe.request});
  remove(subscriber.session, unsubscribe.subscription);
}

void Broker::forget(SessionId session) {
  for (const auto id : subscriptions_.of(session)) remove(session, id);
}

void Broker::remove(SessionId session, SubscriptionId id) {
  const auto& subscription = *subscriptions_.find(id);
  const auto topic = subscription.topic;
  const Pattern pattern{topic, subscription.match};
  const auto ended = subscriptions_.remove(session, id);
  realm_.meta().on_unsubscribed(session, id, pattern);
  if (!ended) return;
  realm_.meta().on_subscription_deleted(session, id, pattern);
  tell_ended(*ended);
}

void Broker::tell_ended(const Subscription& subscription) {
  if (observer_) observer_->on_last_unsubscribed(subscription.topic, subscription.match);
}

bool Broker::has_subscriber(std::string_view topic) const {
  bool has_one = false;
  subscriptions_.visit_matches(topic, [&](const Subscription&) { has_one = true; });
  return has_one;
}

}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/broker.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "router/history_query.hpp"
#include "router/limits.hpp"
#include "router/passthru.hpp"
#include "router/realm.hpp"
#include "router/session.hpp"

namespace deskgate::router {
namespace {

// What every receiver is told about the publication.
Dict details_of(const Principal& publisher, const Publish& publish, const PublishOptions& options,
                const Verdict& verdict) {
  Dict details;
  const bool is_disclosed = verdict.disclosure == Disclosure::always ||
                            (verdict.disclosure == Disclosure::on_request && options.disclose_me);
  if (is_disclosed) {
    details["publisher"] = publisher.session.value;
    details["publisher_authid"] = publisher.authid;
    details["publisher_authrole"] = publisher.authrole;
  }
  if (verdict.trustlevel) details["trustlevel"] = *verdict.trustlevel;
  carry_passthru(publish.options, details);
  return details;
}

Error no_such_subscription(std::string_view why, SubscriptionId subscription) {
  return {std::string(error::no_such_subscription),
          std::string(why) + ' ' + std::to_string(subscription.value)};
}

// One event as wamp.subscription.get_events tells it.
Value tell(const PastEvent& event, const Subscription& subscription) {
  const auto& publication = *event.publication;
  auto details = publication.details_for(subscription.match);
  if (details.empty()) details = Dict::object();
  Value told = {{"timestamp", to_rfc3339(event.date)},
                {"subscription", subscription.id.value},
                {"publication", publication.id.value},
                {"details", std::move(details)}};
  auto arguments = publication.payload.values();
  if (!arguments) return told;
  if (!arguments->args.empty()) told["args"] = std::move(arguments->args);
  if (!arguments->kwargs.empty()) told["kwargs"] = std::move(arguments->kwargs);
  return told;
}

}  // namespace

Broker::Broker(Realm& realm)
    : realm_(realm),
      retained_(max_retained_topics, max_retained_octets, realm.memory()),
      histories_(max_history_octets, realm.memory()) {
  for (const auto& rule : realm.settings().history) {
    assert(is_pattern(rule.topic, rule.match));
    const auto& kept = subscriptions_.keep(rule.topic, rule.match, realm.clock().date());
    histories_.open(kept.id, rule.limit);
  }
}

Broker::~Broker() {
  assert(subscriptions_.is_empty());
}

void Broker::on_publish(const Principal& publisher, const Publish& publish,
                        const PublishOptions& options, const Verdict& verdict) {
  const Publication publication{PublicationId{random_id(realm_.entropy())},
                                publish.topic,
                                details_of(publisher, publish, options, verdict),
                                publish.payload,
                                options.eligibility,
                                options.retain};
  const auto stored = options.retain ? retained_.store(publication, publisher) : Result<void>();
  if (!stored) {
    if (!options.acknowledge) return;
    return realm_.refuse(publisher.session, Code::publish, publish.request, stored.error());
  }
  if (options.acknowledge) {
    realm_.send(publisher.session, Published{publish.request, publication.id});
  }
  dispatch(publication);
}

void Broker::publish_meta(std::string_view topic, const Payload& payload,
                          const std::function<bool(const Principal&)>& admits) {
  if (!has_subscriber(topic)) return;
  const Publication publication{PublicationId{random_id(realm_.entropy())}, std::string(topic),
                                Dict(), payload};
  subscriptions_.visit_matches(
      topic, [&](const Subscription& subscription) { deliver(subscription, publication, admits); });
}

// Events for some sessions only are in no history: sessions come and go ("Event History").
void Broker::dispatch(const Publication& publication) {
  std::shared_ptr<const Publication> past;
  subscriptions_.visit_matches(publication.topic, [&](const Subscription& subscription) {
    if (subscription.is_kept && !publication.eligibility.names_sessions()) {
      if (!past) past = std::make_shared<const Publication>(publication);
      histories_.add(subscription.id, past, realm_.clock().date());
    }
    deliver(subscription, publication,
            [&](const Principal& who) { return publication.eligibility.admits(who); });
  });
}

template <class Admits>
void Broker::deliver(const Subscription& subscription, const Publication& publication,
                     const Admits& admits) {
  std::optional<Outgoing> event;
  for (const auto& holder : subscription.holders) {
    const auto& who = holder.peer->principal();
    if (!admits(who) || !may_receive(who, publication.topic, subscription.match)) continue;
    if (!event) {
      event.emplace(Event{subscription.id, publication.id,
                          publication.details_for(subscription.match), publication.payload},
                    publication.is_state ? publication.topic : std::string());
    }
    holder.peer->send(*event);
  }
}

bool Broker::may_receive(const Principal& receiver, std::string_view topic, Match match) const {
  return match == Match::exact || realm_.decide(receiver, {Action::receive, topic}).is_allowed;
}

void Broker::on_subscribe(const Principal& subscriber, const Subscribe& subscribe,
                          const SubscribeOptions& options) {
  const auto* existing = subscriptions_.find(subscribe.topic, *options.match);
  const bool is_held = existing && subscriptions_.is_holder(subscriber.session, existing->id);
  const auto most = realm_.limits_of(subscriber.session).subscriptions;
  if (!is_held && subscriptions_.count(subscriber.session) >= most) {
    return realm_.refuse(
        subscriber.session, Code::subscribe, subscribe.request,
        {std::string(error::unavailable), "a session may hold " + std::to_string(most) +
                                              " subscriptions; unsubscribe from one first"});
  }
  const auto& subscription =
      subscriptions_.add({subscriber.session, realm_.find(subscriber.session)}, subscribe.topic,
                         *options.match, realm_.clock().date());
  realm_.send(subscriber.session, Subscribed{subscribe.request, subscription.id});
  if (options.get_retained) deliver_retained(subscriber, subscription);
  if (!is_held) tell_joined(subscriber.session, subscription);
}

void Broker::deliver_retained(const Principal& subscriber, const Subscription& subscription) {
  const auto match = subscription.match;
  retained_.visit_matches(subscription.topic, match, subscriber, [&](const Publication& event) {
    if (!may_receive(subscriber, event.topic, match)) return;
    auto details = event.details_for(match);
    details["retained"] = true;
    realm_.send(subscriber.session,
                Event{subscription.id, event.id, std::move(details), event.payload});
  });
}

// A kept subscription has been created by nobody.
void Broker::tell_joined(SessionId session, const Subscription& subscription) {
  const bool is_first = subscription.holders.size() == 1;
  if (is_first && !subscription.is_kept) {
    realm_.meta().on_subscription_created(session, subscription);
  }
  realm_.meta().on_subscribed(session, subscription.id, {subscription.topic, subscription.match});
  if (is_first && observer_) observer_->on_first_subscriber(subscription.topic, subscription.match);
}

void Broker::on_unsubscribe(const Principal& subscriber, const Unsubscribe& unsubscribe) {
  if (!subscriptions_.is_holder(subscriber.session, unsubscribe.subscription)) {
    return realm_.refuse(
        subscriber.session, Code::unsubscribe, unsubscribe.request,
        no_such_subscription("this session holds no subscription", unsubscribe.subscription));
  }
  const auto departure = subscriptions_.remove(subscriber.session, unsubscribe.subscription);
  realm_.send(subscriber.session, Unsubscribed{unsubscribe.request});
  tell_left(subscriber.session, departure);
}

bool Broker::revoke(SessionId holder, SubscriptionId subscription, std::string_view reason) {
  if (!subscriptions_.is_holder(holder, subscription)) return false;
  const auto departure = subscriptions_.remove(holder, subscription);
  if (realm_.features_of(holder).subscriber.subscription_revocation) {
    realm_.send(holder, Unsubscribed{RequestId{0},
                                     {{"subscription", subscription.value}, {"reason", reason}}});
  }
  tell_left(holder, departure);
  return true;
}

void Broker::judge_again() {
  retained_.judge_again([&](const Principal& publisher, const std::string& topic) {
    const Request again{Action::publish, topic, Match::exact, Occasion::again};
    return realm_.decide(publisher, again).is_allowed;
  });
  std::vector<std::pair<SubscriptionId, SessionId>> refused;
  subscriptions_.visit_all([&](const Subscription& subscription) {
    const Request asked{Action::subscribe, subscription.topic, subscription.match, Occasion::again};
    for (const auto& holder : subscription.holders) {
      if (holder.peer->is_trusted()) continue;
      if (realm_.decide(holder.peer->principal(), asked).is_allowed) continue;
      refused.emplace_back(subscription.id, holder.session);
    }
  });
  std::ranges::sort(refused);
  for (const auto& [subscription, holder] : refused) {
    revoke(holder, subscription, error::not_authorized);
  }
}

void Broker::forget(SessionId session) {
  for (const auto& departure : subscriptions_.forget(session)) tell_left(session, departure);
}

void Broker::tell_left(SessionId session, const Departure& departure) {
  const Pattern topic{departure.topic, departure.match};
  realm_.meta().on_unsubscribed(session, departure.subscription, topic);
  if (departure.has_ended) {
    realm_.meta().on_subscription_deleted(session, departure.subscription, topic);
  }
  if (departure.was_last && observer_) {
    observer_->on_last_unsubscribed(departure.topic, departure.match);
  }
}

Result<Value> Broker::events(const Principal& who, SubscriptionId id, const Dict& kwargs) const {
  const auto* subscription = subscriptions_.find(id);
  if (!subscription) return no_such_subscription("there is no subscription", id);
  const auto match = subscription->match;
  auto verdict = realm_.decide(who, {Action::subscribe, subscription->topic, match});
  if (!verdict.is_allowed) {
    return Error{std::string(error::not_authorized), std::move(verdict.reason)};
  }
  const auto* past = histories_.of(id);
  if (!past) {
    return Error{std::string(error::unavailable),
                 "subscription " + std::to_string(id.value) +
                     " has no history; the router's configuration says which have one"};
  }
  const auto query = HistoryQuery::from(kwargs);
  if (!query) return query.error();
  const auto selected = query->select(*past, [&](const Publication& publication) {
    return publication.eligibility.admits(who) && may_receive(who, publication.topic, match);
  });
  if (!selected) return selected.error();

  auto list = Value::array();
  std::size_t octets = 0;
  for (const auto* event : *selected) {
    octets += event->octets;
    if (octets > max_history_answer) {
      return Error{std::string(error::payload_size_exceeded),
                   "these are " + std::to_string(selected->size()) +
                       " events, too much for one answer; ask for fewer with limit"};
    }
    list.push_back(tell(*event, *subscription));
  }
  return list;
}

bool Broker::invariant() const {
  return subscriptions_.invariant() && retained_.invariant() && histories_.invariant();
}

}  // namespace deskgate::router

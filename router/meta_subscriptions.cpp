// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/meta_subscriptions.hpp"

#include <array>
#include <utility>

#include "router/meta_objects.hpp"
#include "router/realm.hpp"

namespace deskgate::router {
namespace {

constexpr std::string_view subscription_topics = "wamp.subscription.";

Dict details_of(const Subscription& subscription) {
  return {{"id", subscription.id.value},
          {"created", to_rfc3339(subscription.created)},
          {"uri", subscription.topic},
          {"match", to_string(subscription.match)}};
}

}  // namespace

std::span<const MetaProcedure<MetaSubscriptions>> MetaSubscriptions::procedures() {
  using M = MetaSubscriptions;
  static constexpr std::array<MetaProcedure<M>, 8> all = {{
      {"wamp.subscription.list", {0}, &M::list},
      {"wamp.subscription.lookup", {1, {"topic", "options"}}, &M::lookup},
      {"wamp.subscription.match", {1, {"topic"}}, &M::match},
      {"wamp.subscription.get", {1, {"subscription"}}, &M::get},
      {"wamp.subscription.list_subscribers", {1, {"subscription"}}, &M::list_subscribers},
      {"wamp.subscription.count_subscribers", {1, {"subscription"}}, &M::count_subscribers},
      {"wamp.subscription.remove_subscriber",
       {2, {"subscription", "subscriber"}, {"reason"}},
       &M::remove_subscriber},
      {"wamp.subscription.get_events",
       {1,
        {"subscription"},
        {"reverse", "limit", "from_time", "after_time", "before_time", "until_time", "topic",
         "from_publication", "after_publication", "before_publication", "until_publication"}},
       &M::get_events},
  }};
  return all;
}

void MetaSubscriptions::on_create(SessionId by, const Subscription& subscription) {
  if (is_reserved(subscription.topic)) return;
  publish_about(realm_, "wamp.subscription.on_create",
                {Action::subscribe, subscription.topic, subscription.match}, [&] {
                  return Value::array({by.value, details_of(subscription)});
                });
}

void MetaSubscriptions::tell(std::string_view event, SessionId subscriber,
                             SubscriptionId subscription, const Pattern& topic) {
  if (is_reserved(topic.uri)) return;
  publish_about(realm_, std::string(subscription_topics) + std::string(event),
                {Action::subscribe, topic.uri, topic.match}, [&] {
                  return Value::array({subscriber.value, subscription.value});
                });
}

Result<Payload> MetaSubscriptions::list(const Principal& caller, const MetaArguments&) {
  IdLists ids;
  realm_.broker().subscriptions().visit_all([&](const Subscription& subscription) {
    if (is_visible(caller, subscription)) ids.add(subscription.match, subscription.id.value);
  });
  return result_of(ids.to_dict());
}

Result<Payload> MetaSubscriptions::lookup(const Principal& caller, const MetaArguments& arguments) {
  const auto match = read_match(arguments);
  if (!match) return match.error();
  const auto topic = read_uri(arguments, "topic", *match);
  if (!topic) return topic.error();
  const auto* found = realm_.broker().subscriptions().find(*topic, *match);
  if (!found || !is_visible(caller, *found)) return result_of(nullptr);
  return result_of(found->id.value);
}

Result<Payload> MetaSubscriptions::match(const Principal& caller, const MetaArguments& arguments) {
  const auto topic = read_uri(arguments, "topic");
  if (!topic) return topic.error();
  auto ids = Value::array();
  realm_.broker().subscriptions().visit_matches(*topic, [&](const Subscription& subscription) {
    if (is_visible(caller, subscription)) ids.push_back(subscription.id.value);
  });
  if (ids.empty()) return result_of(nullptr);
  return result_of(std::move(ids));
}

Result<Payload> MetaSubscriptions::get(const Principal& caller, const MetaArguments& arguments) {
  const auto subscription = find(caller, arguments);
  if (!subscription) return subscription.error();
  return result_of(details_of(**subscription));
}

Result<Payload> MetaSubscriptions::list_subscribers(const Principal& caller,
                                                    const MetaArguments& arguments) {
  auto ids = subscribers(caller, arguments);
  if (!ids) return ids.error();
  return result_of(std::move(*ids));
}

Result<Payload> MetaSubscriptions::remove_subscriber(const Principal& caller,
                                                     const MetaArguments& arguments) {
  const auto subscription = find(caller, arguments);
  if (!subscription) return subscription.error();
  const auto subscriber = arguments.id<SessionId>("subscriber");
  if (!subscriber) return subscriber.error();
  const auto reason = read_reason(arguments);
  if (!reason) return reason.error();
  if (!realm_.is_trusted(*subscriber) &&
      realm_.broker().revoke(*subscriber, (*subscription)->id, *reason)) {
    return Payload();
  }
  return no_such_session(*subscriber);
}

Result<Payload> MetaSubscriptions::count_subscribers(const Principal& caller,
                                                     const MetaArguments& arguments) {
  const auto ids = subscribers(caller, arguments);
  if (!ids) return ids.error();
  return result_of(ids->size());
}

// The events are the arguments of the result, one by one ("Event History").
Result<Payload> MetaSubscriptions::get_events(const Principal& caller,
                                              const MetaArguments& arguments) {
  const auto id = arguments.id<SubscriptionId>("subscription");
  if (!id) return id.error();
  auto events = realm_.broker().events(caller, *id, arguments.keywords());
  if (!events) return events.error();
  return Payload(std::move(*events));
}

bool MetaSubscriptions::is_visible(const Principal& caller,
                                   const Subscription& subscription) const {
  const Request use{Action::subscribe, subscription.topic, subscription.match};
  return realm_.decide(caller, use).is_allowed;
}

Result<const Subscription*> MetaSubscriptions::find(const Principal& caller,
                                                    const MetaArguments& arguments) const {
  const auto id = arguments.id<SubscriptionId>("subscription");
  if (!id) return id.error();
  const auto* found = realm_.broker().subscriptions().find(*id);
  if (found && is_visible(caller, *found)) return found;
  return Error{std::string(error::no_such_subscription),
               "there is no subscription " + std::to_string(id->value)};
}

Result<Value> MetaSubscriptions::subscribers(const Principal& caller,
                                             const MetaArguments& arguments) const {
  const auto subscription = find(caller, arguments);
  if (!subscription) return subscription.error();
  std::vector<SessionId> sessions;
  for (const auto& holder : (*subscription)->holders) sessions.push_back(holder.session);
  return ids_of_clients(realm_, sessions);
}

}  // namespace deskgate::router

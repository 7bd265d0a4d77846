// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/meta_api.hpp"

#include <utility>

#include "router/passthru.hpp"
#include "router/realm.hpp"
#include "router/uri.hpp"

namespace deskgate::router {

void MetaApi::on_leaving(const Principal& who) {
  if (sessions_.is_killing_all()) {
    testaments_.drop(who.session);
  } else {
    testaments_.publish(who);
  }
}

void MetaApi::on_registration_created(SessionId by, const Registration& registration) {
  registrations_.on_create(by, registration);
}

void MetaApi::on_registered(SessionId callee, RegistrationId registration,
                            const Pattern& procedure) {
  registrations_.tell("on_register", callee, registration, procedure);
}

void MetaApi::on_unregistered(SessionId callee, RegistrationId registration,
                              const Pattern& procedure) {
  registrations_.tell("on_unregister", callee, registration, procedure);
}

void MetaApi::on_registration_deleted(SessionId last, RegistrationId registration,
                                      const Pattern& procedure) {
  registrations_.tell("on_delete", last, registration, procedure);
}

void MetaApi::on_subscription_created(SessionId by, const Subscription& subscription) {
  subscriptions_.on_create(by, subscription);
}

void MetaApi::on_subscribed(SessionId subscriber, SubscriptionId subscription,
                            const Pattern& topic) {
  subscriptions_.tell("on_subscribe", subscriber, subscription, topic);
}

void MetaApi::on_unsubscribed(SessionId subscriber, SubscriptionId subscription,
                              const Pattern& topic) {
  subscriptions_.tell("on_unsubscribe", subscriber, subscription, topic);
}

void MetaApi::on_subscription_deleted(SessionId last, SubscriptionId subscription,
                                      const Pattern& topic) {
  subscriptions_.tell("on_delete", last, subscription, topic);
}

void MetaApi::on_call(const Principal& caller, const Call& call) {
  auto result = answer(caller, call);
  if (result) {
    realm_.send(caller.session, CallResult{call.request, {}, std::move(*result)});
  } else {
    realm_.refuse(caller.session, Code::call, call.request, result.error());
  }
}

Result<Payload> MetaApi::answer(const Principal& caller, const Call& call) {
  if (is_passthru(call.options)) {
    return Error{std::string(error::feature_not_supported),
                 call.procedure + " reads its arguments: they may not be in passthru mode"};
  }
  auto result = call_in(sessions_, caller, call);
  if (!result) result = call_in(testaments_, caller, call);
  if (!result) result = call_in(registrations_, caller, call);
  if (!result) result = call_in(subscriptions_, caller, call);
  if (result) return std::move(*result);
  return Error{std::string(error::no_such_procedure),
               "the router does not provide \"" + call.procedure + '"'};
}

}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/meta_api.hpp"

#include "router/realm.hpp"
#include "router/uri.hpp"

namespace deskgate::router {

void MetaApi::on_join(const Principal&) {}
void MetaApi::on_leave(const Principal&) {}
void MetaApi::on_registration_created(SessionId, const Registration&) {}
void MetaApi::on_registered(SessionId, RegistrationId) {}
void MetaApi::on_unregistered(SessionId, RegistrationId) {}
void MetaApi::on_registration_deleted(SessionId, RegistrationId) {}
void MetaApi::on_subscription_created(SessionId, const Subscription&) {}
void MetaApi::on_subscribed(SessionId, SubscriptionId) {}
void MetaApi::on_unsubscribed(SessionId, SubscriptionId) {}
void MetaApi::on_subscription_deleted(SessionId, SubscriptionId) {}

void MetaApi::on_call(const Principal& caller, const Call& call) {
  realm_.refuse(caller.session, Code::call, call.request,
                {std::string(error::no_such_procedure),
                 "the router does not provide \"" + call.procedure + '"'});
}

}  // namespace deskgate::router

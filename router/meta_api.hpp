// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The meta API: what clients may ask and hear about sessions, registrations and subscriptions
// (specification, "Session Meta API", "Registration Meta API", "Subscription Meta API",
// "Testaments").
//
// Its procedures are not registered by anybody: they are answered before the dealer is asked, so
// that no registration can hide them and no client can list or kill what provides them. Calling
// them and hearing its events is authorised like everything else, on their own URIs.
#pragma once

#include "router/authorizer.hpp"
#include "router/message.hpp"

namespace deskgate::router {

class Realm;
struct Registration;
struct Subscription;

// Belongs to `realm`. Not thread-safe.
class MetaApi {
 public:
  explicit MetaApi(Realm& realm) : realm_(realm) {}

  // What has just happened. The session that caused it is named; it may have left already.
  void on_join(const Principal& who);
  void on_leave(const Principal& who);

  void on_registration_created(SessionId by, const Registration& registration);
  void on_registered(SessionId callee, RegistrationId registration);
  void on_unregistered(SessionId callee, RegistrationId registration);
  void on_registration_deleted(SessionId last, RegistrationId registration);

  void on_subscription_created(SessionId by, const Subscription& subscription);
  void on_subscribed(SessionId subscriber, SubscriptionId subscription);
  void on_unsubscribed(SessionId subscriber, SubscriptionId subscription);
  void on_subscription_deleted(SessionId last, SubscriptionId subscription);

  // Answers an authorised call of a procedure under "wamp.".
  void on_call(const Principal& caller, const Call& call);

 private:
  Realm& realm_;
};

}  // namespace deskgate::router

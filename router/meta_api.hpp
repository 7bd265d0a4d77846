// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The meta API: what clients may ask and hear about sessions, registrations and subscriptions
// (specification, "Session Meta API", "Registration Meta API", "Subscription Meta API",
// "Session Testament").
//
// Its procedures are not registered by anybody: they are answered before the dealer is asked, so
// that no registration can hide them and no client can list or kill what provides them. Calling
// them and hearing its events is authorised like everything else, on their own URIs.
//
// Of one session that leaves its peers hear, in this order: its testaments, on_unsubscribe and
// on_unregister (each with its on_delete) for what it held, and on_leave.
#pragma once

#include "router/authorizer.hpp"
#include "router/message.hpp"
#include "router/meta_registrations.hpp"
#include "router/meta_sessions.hpp"
#include "router/meta_subscriptions.hpp"
#include "router/testaments.hpp"

namespace deskgate::router {

class Realm;
struct Registration;
struct Subscription;

// Belongs to `realm`. Not thread-safe.
class MetaApi {
 public:
  explicit MetaApi(Realm& realm)
      : realm_(realm),
        sessions_(realm),
        registrations_(realm),
        subscriptions_(realm),
        testaments_(realm) {}

  // What has just happened. The session that caused it is named; it may have left already.
  // on_leaving comes before what the session holds is taken from it, on_leave after. Sessions of
  // this process neither join nor leave here.
  void on_join(const Principal& who) { sessions_.on_join(who); }
  void on_leaving(const Principal& who);
  void on_leave(const Principal& who) { sessions_.on_leave(who); }

  // `procedure` is that of the registration, which may have gone.
  void on_registration_created(SessionId by, const Registration& registration);
  void on_registered(SessionId callee, RegistrationId registration, const Pattern& procedure);
  void on_unregistered(SessionId callee, RegistrationId registration, const Pattern& procedure);
  void on_registration_deleted(SessionId last, RegistrationId registration,
                               const Pattern& procedure);

  // `topic` is that of the subscription, which may have gone.
  void on_subscription_created(SessionId by, const Subscription& subscription);
  void on_subscribed(SessionId subscriber, SubscriptionId subscription, const Pattern& topic);
  void on_unsubscribed(SessionId subscriber, SubscriptionId subscription, const Pattern& topic);
  void on_subscription_deleted(SessionId last, SubscriptionId subscription, const Pattern& topic);

  // Answers an authorised call of a procedure under "wamp.".
  void on_call(const Principal& caller, const Call& call);

 private:
  Result<Payload> answer(const Principal& caller, const Call& call);

  Realm& realm_;
  MetaSessions sessions_;
  MetaRegistrations registrations_;
  MetaSubscriptions subscriptions_;
  Testaments testaments_;
};

}  // namespace deskgate::router

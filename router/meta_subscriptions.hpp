// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Which topics somebody listens to, and who does (specification, "Subscription Meta API").
//
// Subscriptions of the router's own topics ("wamp.") are listed but make no events, or listening to
// events would make more of them. Sessions of this process are not listed or counted as
// subscribers.
#pragma once

#include <span>
#include <string_view>

#include "router/meta_procedure.hpp"
#include "router/uri.hpp"

namespace deskgate::router {

class Realm;
struct Subscription;

// Belongs to `realm`. Not thread-safe.
class MetaSubscriptions {
 public:
  explicit MetaSubscriptions(Realm& realm) : realm_(realm) {}

  // wamp.subscription.on_create, and the events on_subscribe, on_unsubscribe and on_delete under
  // the last component of their names.
  void on_create(SessionId by, const Subscription& subscription);
  void tell(std::string_view event, SessionId subscriber, SubscriptionId subscription,
            const Pattern& topic);

  static std::span<const MetaProcedure<MetaSubscriptions>> procedures();

 private:
  using Answer = Result<Payload>;

  Answer list(const Principal& caller, const MetaArguments& arguments);
  Answer lookup(const Principal& caller, const MetaArguments& arguments);
  Answer match(const Principal& caller, const MetaArguments& arguments);
  Answer get(const Principal& caller, const MetaArguments& arguments);
  Answer list_subscribers(const Principal& caller, const MetaArguments& arguments);
  Answer count_subscribers(const Principal& caller, const MetaArguments& arguments);
  Answer remove_subscriber(const Principal& caller, const MetaArguments& arguments);
  Answer get_events(const Principal& caller, const MetaArguments& arguments);

  bool is_visible(const Principal& caller, const Subscription& subscription) const;
  Result<const Subscription*> find(const Principal& caller, const MetaArguments& arguments) const;
  Result<Value> subscribers(const Principal& caller, const MetaArguments& arguments) const;

  Realm& realm_;
};

}  // namespace deskgate::router

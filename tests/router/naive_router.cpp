// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/router/naive_router.hpp"

#include <algorithm>
#include <utility>

#include "tests/router/naive_message.hpp"
#include "tests/router/naive_uri.hpp"

namespace deskgate::router::naive {
namespace {

// The request ids of these are counted.
bool is_request(int code) {
  return code == 16 || code == 32 || code == 34 || code == 48 || code == 64 || code == 66;
}

bool lists(const Value& options, const char* key, const Value& wanted) {
  return options.contains(key) &&
         std::find(options[key].begin(), options[key].end(), wanted) != options[key].end();
}

// One of the three conditions: neither excluded nor, where only some are eligible, not among them.
bool admits(const Value& options, const char* exclude, const char* eligible, const Value& who) {
  if (lists(options, exclude, who)) return false;
  return !options.contains(eligible) || lists(options, eligible, who);
}

bool is_restricted(const Value& options) {
  for (const auto* key : {"exclude", "eligible", "exclude_authid", "eligible_authid",
                          "exclude_authrole", "eligible_authrole"}) {
    if (options.contains(key)) return true;
  }
  return false;
}

}  // namespace

void Router::connect(std::string authid, std::string authrole) {
  clients_.push_back({std::move(authid), std::move(authrole)});
}

std::vector<Value> Router::heard(std::size_t client) {
  return std::exchange(clients_[client].inbox, {});
}

void Router::tell(std::size_t client, Value message) {
  if (!clients_[client].is_over) clients_[client].inbox.push_back(std::move(message));
}

void Router::refuse(std::size_t client, const Value& request, const std::string& error) {
  tell(client, {8, request[0], request[1], Value::object(), error, "$_"});
}

void Router::abort(std::size_t client, const std::string& reason) {
  leave(client);
  tell(client, {3, "$_", reason});
  clients_[client].is_over = true;
}

void Router::vanish(std::size_t client) {
  clients_[client].is_over = true;
  leave(client);
}

void Router::say(std::size_t client, const Value& message) {
  auto& who = clients_[client];
  const auto code = message[0].get<int>();
  if (who.is_over) return;
  if (!who.has_joined) return code == 1 ? hello(client, message) : abort(client, violation);
  if (is_request(code) && message[1] != who.next_request++) return abort(client, violation);
  switch (code) {
    case 6:
      leave(client);
      return tell(client, {6, Value::object(), "wamp.close.goodbye_and_out"});
    case 16:
      return publish(client, message);
    case 32:
      return subscribe(client, message);
    case 34:
      return unsubscribe(client, message);
    case 48:
      return call(client, message);
    case 49:
      return cancel(client, message);
    case 64:
      return register_(client, message);
    case 66:
      return unregister(client, message);
    case 8:
    case 70:
      return answer(client, message);
    default:
      return abort(client, violation);
  }
}

void Router::hello(std::size_t client, const Value& message) {
  auto& who = clients_[client];
  who.has_joined = true;
  who.session = ++last_id_;
  who.next_request = 1;
  who.invocations = 0;
  const auto features = Value::json_pointer("/roles/callee/features/call_canceling");
  who.can_cancel = message[2].value(features, false);
  tell(client, {2, who.session, "$_"});
}

void Router::leave(std::size_t client) {
  auto& who = clients_[client];
  who.has_joined = false;
  for (auto& subscription : subscriptions_) std::erase(subscription.holders, client);
  std::erase_if(subscriptions_, [](const auto& each) { return each.holders.empty(); });
  for (auto& registration : registrations_) remove(registration, client);
  std::erase_if(registrations_, [](const auto& each) { return each.callees.empty(); });

  const auto calls = std::exchange(calls_, {});
  for (const auto& call : calls) {
    if (call.caller == client) {
      if (call.callee != client) interrupt(call, "killnowait");
    } else if (call.callee == client) {
      refuse(call.caller, {48, call.request}, "wamp.error.canceled");
    } else {
      calls_.push_back(call);
    }
  }
}

void Router::publish(std::size_t client, const Value& message) {
  const auto& options = message[2];
  const bool acknowledge = options.value("acknowledge", false);
  if (!is_lawful(text(message, 3), "exact") || is_reserved(text(message, 3))) {
    if (acknowledge) refuse(client, message, "wamp.error.invalid_uri");
    return;
  }
  const Publication publication{++last_id_, clients_[client].session, options, text(message, 3),
                                payload_from(message, 4)};
  if (options.value("retain", false)) retain(publication);
  if (acknowledge) tell(client, {17, message[1], publication.id});
  for (const auto& subscription : subscriptions_) {
    if (!is_match(subscription.topic, subscription.match, publication.topic)) continue;
    Value details = Value::object();
    if (subscription.match != "exact") details["topic"] = publication.topic;
    for (const auto holder : subscription.holders) {
      if (!is_eligible(clients_[holder], publication)) continue;
      tell(holder,
           with_payload({36, subscription.id, publication.id, details}, publication.payload));
    }
  }
}

bool Router::is_eligible(const Client& receiver, const Publication& publication) const {
  const auto& options = publication.options;
  if (options.value("exclude_me", true) && receiver.session == publication.publisher_session) {
    return false;
  }
  return admits(options, "exclude", "eligible", receiver.session) &&
         admits(options, "exclude_authid", "eligible_authid", receiver.authid) &&
         admits(options, "exclude_authrole", "eligible_authrole", receiver.authrole);
}

// Of each topic one event for everybody and a later one for some (router/retained.hpp).
void Router::retain(const Publication& publication) {
  std::erase_if(retained_, [&](const Publication& old) {
    return old.topic == publication.topic &&
           (!is_restricted(publication.options) || is_restricted(old.options));
  });
  retained_.push_back(publication);
}

void Router::subscribe(std::size_t client, const Value& message) {
  const std::string match = message[2].value("match", "exact");
  if (!is_known(match)) return refuse(client, message, "wamp.error.invalid_argument");
  if (!is_lawful(text(message, 3), match)) return refuse(client, message, "wamp.error.invalid_uri");
  auto found = std::find_if(subscriptions_.begin(), subscriptions_.end(), [&](const auto& each) {
    return each.topic == message[3] && each.match == match;
  });
  if (found == subscriptions_.end()) {
    subscriptions_.push_back({++last_id_, text(message, 3), match, {}});
    found = subscriptions_.end() - 1;
  }
  auto& holders = found->holders;
  if (std::find(holders.begin(), holders.end(), client) == holders.end()) holders.push_back(client);
  tell(client, {33, message[1], found->id});
  if (message[2].value("get_retained", false)) deliver_retained(client, *found);
}

void Router::deliver_retained(std::size_t client, const Subscription& subscription) {
  for (auto event = retained_.begin(); event != retained_.end(); ++event) {
    if (!is_match(subscription.topic, subscription.match, event->topic)) continue;
    if (!is_eligible(clients_[client], *event)) continue;
    const bool has_later = std::any_of(event + 1, retained_.end(), [&](const auto& later) {
      return later.topic == event->topic && is_eligible(clients_[client], later);
    });
    if (has_later) continue;
    Value details{{"retained", true}};
    if (subscription.match != "exact") details["topic"] = event->topic;
    tell(client, with_payload({36, subscription.id, event->id, details}, event->payload));
  }
}

void Router::unsubscribe(std::size_t client, const Value& message) {
  for (auto& subscription : subscriptions_) {
    if (subscription.id != message[2] || std::erase(subscription.holders, client) == 0) continue;
    std::erase_if(subscriptions_, [](const auto& each) { return each.holders.empty(); });
    return tell(client, {35, message[1]});
  }
  refuse(client, message, "wamp.error.no_such_subscription");
}

}  // namespace deskgate::router::naive

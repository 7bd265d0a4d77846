// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The naive router's remote procedure calls.
#include <algorithm>

#include "tests/router/naive_message.hpp"
#include "tests/router/naive_router.hpp"
#include "tests/router/naive_uri.hpp"

namespace deskgate::router::naive {

void Router::register_(std::size_t client, const Value& message) {
  const std::string match = message[2].value("match", "exact");
  const std::string invoke = message[2].value("invoke", "single");
  if (!is_known(match)) return refuse(client, message, "wamp.error.invalid_argument");
  if (!is_lawful(text(message, 3), match) || is_reserved(text(message, 3))) {
    return refuse(client, message, "wamp.error.invalid_uri");
  }
  for (auto& each : registrations_) {
    if (each.procedure != message[3] || each.match != match) continue;
    const bool is_shared =
        invoke != "single" && invoke == each.invoke &&
        std::find(each.callees.begin(), each.callees.end(), client) == each.callees.end();
    if (!is_shared) return refuse(client, message, "wamp.error.procedure_already_exists");
    each.callees.push_back(client);
    return tell(client, {65, message[1], each.id});
  }
  registrations_.push_back({++last_id_, text(message, 3), match, invoke, {client}});
  tell(client, {65, message[1], last_id_});
}

// It stays the turn of whose turn it was.
bool Router::remove(Registration& registration, std::size_t callee) {
  auto& callees = registration.callees;
  const auto found = std::find(callees.begin(), callees.end(), callee);
  if (found == callees.end()) return false;
  if (static_cast<std::size_t>(found - callees.begin()) < registration.turn) --registration.turn;
  callees.erase(found);
  if (registration.turn == callees.size()) registration.turn = 0;
  return true;
}

void Router::unregister(std::size_t client, const Value& message) {
  for (auto& registration : registrations_) {
    if (registration.id != message[2] || !remove(registration, client)) continue;
    std::erase_if(registrations_, [](const auto& each) { return each.callees.empty(); });
    return tell(client, {67, message[1]});
  }
  refuse(client, message, "wamp.error.no_such_registration");
}

void Router::call(std::size_t client, const Value& message) {
  if (!is_lawful(text(message, 3), "exact"))
    return refuse(client, message, "wamp.error.invalid_uri");
  auto* registration = best_for(text(message, 3));
  if (!registration || is_reserved(text(message, 3)))
    return refuse(client, message, "wamp.error.no_such_procedure");
  const auto callee = choose(*registration);
  const auto invocation = ++clients_[callee].invocations;
  const bool wants_progress =
      clients_[callee].can_cancel && message[2].value("receive_progress", false);
  Value details = Value::object();
  if (registration->match != "exact") details["procedure"] = message[3];
  if (wants_progress) details["receive_progress"] = true;
  calls_.push_back({client, message[1].get<std::uint64_t>(), callee, invocation, wants_progress});
  tell(callee, with_payload({68, invocation, registration->id, details}, payload_from(message, 4)));
}

Router::Registration* Router::best_for(const std::string& procedure) {
  Registration* best = nullptr;
  for (auto& each : registrations_) {
    if (!is_match(each.procedure, each.match, procedure)) continue;
    if (!best || is_better(each.procedure, each.match, best->procedure, best->match)) best = &each;
  }
  return best;
}

std::size_t Router::choose(Registration& registration) {
  const auto& callees = registration.callees;
  if (registration.invoke == "last") return callees.back();
  if (registration.invoke != "roundrobin") return callees.front();
  const auto callee = callees[registration.turn];
  registration.turn = (registration.turn + 1) % callees.size();
  return callee;
}

void Router::interrupt(const Call& call, const std::string& mode) {
  if (!clients_[call.callee].can_cancel) return;
  tell(call.callee, {69, call.invocation, {{"mode", mode}, {"reason", "$_"}}});
}

void Router::cancel(std::size_t client, const Value& message) {
  const auto found = std::find_if(calls_.begin(), calls_.end(), [&](const Call& call) {
    return call.caller == client && call.request == message[1];
  });
  if (found == calls_.end()) return;
  auto mode = message[2].value("mode", "killnowait");
  if (!clients_[found->callee].can_cancel) mode = "skip";
  if (mode == "kill") {
    if (!found->is_killed) interrupt(*found, "kill");
    found->is_killed = true;
    return;
  }
  if (mode == "killnowait") interrupt(*found, mode);
  refuse(client, {48, found->request}, "wamp.error.canceled");
  calls_.erase(found);
}

// YIELD or ERROR of an invocation.
void Router::answer(std::size_t client, const Value& message) {
  const bool is_error = message[0] == 8;
  const auto invocation = message[is_error ? 2 : 1].get<std::uint64_t>();
  if (invocation > clients_[client].invocations) return abort(client, violation);
  const auto found = std::find_if(calls_.begin(), calls_.end(), [&](const Call& call) {
    return call.callee == client && call.invocation == invocation;
  });
  if (found == calls_.end()) return;
  const bool is_progress = !is_error && message[2].value("progress", false);
  const auto call = *found;
  if (!is_progress) calls_.erase(found);
  if (is_error) {
    return tell(call.caller, with_payload({8, 48, call.request, Value::object(), message[4]},
                                          payload_from(message, 5)));
  }
  if (is_progress && !call.wants_progress) return;
  const auto details = is_progress ? Value{{"progress", true}} : Value::object();
  tell(call.caller, with_payload({50, call.request, details}, payload_from(message, 3)));
}

}  // namespace deskgate::router::naive

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/router/model_script.hpp"

#include <algorithm>
#include <utility>

namespace deskgate::router {

using naive::Value;

Value ModelScript::next_message(const naive::Router& router, std::size_t client) {
  if (!router.has_joined(client)) return hello();
  const auto request = router.next_request(client);
  switch (among(20)) {
    case 0:
    case 1:
    case 2:
      return subscribe(request);
    case 3:
      return {34, request, one_of(subscriptions_)};
    case 4:
    case 5:
    case 6:
    case 7:
      return publish(request);
    case 8:
    case 9:
      return register_(request);
    case 10:
      return {66, request, one_of(registrations_)};
    case 11:
    case 12:
    case 13:
      return call(request);
    case 14:
      return cancel(request);
    case 15:
    case 16:
    case 17:
    case 18:
      return answer(router.invocations_of(client));
    default:
      return some_other(router, client);
  }
}

void ModelScript::learn(const Value& heard) {
  switch (heard[0].get<int>()) {
    case 2:
      return sessions_.push_back(heard[1].get<std::uint64_t>());
    case 33:
      return subscriptions_.push_back(heard[2].get<std::uint64_t>());
    case 65:
      return registrations_.push_back(heard[2].get<std::uint64_t>());
    default:
      return;
  }
}

// Half of the clients take INTERRUPT.
Value ModelScript::hello() {
  const Value features = {{"call_canceling", is_chance(50)}, {"progressive_call_results", true}};
  const Value role = {{"features", features}};
  return {1, "test", {{"roles", {{"caller", role}, {"callee", role}, {"subscriber", role}}}}};
}

Value ModelScript::publish(std::uint64_t request) {
  Value options = Value::object();
  if (is_chance(60)) options["acknowledge"] = true;
  if (is_chance(30)) options["exclude_me"] = false;
  if (is_chance(40)) options["retain"] = true;
  if (is_chance(10)) options["exclude"] = {one_of(sessions_)};
  if (is_chance(10)) options["eligible"] = {one_of(sessions_), one_of(sessions_)};
  if (is_chance(10)) options["exclude_authid"] = {is_chance(50) ? "ann" : "bob"};
  if (is_chance(10)) options["eligible_authid"] = {is_chance(50) ? "ann" : "bob"};
  if (is_chance(10)) options["exclude_authrole"] = Value::array({is_chance(50) ? "red" : "blue"});
  if (is_chance(5)) options["eligible_authrole"] = Value::array();
  return with_arguments({16, request, options, uri()});
}

Value ModelScript::subscribe(std::uint64_t request) {
  auto options = match_options();
  if (is_chance(50)) options["get_retained"] = true;
  return {32, request, options, pattern(options)};
}

Value ModelScript::register_(std::uint64_t request) {
  static constexpr std::array<const char*, 4> policies{"single", "roundrobin", "first", "last"};
  auto options = match_options();
  if (is_chance(50)) options["invoke"] = policies[among(policies.size())];
  return {64, request, options, pattern(options)};
}

Value ModelScript::call(std::uint64_t request) {
  Value options = Value::object();
  if (is_chance(30)) options["receive_progress"] = true;
  return with_arguments({48, request, options, uri()});
}

// Mostly one of the last few requests.
Value ModelScript::cancel(std::uint64_t next_request) {
  static constexpr std::array<const char*, 3> modes{"skip", "kill", "killnowait"};
  Value options = Value::object();
  if (is_chance(80)) options["mode"] = modes[among(modes.size())];
  const auto back = 1 + among(6);
  return {49, next_request > back ? next_request - back : 1, options};
}

// Mostly one of the last few invocations; a stale one is lawful, one that never was is not.
Value ModelScript::answer(std::uint64_t invocations) {
  if (invocations == 0 && !is_chance(2)) return {49, 1, Value::object()};
  const auto back = among(4);
  const auto invocation = is_chance(1) || invocations == 0 ? invocations + 1
                          : invocations > back             ? invocations - back
                                                           : 1;
  if (is_chance(25)) {
    return with_arguments({8, 68, invocation, Value::object(), "test.error.of_callee"});
  }
  const Value options = is_chance(25) ? Value{{"progress", true}} : Value::object();
  return with_arguments({70, invocation, options});
}

Value ModelScript::some_other(const naive::Router& router, std::size_t client) {
  switch (among(6)) {
    case 0:
      return {48, router.next_request(client) + 1, Value::object(), "a.b"};
    case 1:
      return hello();
    case 2:
      return {17, 1, 1};
    default:
      return {6, Value::object(), "wamp.close.close_realm"};
  }
}

// Few enough to meet, with some that are not lawful.
std::string ModelScript::uri() {
  static constexpr std::array<const char*, 10> all{"a",     "a.b",    "a.b.c",   "a.c.c", "b.b",
                                                   "b.b.c", "a.bc.c", "a.b.c.d", "a..b",  "wamp.a"};
  return all[among(is_chance(90) ? 8 : all.size())];
}

std::string ModelScript::pattern(const Value& options) {
  static constexpr std::array<const char*, 6> prefixes{"a", "a.", "a.b", "", "b.", "a.b.c"};
  static constexpr std::array<const char*, 7> wildcards{"a..", "..c",  ".b", "a..c",
                                                        ".",   "a.b.", "a. "};
  const auto match = options.value("match", "exact");
  if (is_chance(10)) return uri();
  if (match == "prefix") return prefixes[among(prefixes.size())];
  if (match == "wildcard") return wildcards[among(wildcards.size())];
  return uri();
}

Value ModelScript::match_options() {
  static constexpr std::array<const char*, 4> matches{"exact", "prefix", "wildcard", "unheard-of"};
  Value options = Value::object();
  if (is_chance(60)) options["match"] = matches[among(is_chance(95) ? 3 : 4)];
  return options;
}

// Mostly a recent one; sometimes one that nobody has.
std::uint64_t ModelScript::one_of(const std::vector<std::uint64_t>& ids) {
  if (ids.empty() || is_chance(5)) return 4711471147114711;
  const auto back = among(std::min<std::size_t>(ids.size(), 8));
  return ids[ids.size() - 1 - back];
}

Value ModelScript::with_arguments(Value message) {
  if (is_chance(10)) return message;
  message.push_back({++serial_, "text"});
  if (is_chance(20)) message.push_back({{"serial", serial_}});
  return message;
}

}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/testaments.hpp"

#include <utility>

#include "router/footprint.hpp"
#include "router/limits.hpp"
#include "router/passthru.hpp"
#include "router/realm.hpp"

namespace deskgate::router {
namespace {

std::size_t octets_of(const Publish& publish) {
  return publish.topic.size() + footprint(publish.options) + publish.payload.footprint();
}

}  // namespace

std::span<const MetaProcedure<Testaments>> Testaments::procedures() {
  using T = Testaments;
  static constexpr std::array<MetaProcedure<T>, 2> all = {{
      {"wamp.session.add_testament",
       {3, {"topic", "args", "kwargs"}, {"publish_options", "scope"}},
       &T::add},
      {"wamp.session.flush_testaments", {0, {}, {"scope"}}, &T::flush},
  }};
  return all;
}

Result<Payload> Testaments::add(const Principal& caller, const MetaArguments& arguments) {
  const auto scope = read_scope(arguments);
  if (!scope) return scope.error();
  auto publish = read_publish(arguments);
  if (!publish) return publish.error();
  auto options = check(caller, *publish);
  if (!options) return options.error();
  Testament testament{std::move(*publish), std::move(*options)};
  testament.octets = octets_of(testament.publish);
  auto& will = wills_[caller.session];
  if (!will.has_room_for(testament)) {
    return Error{std::string(error::unavailable),
                 "a session may leave " + std::to_string(max_testaments) + " testaments of " +
                     std::to_string(max_testament_octets) + " octets in all; flush some first"};
  }
  will[*scope].push_back(std::move(testament));
  return Payload();
}

Result<Payload> Testaments::flush(const Principal& caller, const MetaArguments& arguments) {
  const auto scope = read_scope(arguments);
  if (!scope) return scope.error();
  const auto will = wills_.find(caller.session);
  if (will != wills_.end()) will->second[*scope].clear();
  return Payload();
}

void Testaments::publish(const Principal& who) {
  auto will = wills_.extract(who.session);
  if (will.empty()) return;
  for (const auto& testaments : will.mapped().by_scope) {
    for (const auto& [publish, options, octets] : testaments) {
      const auto verdict = realm_.judge(who, publish, options);
      if (verdict) realm_.broker().on_publish(who, publish, options, *verdict);
    }
  }
}

Result<Testaments::Scope> Testaments::read_scope(const MetaArguments& arguments) {
  if (!arguments.has("scope")) return Scope::destroyed;
  const auto scope = arguments.text("scope");
  if (scope && *scope == "detached") return Scope::detached;
  if (scope && *scope == "destroyed") return Scope::destroyed;
  return wrong_argument("scope", "must be detached or destroyed");
}

// As the PUBLISH that it stands for.
Result<Publish> Testaments::read_publish(const MetaArguments& arguments) {
  const auto topic = arguments.text("topic");
  if (!topic) return topic.error();
  auto args = arguments.list("args");
  if (!args) return args.error();
  auto kwargs = arguments.dict("kwargs");
  if (!kwargs) return kwargs.error();
  auto options = arguments.dict("publish_options");
  if (!options) return options.error();
  return Publish{RequestId{}, std::move(*options), std::string(*topic),
                 Payload(std::move(*args), std::move(*kwargs))};
}

// What would break the rules in a PUBLISH is a wrong argument here.
Result<PublishOptions> Testaments::check(const Principal& caller, const Publish& publish) const {
  const auto& features = realm_.features_of(caller.session).publisher;
  const auto passthru =
      check_passthru(Code::publish, publish.options, features.payload_passthru_mode);
  if (!passthru) return wrong_argument("publish_options", passthru.error().message);
  auto options = PublishOptions::from(publish.options, caller.session);
  if (!options) return wrong_argument("publish_options", options.error().message);
  const auto verdict = realm_.judge(caller, publish, *options);
  if (!verdict) return verdict.error();
  options->acknowledge = false;
  return options;
}

bool Testaments::Will::has_room_for(const Testament& testament) const {
  std::size_t count = 1;
  std::size_t octets = testament.octets;
  for (const auto& testaments : by_scope) {
    count += testaments.size();
    for (const auto& each : testaments) octets += each.octets;
  }
  return count <= max_testaments && octets <= max_testament_octets;
}

}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/catalogue.hpp"

#include <algorithm>

#include "gateway/bus/uris.hpp"
#include "gateway/log.hpp"
#include "router/uri.hpp"

namespace deskgate::gateway::bus {
namespace {

using nlohmann::json;

json entry(const ShownObject& object) {
  const auto& place = object.place();
  return {{"uri", place.uri},
          {"name", place.name},
          {"path", place.path},
          {"bus", object.file().service.bus},
          {"policy", object.file().id}};
}

json describe_arguments(const std::vector<mapping::ArgumentInfo>& arguments) {
  auto described = json::array();
  for (const auto& argument : arguments) {
    described.push_back({{"name", argument.name}, {"type", argument.type}});
  }
  return described;
}

json describe_procedure(const Member& member) {
  return {{"uri", member.uri},
          {"in", describe_arguments(member.in)},
          {"out", describe_arguments(member.out)}};
}

std::string_view kind_of_topic(Member::Kind kind) {
  if (kind == Member::Kind::call) return "call";
  return kind == Member::Kind::signal ? "signal" : "property";
}

json describe_topic(const Member& member) {
  return {{"uri", member.uri},
          {"kind", kind_of_topic(member.kind)},
          {"arguments", describe_arguments(member.out)}};
}

std::string line(const ShownObject& object) {
  return object.place().uri + "  (" + object.place().name + ")";
}

}  // namespace

Catalogue::Catalogue(router::LocalPeer& peer, const mapping::Policy& policy, const Roles& roles)
    : peer_(peer), policy_(policy), roles_(roles) {
  peer_
      .provide(std::string(uris::list),
               [this](const auto& call, auto answer) { list(call, answer); })
      .value();
  peer_
      .provide(std::string(uris::describe),
               [this](const auto& call, auto answer) { describe(call, answer); })
      .value();
}

void Catalogue::on_added(const ShownObject& object) {
  objects_.push_back(&object);
  log::info("added", line(object));
  announce(uris::added, object);
}

void Catalogue::on_changed(const ShownObject& object) {
  log::info("changed", line(object));
  announce(uris::changed, object);
}

void Catalogue::on_removed(const ShownObject& object) {
  std::erase(objects_, &object);
  log::info("removed", line(object));
  announce(uris::removed, object);
}

std::vector<std::string> Catalogue::lines() const {
  std::vector<std::string> lines;
  std::transform(objects_.begin(), objects_.end(), std::back_inserter(lines),
                 [](const auto* object) { return line(*object); });
  return lines;
}

void Catalogue::list(const router::LocalCall& call, const router::Answer& answer) const {
  const auto& grants = roles_.grants_of(call.caller);
  auto entries = json::array();
  for (const auto* object : objects_) {
    if (policy_.may_see(grants, object->file())) entries.push_back(entry(*object));
  }
  answer.yield(router::Payload(json::array({std::move(entries)})));
}

void Catalogue::describe(const router::LocalCall& call, const router::Answer& answer) const {
  const auto arguments = call.payload.values();
  if (!arguments) return answer.fail(arguments.error());
  if (arguments->args.size() != 1 || !arguments->args[0].is_string()) {
    return answer.fail(router::invalid_argument("expected one argument, the URI of an object as " +
                                                std::string(uris::list) + " tells it"));
  }
  const auto& uri = arguments->args[0].get_ref<const std::string&>();
  const auto& grants = roles_.grants_of(call.caller);
  for (const auto* object : objects_) {
    if (object->place().uri != uri || !policy_.may_see(grants, object->file())) continue;
    return answer.yield(router::Payload(json::array({describe_for(grants, *object)})));
  }
  answer.fail(router::invalid_argument("nothing is mirrored at \"" + uri + "\" now; " +
                                       std::string(uris::list) + " tells what is"));
}

json Catalogue::describe_for(const mapping::Grants& grants, const ShownObject& object) const {
  auto procedures = json::array();
  auto topics = json::array();
  for (const auto& member : object.members()) {
    const bool is_procedure = member.kind == Member::Kind::procedure;
    const auto operation = is_procedure ? mapping::Operation::call : mapping::Operation::subscribe;
    if (!policy_.decide(grants, operation, member.uri).is_allowed) continue;
    (is_procedure ? procedures : topics)
        .push_back(is_procedure ? describe_procedure(member) : describe_topic(member));
  }
  auto description = entry(object);
  description["procedures"] = std::move(procedures);
  description["topics"] = std::move(topics);
  return description;
}

// Devices hold grants one by one, so that their role says nothing.
void Catalogue::announce(std::string_view topic, const ShownObject& object) {
  auto roles = that_see(object.file(), roles_.table());
  std::erase(roles, device_role);
  announce(topic, object, {{"eligible_authrole", std::move(roles)}});
  auto devices = that_see(object.file(), roles_.devices());
  if (devices.empty()) return;
  announce(
      topic, object,
      {{"eligible_authrole", json::array({device_role})}, {"eligible_authid", std::move(devices)}});
}

void Catalogue::announce(std::string_view topic, const ShownObject& object, json eligible) {
  const auto published = peer_.publish(
      std::string(topic), router::Payload(json::array({entry(object)})), std::move(eligible));
  if (!published) log::error("announce", published.error().message);
}

std::vector<std::string> Catalogue::that_see(const mapping::PolicyFile& file,
                                             const Roles::Table& holders) const {
  std::vector<std::string> names;
  for (const auto& [name, grants] : holders) {
    if (policy_.may_see(grants, file)) names.push_back(name);
  }
  return names;
}

}  // namespace deskgate::gateway::bus

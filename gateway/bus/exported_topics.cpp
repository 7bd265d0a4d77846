// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/exported_topics.hpp"

#include <algorithm>

#include "gateway/bus/names.hpp"
#include "gateway/log.hpp"

namespace deskgate::gateway::bus {
namespace {

using nlohmann::json;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::minutes between_warnings{1};

}  // namespace

void write_variant(sdbus::Message& message, const std::string& type, const json& value) {
  message.openVariant(type);
  mapping::write_body(message, type, json::array({value}), {}, mapping::Into::variant).value();
  message.closeVariant();
}

ExportedTopics::ExportedTopics(const mapping::PolicyFile& file, router::LocalPeer& peer,
                               LocalObject& object)
    : file_(file), object_(object) {
  for (const auto& [interface, members] : file.exported->interfaces) {
    for (const auto& [name, signal] : members.signals) {
      members_[signal.topic].push_back({interface, name, signal.types.arguments, false});
    }
    for (const auto& [name, property] : members.properties) {
      members_[property.topic].push_back({interface, name, {{name, property.type}}, true});
    }
  }
  for (const auto& [topic, members] : members_) subscribe(peer, topic);
}

// The latest value is asked for where it is a property's: a signal that has been is no news.
void ExportedTopics::subscribe(router::LocalPeer& peer, const std::string& topic) {
  const auto& members = members_.at(topic);
  const bool has_value = std::any_of(members.begin(), members.end(),
                                     [](const auto& member) { return member.is_property; });
  const auto subscribed =
      peer.subscribe(topic, router::Match::exact, [this](const auto& event) { on_event(event); },
                     {{"get_retained", has_value}});
  if (!subscribed) log::warning("export", topic + ": " + subscribed.error().message);
}

const json* ExportedTopics::value(const std::string& interface, const std::string& property) const {
  const auto found = values_.find({interface, property});
  return found == values_.end() ? nullptr : &found->second;
}

void ExportedTopics::on_event(const router::LocalEvent& event) {
  const auto values = event.payload.values();
  if (!values) return warn(event.topic, "its arguments cannot be read");
  if (!values->kwargs.empty()) return warn(event.topic, "D-Bus has no keyword arguments");
  for (const auto& member : members_.at(event.topic)) {
    if (event.is_retained && !member.is_property) continue;
    if (!tell(member, values->args)) warn(event.topic, "expected " + signature_of(member));
  }
}

std::string ExportedTopics::signature_of(const Member& member) {
  return mapping::MethodInfo{member.arguments, {}}.in_signature();
}

mapping::Converted<void> ExportedTopics::tell(const Member& member, const json& arguments) {
  const mapping::MethodInfo expected{member.arguments, {}};
  const auto signature = signature_of(member);
  const auto into = member.is_property ? mapping::Into::variant : mapping::Into::body;
  auto checked = mapping::check_body(signature, arguments, expected.in_names(), into);
  if (!checked) return checked;
  if (member.is_property) {
    change(member, arguments.front());
  } else {
    object_.emit(member.interface, member.name, [&](sdbus::Message& message) {
      mapping::write_body(message, signature, arguments, {}).value();
    });
  }
  return {};
}

void ExportedTopics::change(const Member& property, const json& value) {
  const auto [known, is_first] = values_.try_emplace({property.interface, property.name}, value);
  if (!is_first && std::exchange(known->second, value) == value) return;
  object_.emit(properties_interface, "PropertiesChanged", [&](sdbus::Message& message) {
    message << property.interface;
    message.openContainer("{sv}");
    message.openDictEntry("sv");
    message << property.name;
    write_variant(message, property.arguments.front().type, value);
    message.closeDictEntry();
    message.closeContainer();
    message << std::vector<std::string>();
  });
}

// What was published is nobody's business.
void ExportedTopics::warn(const std::string& topic, const std::string& why) {
  const auto now = Clock::now();
  auto& silent_until = silent_until_[topic];
  if (now < silent_until) return;
  silent_until = now + between_warnings;
  log::warning("export", file_.path + ": an event of " + topic + " is dropped: " + why);
}

}  // namespace deskgate::gateway::bus

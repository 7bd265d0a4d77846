// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/name_watch.hpp"

#include <algorithm>

#include "gateway/bus/names.hpp"

namespace deskgate::gateway::bus {
namespace {

std::string rule_for(const NamePattern& pattern) {
  return std::string("type='signal',sender='org.freedesktop.DBus',path='/org/freedesktop/DBus',") +
         "interface='org.freedesktop.DBus',member='NameOwnerChanged'," +
         (pattern.is_namespace ? "arg0namespace='" : "arg0='") + pattern.name + "'";
}

bool covers(const NamePattern& pattern, const std::string& name) {
  if (name == pattern.name) return true;
  return pattern.is_namespace && name.starts_with(pattern.name + ".");
}

}  // namespace

NameWatch::NameWatch(Bus& bus, const std::vector<NamePattern>& patterns, OnOwner on_owner,
                     std::function<void()> on_listed)
    : patterns_(patterns),
      on_owner_(std::move(on_owner)),
      on_listed_(std::move(on_listed)),
      daemon_(bus, daemon_name, daemon_path) {
  const auto on_changed = [this](sdbus::Message& message) {
    // sd-bus lets pass what anybody sends to us alone, where a rule names no unique sender.
    if (message.getSender() != daemon_name) return;
    std::string name;
    std::string before;
    std::string after;
    message >> name >> before >> after;
    set_owner(name, after);
  };
  for (const auto& pattern : patterns_) {
    if (auto match = bus.add_match(rule_for(pattern), on_changed)) {
      matches_.push_back(std::move(*match));
    }
  }
  list_names();
}

void NameWatch::list_names() {
  unanswered_ = 1;
  daemon_.ask(
      daemon_name, "ListNames", [](auto&) {},
      [this](sdbus::MethodReply* reply, const CallFailure*) {
        std::vector<std::string> names;
        if (reply) *reply >> names;
        for (const auto& name : names) {
          if (is_wanted(name)) ask_owner(name);
        }
        finish_one();
      });
}

void NameWatch::ask_owner(const std::string& name) {
  ++unanswered_;
  daemon_.ask(
      daemon_name, "GetNameOwner", [name](auto& message) { message << name; },
      [this, name](sdbus::MethodReply* reply, const CallFailure*) {
        std::string owner;
        if (reply) *reply >> owner;
        if (!owner.empty()) set_owner(name, owner);
        finish_one();
      });
}

void NameWatch::finish_one() {
  if (--unanswered_ == 0) on_listed_();
}

void NameWatch::set_owner(const std::string& name, const std::string& owner) {
  auto& known = owners_[name];
  if (known == owner) return;
  const bool had_owner = !known.empty();
  known = owner;
  if (had_owner) on_owner_(name, "");
  if (!owner.empty()) return on_owner_(name, owner);
  owners_.erase(name);
}

bool NameWatch::is_wanted(const std::string& name) const {
  return std::any_of(patterns_.begin(), patterns_.end(),
                     [&](const auto& pattern) { return covers(pattern, name); });
}

}  // namespace deskgate::gateway::bus

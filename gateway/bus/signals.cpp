// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/signals.hpp"

#include <optional>
#include <utility>

namespace deskgate::gateway::bus {
namespace {

std::string rule_for(const std::string& owner, const std::string& path, const SignalKind& kind) {
  return "type='signal',sender='" + owner + "',path_namespace='" + path + "',interface='" +
         kind.interface + "',member='" + kind.member + "'" +
         (kind.argument.empty() ? "" : ",arg0='" + kind.argument + "'");
}

}  // namespace

// One match rule and who hears what it lets through.
struct Signals::Rule {
  void dispatch(sdbus::Message& message) const {
    const auto found = handlers.find(message.getPath());
    if (found == handlers.end()) return;
    const auto handler = found->second;
    handler(message);
  }

  std::map<std::string, OnMessage> handlers;  // by path
  std::optional<Bus::Match> match;
};

Signals::Signals(Bus& bus, std::string owner, std::string path)
    : bus_(bus), owner_(std::move(owner)), path_(std::move(path)) {}

Signals::Ear Signals::listen(const std::string& path, const SignalKind& kind, OnMessage handler) {
  auto& known = rules_[{kind.interface, kind.member, kind.argument}];
  auto rule = known.lock();
  if (!rule) {
    known = rule = std::make_shared<Rule>();
    rule->match = bus_.add_match(rule_for(owner_, path_, kind),
                                 [raw = rule.get()](auto& message) { raw->dispatch(message); });
  }
  rule->handlers[path] = std::move(handler);
  return {rule.get(), [rule, path](void*) { rule->handlers.erase(path); }};
}

}  // namespace deskgate::gateway::bus

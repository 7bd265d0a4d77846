// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/mirrored_interface.hpp"

#include <algorithm>
#include <utility>

#include "gateway/bus/activatable_object.hpp"
#include "gateway/log.hpp"
#include "mapping/names.hpp"

namespace deskgate::gateway::bus {
namespace {

using mapping::Access;
using mapping::EmitsChanged;

bool is_number(const std::string& type) {
  return type.size() == 1 && std::string_view("ynqiuxtd").find(type) != std::string_view::npos;
}

// Whether any grant speaks of properties of the interface.
bool has_properties(const mapping::PolicyFile& file, const std::string& interface) {
  const auto is_about_properties = [&](const mapping::Rule& rule) {
    return rule.interface == interface &&
           (rule.access == Access::get || rule.access == Access::watch ||
            rule.access == Access::set);
  };
  return std::any_of(file.grants.begin(), file.grants.end(), [&](const auto& grant) {
    return std::any_of(grant.second.begin(), grant.second.end(), is_about_properties);
  });
}

}  // namespace

MirroredInterface::MirroredInterface(const ObjectParts& parts, std::string alias, std::string name,
                                     mapping::InterfaceInfo info, std::function<void()> on_ready)
    : parts_(parts), alias_(std::move(alias)), name_(std::move(name)), info_(std::move(info)) {
  is_ready_ = !has_properties(parts_.file, name_);
  if (is_ready_) return;
  const PropertySource source{parts_.place.owner, parts_.place.path, name_};
  properties_ = std::make_unique<PropertyCache>(
      CacheParts{parts_.context.bus, parts_.questions, parts_.signals, parts_.changes}, source,
      [this](const auto& property, const auto& value) { on_property(property, value); },
      [this, on_ready = std::move(on_ready)] {
        is_ready_ = true;
        on_ready();
      },
      CacheRules{[this](const auto& property) { return may_be_read(property); },
                 [this](const auto& property) {
                   return emits_changed(property) == EmitsChanged::constant;
                 }});
}

MirroredInterface::~MirroredInterface() {
  for (const auto registration : registrations_) parts_.context.peer.withdraw(registration);
  for (const auto& procedure : opened_) parts_.context.activatable->close(procedure);
  for (const auto& topic : retained_) parts_.context.peer.forget_retained(topic);
}

void MirroredInterface::show() {
  if (is_shown_) return;
  parts_.changes.tell();  // or what is published below would be published once more
  is_shown_ = true;
  show_methods();
  show_signals();
  show_observed();
  show_properties();
}

void MirroredInterface::read_again() {
  if (properties_) properties_->read_again();
}

void MirroredInterface::show_methods() {
  for (const auto& [method, info] : info_.methods) {
    if (!parts_.file.exposes(name_, method, Access::call)) continue;
    provide({Member::Kind::procedure, uri_of(method), info.in, info.out},
            [target = parts_.target, interface = name_, method = method, info = info](
                const auto& call, const auto& answer) {
              call_method(target, interface, method, info, call, answer);
            });
  }
}

// A signal carries its types: one that introspection passes over in silence can be heard all the
// same, if the file names it.
void MirroredInterface::show_signals() {
  const SignalParts parts{parts_.signals, parts_.changes, parts_.context.peer,
                          parts_.context.topics};
  auto signals = info_.signals;
  for (const auto& signal : parts_.file.named(name_, Access::signal)) signals.try_emplace(signal);
  for (const auto& [signal, info] : signals) {
    if (!parts_.file.exposes(name_, signal, Access::signal)) continue;
    const auto topic = uri_of(signal);
    members_.push_back({Member::Kind::signal, topic, {}, info.arguments});
    signals_.push_back(std::make_unique<SignalRoute>(
        parts, SignalSource{parts_.place.path, name_, signal}, topic));
  }
}

// What is both a method and a signal would be one topic: it is left out, and said so.
void MirroredInterface::show_observed() {
  std::vector<ObservedMember> members;
  const auto add = [&](ObservedMember::Kind kind, const std::string& member,
                       const std::vector<mapping::ArgumentInfo>& arguments) {
    if (!parts_.file.exposes(name_, member, Access::observe)) return;
    const bool is_call = kind == ObservedMember::Kind::call;
    if (info_.methods.contains(member) && info_.signals.contains(member)) {
      if (is_call) log::warning("observe", uri_of(member) + ": both a method and a signal");
      return;
    }
    const auto& place = parts_.place;
    const auto topic = uri_of(member);
    members_.push_back({is_call ? Member::Kind::call : Member::Kind::signal, topic, {}, arguments});
    members.push_back({kind, place.name, place.owner, place.path, name_, member, topic});
  };
  for (const auto& [method, info] : info_.methods) add(ObservedMember::Kind::call, method, info.in);
  for (const auto& [signal, info] : info_.signals) {
    add(ObservedMember::Kind::signal, signal, info.arguments);
  }
  if (members.empty()) return;
  observed_ = std::make_unique<ObservedTopics>(parts_.context.observations, parts_.context.topics,
                                               std::move(members));
}

void MirroredInterface::show_properties() {
  if (!properties_) return;
  for (const auto& [property, info] : info_.properties) show_property(property);
  for (const auto& [property, value] : properties_->all()) {
    show_property(property);
    publish_property(property, value.value);
  }
  provide({Member::Kind::procedure,
           mapping::get_all_uri(parts_.place.uri, alias_),
           {},
           {{"properties", "a{sv}"}}},
          [target = parts_.target, &file = parts_.file, interface = name_](const auto& call,
                                                                           const auto& answer) {
            get_all_properties(target, file, interface, call, answer);
          });
}

void MirroredInterface::show_property(const std::string& property) {
  if (!shown_properties_.insert(property).second) return;
  const mapping::ArgumentInfo argument{property, types_of(property).front()};
  if (has_a_signals_topic(property)) {
    log::warning("properties", uri_of(property) +
                                   ": both a property and a signal; who subscribes "
                                   "hears the signal");
  }
  if (is_watched(property)) {
    members_.push_back({Member::Kind::property, uri_of(property), {}, {argument}});
  }
  if (may_be_read(property)) {
    provide({Member::Kind::procedure,
             mapping::get_uri(parts_.place.uri, alias_, property),
             {},
             {argument}},
            [target = parts_.target, interface = name_, property](const auto& call,
                                                                  const auto& answer) {
              get_property(target, interface, property, call, answer);
            });
  }
  if (parts_.file.exposes(name_, property, Access::set)) {
    provide({Member::Kind::procedure,
             mapping::set_uri(parts_.place.uri, alias_, property),
             {argument},
             {}},
            [this, property](const auto& call, const auto& answer) {
              set_property(parts_.target, name_, property, types_of(property), call, answer);
            });
  }
}

void MirroredInterface::provide(Member member, CallHandler handler) {
  const auto provided = registered(member.uri, std::move(handler));
  if (!provided) return log::error("provide", member.uri + ": " + provided.error().message);
  members_.push_back(std::move(member));
}

// A procedure that outlives the service is the activatable object's own.
router::Result<void> MirroredInterface::registered(const std::string& procedure,
                                                   CallHandler handler) {
  if (auto* activatable = parts_.context.activatable) {
    auto opened = activatable->open(procedure, std::move(handler));
    if (opened) opened_.push_back(procedure);
    return opened;
  }
  const auto registration = parts_.context.peer.provide(procedure, std::move(handler));
  if (!registration) return registration.error();
  registrations_.push_back(*registration);
  return {};
}

void MirroredInterface::on_property(const std::string& property, const nlohmann::json* value) {
  if (!is_shown_) return;  // show() publishes what has been gathered
  if (!value) return forget_property(property);
  show_property(property);
  publish_property(property, *value);
}

void MirroredInterface::forget_property(const std::string& property) {
  const auto topic = uri_of(property);
  if (retained_.erase(topic) > 0) parts_.context.peer.forget_retained(topic);
}

void MirroredInterface::publish_property(const std::string& property, const nlohmann::json& value) {
  if (!is_watched(property)) return;
  const auto topic = uri_of(property);
  const auto published = parts_.context.peer.publish(
      topic, router::Payload(nlohmann::json::array({value})), {{"retain", true}});
  if (!published) return log::error("retain", topic + ": " + published.error().message);
  retained_.insert(topic);
}

bool MirroredInterface::may_be_read(const std::string& property) const {
  const auto known = info_.properties.find(property);
  if (known != info_.properties.end() && !known->second.is_readable) return false;
  return parts_.file.exposes(name_, property, Access::get) ||
         parts_.file.exposes(name_, property, Access::watch);
}

bool MirroredInterface::is_watched(const std::string& property) const {
  // A property that changes without a word has no current value to retain.
  return parts_.file.exposes(name_, property, Access::watch) &&
         emits_changed(property) != EmitsChanged::no && !has_a_signals_topic(property);
}

bool MirroredInterface::has_a_signals_topic(const std::string& property) const {
  return info_.signals.contains(property) && parts_.file.exposes(name_, property, Access::signal) &&
         parts_.file.exposes(name_, property, Access::watch);
}

EmitsChanged MirroredInterface::emits_changed(const std::string& property) const {
  const auto found = info_.properties.find(property);
  return found == info_.properties.end() ? EmitsChanged::yes : found->second.emits_changed;
}

// A number may be the declared one at other times: a volume of 1 that comes as an integer.
std::vector<std::string> MirroredInterface::types_of(const std::string& property) const {
  const auto* cached = properties_->find(property);
  const auto found = info_.properties.find(property);
  const auto declared = found == info_.properties.end() ? "v" : found->second.type;
  if (!cached) return {declared};
  if (is_number(cached->type) && is_number(declared)) return {cached->type, declared};
  return {cached->type};
}

std::string MirroredInterface::uri_of(const std::string& member) const {
  return mapping::member_uri(parts_.place.uri, alias_, member);
}

}  // namespace deskgate::gateway::bus

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/mirrored_object.hpp"

#include <algorithm>

#include "gateway/log.hpp"
#include "mapping/names.hpp"

namespace deskgate::gateway::bus {
namespace {

using mapping::Access;

constexpr auto introspectable_interface = "org.freedesktop.DBus.Introspectable";

const mapping::InterfaceInfo& interface_info(const mapping::ObjectInfo& info,
                                             const std::string& interface) {
  static const mapping::InterfaceInfo none;
  const auto* found = info.find(interface);
  return found ? *found : none;
}

// Whether any grant speaks of properties of the interface.
bool has_properties(const mapping::PolicyFile& file, const std::string& interface) {
  const auto is_about_properties = [&](const mapping::Rule& rule) {
    return rule.interface == interface && rule.access != Access::call &&
           rule.access != Access::signal;
  };
  return std::any_of(file.grants.begin(), file.grants.end(), [&](const auto& grant) {
    return std::any_of(grant.second.begin(), grant.second.end(), is_about_properties);
  });
}

bool may_be_read(const mapping::PolicyFile& file, const std::string& interface,
                 const std::string& property) {
  return file.exposes(interface, property, Access::get) ||
         file.exposes(interface, property, Access::watch);
}

}  // namespace

MirroredObject::MirroredObject(const MirrorContext& context, const mapping::PolicyFile& file,
                               ObjectPlace place, std::function<void()> on_shown)
    : context_(context),
      file_(file),
      place_(std::move(place)),
      on_shown_(std::move(on_shown)),
      object_(context.bus, place_.owner, place_.path) {
  introspect();
}

MirroredObject::~MirroredObject() {
  for (const auto registration : registrations_) context_.peer.withdraw(registration);
  for (const auto& topic : retained_) context_.peer.forget_retained(topic);
}

void MirroredObject::introspect() {
  object_.call(
      introspectable_interface, "Introspect", [](auto&) {}, no_timeout,
      [this](sdbus::MethodReply* reply, const CallFailure* failure) {
        std::string xml;
        if (reply) *reply >> xml;
        if (failure) log::warning("introspect", place_.name + ": " + failure->message);
        if (auto info = mapping::parse_introspection(xml)) info_ = std::move(*info);
        read_properties();
      });
}

void MirroredObject::read_properties() {
  std::vector<std::string> interfaces;
  for (const auto& [alias, interface] : file_.aliases) {
    if (has_properties(file_, interface)) interfaces.push_back(interface);
  }
  if (interfaces.empty()) return show();
  properties_ = std::make_unique<PropertyCache>(
      context_.bus, object_, place_.owner, place_.path, interfaces,
      [this](const auto& interface, const auto& property, const auto& value) {
        on_property(interface, property, value);
      },
      [this] { show(); });
}

void MirroredObject::show() {
  is_shown_ = true;
  for (const auto& [alias, interface] : file_.aliases) show_interface(alias, interface);
  on_shown_();
}

void MirroredObject::show_interface(const std::string& alias, const std::string& interface) {
  show_methods(alias, interface);
  show_signals(alias, interface);
  show_properties(alias, interface);
}

void MirroredObject::show_methods(const std::string& alias, const std::string& interface) {
  for (const auto& [method, info] : interface_info(info_, interface).methods) {
    if (!file_.exposes(interface, method, Access::call)) continue;
    provide({Member::Kind::procedure, mapping::member_uri(place_.uri, alias, method), info.in,
             info.out},
            [this, interface = interface, method = method, info = info](const auto& call,
                                                                        const auto& answer) {
              call_method(target(), interface, method, info, call, answer);
            });
  }
}

void MirroredObject::show_signals(const std::string& alias, const std::string& interface) {
  for (const auto& [signal, info] : interface_info(info_, interface).signals) {
    if (!file_.exposes(interface, signal, Access::signal)) continue;
    const auto topic = mapping::member_uri(place_.uri, alias, signal);
    members_.push_back({Member::Kind::signal, topic, {}, info.arguments});
    signals_.push_back(std::make_unique<SignalRoute>(
        context_.bus, context_.peer, context_.topics,
        SignalSource{place_.owner, place_.path, interface, signal}, topic));
  }
}

void MirroredObject::show_properties(const std::string& alias, const std::string& interface) {
  if (!properties_ || !has_properties(file_, interface)) return;
  for (const auto& [property, info] : interface_info(info_, interface).properties) {
    show_property(alias, interface, property);
  }
  for (const auto& [property, value] : properties_->all(interface)) {
    show_property(alias, interface, property);
    publish_property(interface, property, value.value);
  }
  provide({Member::Kind::procedure,
           mapping::get_all_uri(place_.uri, alias),
           {},
           {{"properties", "a{sv}"}}},
          [this, interface = interface](const auto& call, const auto& answer) {
            get_all_properties(target(), file_, interface, call, answer);
          });
}

void MirroredObject::show_property(const std::string& alias, const std::string& interface,
                                   const std::string& property) {
  if (!shown_properties_.insert(interface + "." + property).second) return;
  const mapping::ArgumentInfo argument{property, type_of(interface, property)};
  if (is_watched(interface, property)) {
    members_.push_back(
        {Member::Kind::property, mapping::member_uri(place_.uri, alias, property), {}, {argument}});
  }
  if (may_be_read(file_, interface, property)) {
    provide(
        {Member::Kind::procedure, mapping::get_uri(place_.uri, alias, property), {}, {argument}},
        [this, interface, property](const auto& call, const auto& answer) {
          get_property(target(), interface, property, call, answer);
        });
  }
  if (file_.exposes(interface, property, Access::set)) {
    provide(
        {Member::Kind::procedure, mapping::set_uri(place_.uri, alias, property), {argument}, {}},
        [this, interface, property](const auto& call, const auto& answer) {
          set_property(target(), interface, property, type_of(interface, property), call, answer);
        });
  }
}

void MirroredObject::provide(Member member, CallHandler handler) {
  auto registered = context_.peer.provide(member.uri, std::move(handler));
  if (!registered) return log::error("provide", member.uri + ": " + registered.error().message);
  registrations_.push_back(*registered);
  members_.push_back(std::move(member));
}

void MirroredObject::on_property(const std::string& interface, const std::string& property,
                                 const nlohmann::json& value) {
  if (!is_shown_) return;  // show() publishes what has been gathered
  show_property(std::string(file_.alias_of(interface)), interface, property);
  publish_property(interface, property, value);
}

void MirroredObject::publish_property(const std::string& interface, const std::string& property,
                                      const nlohmann::json& value) {
  if (!is_watched(interface, property)) return;
  const auto topic = mapping::member_uri(place_.uri, file_.alias_of(interface), property);
  const auto published = context_.peer.publish(
      topic, router::Payload(nlohmann::json::array({value})), {{"retain", true}});
  if (!published) return log::error("retain", topic + ": " + published.error().message);
  retained_.insert(topic);
}

bool MirroredObject::is_watched(const std::string& interface, const std::string& property) const {
  if (!file_.exposes(interface, property, Access::watch)) return false;
  const auto& known = interface_info(info_, interface).properties;
  const auto found = known.find(property);
  // A property that changes without a word has no current value to retain.
  return found == known.end() || found->second.emits_changed != mapping::EmitsChanged::no;
}

std::string MirroredObject::type_of(const std::string& interface,
                                    const std::string& property) const {
  if (const auto* cached = properties_->find(interface, property)) return cached->type;
  const auto& known = interface_info(info_, interface).properties;
  const auto found = known.find(property);
  return found == known.end() ? "v" : found->second.type;
}

}  // namespace deskgate::gateway::bus

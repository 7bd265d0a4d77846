// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/managed_objects.hpp"

#include <utility>

#include "gateway/log.hpp"

namespace deskgate::gateway::bus {
namespace {

constexpr auto manager_interface = "org.freedesktop.DBus.ObjectManager";

using Properties = std::map<std::string, sdbus::Variant>;
using PropertiesByInterface = std::map<std::string, Properties>;

std::string rule_for(const std::string& owner, const char* member) {
  return "type='signal',sender='" + owner + "',interface='" + manager_interface + "',member='" +
         member + "'";
}

Interfaces names_of(const PropertiesByInterface& interfaces) {
  Interfaces names;
  for (const auto& [name, properties] : interfaces) names.insert(name);
  return names;
}

// A service may send anything; what cannot be read is left out.
template <class Read>
void tolerate(const Read& read) {
  try {
    read();
  } catch (const sdbus::Error& error) {
    log::warning("managed_objects", error.getMessage());
  }
}

}  // namespace

ManagedObjects::ManagedObjects(Bus& bus, Questions& questions, const std::string& owner,
                               const std::vector<std::string>& managers, OnChange on_change,
                               std::function<void(bool is_managed)> on_listed)
    : owner_(owner),
      on_change_(std::move(on_change)),
      on_listed_(std::move(on_listed)),
      questions_(questions) {
  const auto follow = [&](const char* member, OnMessage handler) {
    auto match = bus.add_match(rule_for(owner, member), std::move(handler));
    if (match) matches_.push_back(std::move(*match));
  };
  follow("InterfacesAdded", [this](auto& signal) { on_added(signal); });
  follow("InterfacesRemoved", [this](auto& signal) { on_removed(signal); });
  for (const auto& path : managers) {
    managers_.push_back(std::make_shared<RemoteObject>(bus, owner, path));
  }
  ask();
}

void ManagedObjects::ask() {
  if (unanswered_ > 0) return;
  unanswered_ = managers_.size();
  for (const auto& manager : managers_) {
    questions_.ask(
        manager, manager_interface, "GetManagedObjects", [](auto&) {},
        [this](sdbus::MethodReply* reply, const CallFailure*) {
          if (reply) take_list(*reply);
          if (--unanswered_ == 0) on_listed_(is_managed_);
        });
  }
}

void ManagedObjects::take_list(sdbus::MethodReply& reply) {
  tolerate([&] {
    std::map<sdbus::ObjectPath, PropertiesByInterface> listed;
    reply >> listed;
    is_managed_ = true;
    for (const auto& [path, interfaces] : listed) add(path, names_of(interfaces));
  });
}

void ManagedObjects::on_added(sdbus::Message& signal) {
  tolerate([&] {
    sdbus::ObjectPath path;
    PropertiesByInterface interfaces;
    signal >> path >> interfaces;
    add(path, names_of(interfaces));
  });
}

void ManagedObjects::on_removed(sdbus::Message& signal) {
  tolerate([&] {
    sdbus::ObjectPath path;
    std::vector<std::string> interfaces;
    signal >> path >> interfaces;
    remove(path, interfaces);
  });
}

// Several managers may know one object.
void ManagedObjects::add(const std::string& path, const Interfaces& interfaces) {
  if (objects_.size() == most_objects && !objects_.contains(path)) {
    return log::warning("too_many_objects", owner_ + ": " + path + " is left out");
  }
  auto& known = objects_[path];
  known.insert(interfaces.begin(), interfaces.end());
  on_change_(path, Interfaces(known));
}

void ManagedObjects::remove(const std::string& path, const std::vector<std::string>& interfaces) {
  const auto known = objects_.find(path);
  if (known == objects_.end()) return;
  for (const auto& interface : interfaces) known->second.erase(interface);
  const auto left = known->second;
  if (left.empty()) objects_.erase(known);
  on_change_(path, left);
}

}  // namespace deskgate::gateway::bus

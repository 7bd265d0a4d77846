// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/service_probe.hpp"

#include <sdbus-c++/sdbus-c++.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>

#include "gateway/bus/compat.hpp"
#include "gateway/bus/names.hpp"

namespace deskgate::gateway::bus {
namespace {

constexpr auto object_manager = "org.freedesktop.DBus.ObjectManager";
constexpr std::uint64_t patience_us = 5'000'000;

std::unique_ptr<sdbus::IConnection> open(const std::string& which) {
  try {
    return which == "system" ? compat::open_system_bus() : compat::open_session_bus();
  } catch (const sdbus::Error& error) {
    throw std::runtime_error("cannot connect to the " + which + " bus: " + error.getMessage());
  }
}

// Calls a method and reads what it answers. Throws sdbus::Error.
template <class Answer, class... Arguments>
Answer ask(sdbus::IConnection& connection, const std::string& owner, const std::string& path,
           const std::string& interface, const std::string& method, const Arguments&... arguments) {
  const auto proxy = sdbus::createProxy(connection, owner, path);
  auto message = proxy->createMethodCall(interface, method);
  static_cast<void>((message << ... << arguments));
  auto reply = proxy->callMethod(message, patience_us);
  Answer answer;
  reply >> answer;
  return answer;
}

template <class Answer, class... Arguments>
Answer ask_bus(sdbus::IConnection& connection, const std::string& method,
               const Arguments&... arguments) {
  try {
    return ask<Answer>(connection, daemon_name, daemon_path, daemon_name, method, arguments...);
  } catch (const sdbus::Error& error) {
    throw std::runtime_error("the bus refused " + method + ": " + error.getMessage());
  }
}

}  // namespace

ServiceProbe::ServiceProbe(const std::string& which) : connection_(open(which)) {}

ServiceProbe::~ServiceProbe() = default;

std::vector<std::string> ServiceProbe::names() const {
  auto names = list("ListNames");
  std::erase_if(names, [](const std::string& name) { return name.starts_with(':'); });
  std::sort(names.begin(), names.end());
  return names;
}

bool ServiceProbe::can_start(const std::string& name) const {
  const auto names = list("ListActivatableNames");
  return std::find(names.begin(), names.end(), name) != names.end();
}

void ServiceProbe::start(const std::string& name) const {
  static_cast<void>(
      ask_bus<std::uint32_t>(*connection_, "StartServiceByName", name, std::uint32_t{0}));
}

std::optional<mapping::ObjectInfo> ServiceProbe::introspect(const std::string& name,
                                                            const std::string& path) const {
  try {
    const auto owner = owner_of(name);
    return mapping::parse_introspection(ask<std::string>(
        *connection_, owner, path, "org.freedesktop.DBus.Introspectable", "Introspect"));
  } catch (const sdbus::Error&) {
    return std::nullopt;
  }
}

std::optional<std::map<std::string, std::set<std::string>>> ServiceProbe::managed_objects(
    const std::string& name, const std::string& path) const {
  using Interfaces = std::map<std::string, std::map<std::string, sdbus::Variant>>;
  using Objects = std::map<sdbus::ObjectPath, Interfaces>;
  try {
    const auto owner = owner_of(name);
    const auto managed =
        ask<Objects>(*connection_, owner, path, object_manager, "GetManagedObjects");
    std::map<std::string, std::set<std::string>> objects;
    for (const auto& [object, interfaces] : managed) {
      for (const auto& [interface, properties] : interfaces) objects[object].insert(interface);
    }
    return objects;
  } catch (const sdbus::Error&) {
    return std::nullopt;
  }
}

std::map<std::string, std::string> ServiceProbe::property_types(
    const std::string& name, const std::string& path, const std::string& interface) const {
  std::map<std::string, std::string> types;
  try {
    const auto owner = owner_of(name);
    const auto values = ask<std::map<std::string, sdbus::Variant>>(
        *connection_, owner, path, properties_interface, "GetAll", interface);
    for (const auto& [property, value] : values) types[property] = value.peekValueType();
  } catch (const sdbus::Error&) {
    types.clear();
  }
  return types;
}

std::string ServiceProbe::owner_of(const std::string& name) const {
  return ask<std::string>(*connection_, daemon_name, daemon_path, daemon_name, "GetNameOwner",
                          name);
}

std::vector<std::string> ServiceProbe::list(const std::string& method) const {
  return ask_bus<std::vector<std::string>>(*connection_, method);
}

}  // namespace deskgate::gateway::bus

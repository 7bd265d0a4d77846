// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/property_cache.hpp"

#include "gateway/log.hpp"
#include "mapping/value.hpp"

namespace deskgate::gateway::bus {
namespace {

constexpr auto properties_interface = "org.freedesktop.DBus.Properties";

std::string rule_for(const std::string& owner, const std::string& path,
                     const std::string& interface) {
  return "type='signal',sender='" + owner + "',path='" + path + "',interface='" +
         properties_interface + "',member='PropertiesChanged',arg0='" + interface + "'";
}

// Reads the variant that comes next, with the type that it holds.
std::optional<CachedValue> read_variant(sdbus::Message& message) {
  CachedValue read;
  std::string kind;
  message.peekType(kind, read.type);
  auto value = mapping::read_value(message);
  if (!value) return std::nullopt;
  read.value = std::move(*value);
  return read;
}

}  // namespace

PropertyCache::PropertyCache(Bus& bus, RemoteObject& object, const std::string& owner,
                             const std::string& path, const std::vector<std::string>& interfaces,
                             OnChange on_change, std::function<void()> on_ready)
    : object_(object), on_change_(std::move(on_change)), on_ready_(std::move(on_ready)) {
  for (const auto& interface : interfaces) {
    values_[interface];
    auto match = bus.add_match(rule_for(owner, path, interface),
                               [this](sdbus::Message& signal) { on_changed(signal); });
    if (match) matches_.push_back(std::move(*match));
  }
  unanswered_ = interfaces.size();
  for (const auto& interface : interfaces) read_all(interface);
}

const CachedValue* PropertyCache::find(std::string_view interface,
                                       std::string_view property) const {
  const auto properties = values_.find(interface);
  if (properties == values_.end()) return nullptr;
  const auto found = properties->second.find(property);
  return found == properties->second.end() ? nullptr : &found->second;
}

void PropertyCache::read_all(const std::string& interface) {
  object_.call(
      properties_interface, "GetAll", [&](auto& message) { message << interface; }, no_timeout,
      [this, interface](sdbus::MethodReply* reply, const CallFailure* failure) {
        if (reply) take_dictionary(interface, *reply);
        if (failure) log::warning("properties", interface + ": " + failure->message);
        if (--unanswered_ == 0) on_ready_();
      });
}

void PropertyCache::read_again(const std::string& interface, const std::string& property) {
  object_.call(
      properties_interface, "Get", [&](auto& message) { message << interface << property; },
      no_timeout,
      [this, interface, property](sdbus::MethodReply* reply, const CallFailure*) {
        if (!reply) return;
        if (auto value = read_variant(*reply)) store(interface, property, std::move(*value));
      });
}

void PropertyCache::on_changed(sdbus::Message& signal) {
  std::string interface;
  signal >> interface;
  take_dictionary(interface, signal);
  std::vector<std::string> invalidated;
  signal >> invalidated;
  for (const auto& property : invalidated) read_again(interface, property);
}

// A service may send anything; what cannot be read is left out.
void PropertyCache::take_dictionary(const std::string& interface, sdbus::Message& message) try {
  message.enterContainer("{sv}");
  while (message && message.enterDictEntry("sv")) {
    std::string property;
    message >> property;
    auto value = read_variant(message);
    message.exitDictEntry();
    if (value) {
      store(interface, property, std::move(*value));
    } else {
      log::warning("properties", interface + "." + property + " has no WAMP form");
    }
  }
  message.clearFlags();
  message.exitContainer();
} catch (const sdbus::Error& error) {
  log::warning("properties", interface + ": " + error.getMessage());
}

void PropertyCache::store(const std::string& interface, const std::string& property,
                          CachedValue value) {
  auto& slot = values_[interface][property];
  if (slot.type == value.type && slot.value == value.value) return;
  slot = std::move(value);
  on_change_(interface, property, slot.value);
}

}  // namespace deskgate::gateway::bus

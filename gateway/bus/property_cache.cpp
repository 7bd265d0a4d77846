// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/property_cache.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "gateway/log.hpp"
#include "mapping/value.hpp"

namespace deskgate::gateway::bus {
namespace {

constexpr auto properties_interface = "org.freedesktop.DBus.Properties";

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

PropertyCache::PropertyCache(Bus& bus, Questions& questions, Signals& signals,
                             PropertySource source, OnChange on_change,
                             std::function<void()> on_ready)
    : questions_(questions),
      source_(std::move(source)),
      on_change_(std::move(on_change)),
      object_(std::make_shared<RemoteObject>(bus, source_.owner, source_.path)),
      ear_(signals.listen(source_.path,
                          {properties_interface, "PropertiesChanged", source_.interface},
                          [this](sdbus::Message& signal) { on_changed(signal); })) {
  read_all(on_ready);
}

const CachedValue* PropertyCache::find(std::string_view property) const {
  const auto found = values_.find(property);
  return found == values_.end() ? nullptr : &found->second;
}

void PropertyCache::read_all(const std::function<void()>& on_ready) {
  questions_.ask(
      object_, properties_interface, "GetAll",
      [interface = source_.interface](auto& message) { message << interface; },
      [this, on_ready](sdbus::MethodReply* reply, const CallFailure* failure) {
        if (reply) take_dictionary(*reply);
        if (failure) log::warning("properties", source_.interface + ": " + failure->message);
        on_ready();
      });
}

void PropertyCache::read_again(const std::string& property) {
  questions_.ask(
      object_, properties_interface, "Get",
      [interface = source_.interface, property](auto& message) {
        message << interface << property;
      },
      [this, property](sdbus::MethodReply* reply, const CallFailure*) {
        if (!reply) return;
        if (auto value = read_variant(*reply)) store(property, std::move(*value));
      });
}

void PropertyCache::on_changed(sdbus::Message& signal) {
  std::string interface;
  signal >> interface;
  take_dictionary(signal);
  std::vector<std::string> invalidated;
  signal >> invalidated;
  for (const auto& property : invalidated) read_again(property);
}

// A service may send anything; what cannot be read is left out.
void PropertyCache::take_dictionary(sdbus::Message& message) try {
  message.enterContainer("{sv}");
  while (message && message.enterDictEntry("sv")) {
    std::string property;
    message >> property;
    auto value = read_variant(message);
    message.exitDictEntry();
    if (value) {
      store(property, std::move(*value));
    } else {
      log::warning("properties", source_.interface + "." + property + " has no WAMP form");
    }
  }
  message.clearFlags();
  message.exitContainer();
} catch (const sdbus::Error& error) {
  log::warning("properties", source_.interface + ": " + error.getMessage());
}

void PropertyCache::store(const std::string& property, CachedValue value) {
  auto& slot = values_[property];
  if (slot.type == value.type && slot.value == value.value) return;
  slot = std::move(value);
  on_change_(property, slot.value);
}

}  // namespace deskgate::gateway::bus

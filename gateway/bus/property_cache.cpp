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

// A service may send anything; what cannot be read is left out.
template <class Read>
void tolerate(const std::string& interface, const Read& read) {
  try {
    read();
  } catch (const sdbus::Error& error) {
    log::warning("properties", interface + ": " + error.getMessage());
  }
}

}  // namespace

PropertyCache::PropertyCache(const CacheParts& parts, PropertySource source, OnChange on_change,
                             std::function<void()> on_ready)
    : parts_(parts),
      source_(std::move(source)),
      on_change_(std::move(on_change)),
      object_(std::make_shared<RemoteObject>(parts_.bus, source_.owner, source_.path)),
      ear_(parts_.signals.listen(source_.path,
                                 {properties_interface, "PropertiesChanged", source_.interface},
                                 [this](sdbus::Message& signal) { on_changed(signal); })) {
  read_all(on_ready);
}

PropertyCache::~PropertyCache() {
  parts_.changes.forget(*this);
}

const CachedValue* PropertyCache::find(std::string_view property) const {
  const auto found = values_.find(property);
  return found == values_.end() ? nullptr : &found->second;
}

void PropertyCache::read_all(const std::function<void()>& on_ready) {
  parts_.questions.ask(
      object_, properties_interface, "GetAll",
      [interface = source_.interface](auto& message) { message << interface; },
      [this, on_ready](sdbus::MethodReply* reply, const CallFailure* failure) {
        if (reply) tolerate(source_.interface, [&] { take_dictionary(*reply); });
        if (failure) log::warning("properties", source_.interface + ": " + failure->message);
        on_ready();
      });
}

// One question at a time: an answer that is on its way may not know of the newest change.
void PropertyCache::read_again(const std::string& property) {
  const auto [asked, is_new] = asked_.try_emplace(property, false);
  asked->second = !is_new;
  if (!is_new) return;
  parts_.questions.ask(
      object_, properties_interface, "Get",
      [interface = source_.interface, property](auto& message) {
        message << interface << property;
      },
      [this, property](sdbus::MethodReply* reply, const CallFailure*) {
        take_answer(property, reply);
      });
}

void PropertyCache::take_answer(const std::string& property, sdbus::MethodReply* reply) {
  const bool is_outdated = asked_.extract(property).mapped();
  tolerate(source_.interface, [&] {
    auto value = reply ? read_variant(*reply) : std::nullopt;
    if (value) store(property, *std::move(value));
  });
  if (is_outdated) read_again(property);
}

void PropertyCache::on_changed(sdbus::Message& signal) {
  tolerate(source_.interface, [&] {
    std::string interface;
    signal >> interface;
    take_dictionary(signal);
    std::vector<std::string> invalidated;
    signal >> invalidated;
    for (const auto& property : invalidated) read_again(property);
  });
}

void PropertyCache::take_dictionary(sdbus::Message& message) {
  message.enterContainer("{sv}");
  while (message && message.enterDictEntry("sv")) {
    std::string property;
    message >> property;
    auto value = read_variant(message);
    message.exitDictEntry();
    if (value) {
      store(property, *std::move(value));
    } else {
      log::warning("properties", source_.interface + "." + property + " has no WAMP form");
    }
  }
  message.clearFlags();
  message.exitContainer();
}

void PropertyCache::store(const std::string& property, CachedValue value) {
  const auto known = values_.find(property);
  if (known != values_.end() && known->second == value) return;
  if (known == values_.end() && values_.size() == most_properties) {
    return log::warning("properties", source_.interface + "." + property + " is one too many");
  }
  auto before = known == values_.end() ? std::nullopt : std::optional(std::move(known->second));
  told_.try_emplace(property, std::move(before));
  values_[property] = std::move(value);
  parts_.changes.add(*this, property);
}

void PropertyCache::tell(const std::string& property) {
  const auto before = told_.extract(property);
  const auto value = values_.at(property);
  if (before.mapped() != value) on_change_(property, value.value);
}

}  // namespace deskgate::gateway::bus

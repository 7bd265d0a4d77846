// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/property_cache.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "gateway/bus/names.hpp"
#include "gateway/log.hpp"
#include "mapping/value.hpp"

namespace deskgate::gateway::bus {
namespace {

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
                             std::function<void()> on_ready, CacheRules rules)
    : parts_(parts),
      source_(std::move(source)),
      on_change_(std::move(on_change)),
      on_ready_(std::move(on_ready)),
      rules_(std::move(rules)),
      object_(std::make_shared<RemoteObject>(parts_.bus, source_.owner, source_.path)),
      ear_(parts_.signals.listen(source_.path,
                                 {properties_interface, "PropertiesChanged", source_.interface},
                                 [this](sdbus::Message& signal) { on_changed(signal); })) {
  patience_ = parts_.bus.after(Questions::patience, [this] {
    log::warning("properties", source_.path + ", " + source_.interface +
                                   ": GetAll is not answered; what is known without it is shown");
    be_ready();
  });
  read_all();
}

PropertyCache::~PropertyCache() {
  parts_.changes.forget(*this);
}

const CachedValue* PropertyCache::find(std::string_view property) const {
  const auto found = values_.find(property);
  return found == values_.end() ? nullptr : &found->second;
}

void PropertyCache::read_again() {
  is_outdated_ = changed_meanwhile_.has_value();
  if (!is_outdated_) read_all();
}

void PropertyCache::read_all() {
  changed_meanwhile_.emplace();
  parts_.questions.ask(
      object_, properties_interface, "GetAll",
      [interface = source_.interface](auto& message) { message << interface; },
      [this](sdbus::MethodReply* reply, const CallFailure* failure) {
        if (failure) log::warning("properties", source_.interface + ": " + failure->message);
        tolerate(source_.interface, [&] {
          if (reply) take_all(*reply);
        });
        changed_meanwhile_.reset();
        be_ready();
        if (std::exchange(is_outdated_, false)) read_all();
      });
}

// What it does not speak of is there no more.
void PropertyCache::take_all(sdbus::MethodReply& reply) {
  std::set<std::string> missing;
  for (const auto& [property, value] : values_) {
    if (!changed_meanwhile_->contains(property)) missing.insert(property);
  }
  for_each_entry(reply, [&](const auto& property, auto value) {
    missing.erase(property);
    if (changed_meanwhile_->contains(property)) return read_one(property);
    take(property, std::move(value));
  });
  for (const auto& property : missing) drop(property, "it is there no more");
}

void PropertyCache::be_ready() {
  patience_.reset();
  if (const auto on_ready = std::exchange(on_ready_, nullptr)) on_ready();
}

// One question at a time: an answer that is on its way may not know of the newest change.
void PropertyCache::read_one(const std::string& property) {
  if (!asked_.try_emplace(property, Meanwhile::nothing).second) return;
  parts_.questions.ask(
      object_, properties_interface, "Get",
      [interface = source_.interface, property](auto& message) {
        message << interface << property;
      },
      [this, property](sdbus::MethodReply* reply, const CallFailure* failure) {
        take_answer(property, reply, failure);
      });
}

void PropertyCache::take_answer(const std::string& property, sdbus::MethodReply* reply,
                                const CallFailure* failure) {
  const auto meanwhile = asked_.extract(property).mapped();
  if (meanwhile == Meanwhile::changed) return read_one(property);
  if (failure) drop(property, failure->message);
  tolerate(source_.interface, [&] {
    if (reply) take(property, read_variant(*reply));
  });
  if (meanwhile == Meanwhile::invalidated) read_one(property);
}

void PropertyCache::on_changed(sdbus::Message& signal) {
  tolerate(source_.interface, [&] {
    std::string interface;
    signal >> interface;
    for_each_entry(signal, [this](const auto& property, auto value) {
      take_change(property, std::move(value));
    });
    std::vector<std::string> invalidated;
    signal >> invalidated;
    for (const auto& property : invalidated) on_invalidated(property);
  });
}

// The names are the service's to choose: what nobody wants is not asked for.
void PropertyCache::on_invalidated(const std::string& property) {
  const auto asked = asked_.find(property);
  if (asked != asked_.end()) {
    asked->second = std::max(asked->second, Meanwhile::invalidated);
  } else if (rules_.is_wanted(property) && !rules_.is_constant(property) &&
             asked_.size() < most_properties) {
    read_one(property);
  }
}

template <class Take>
void PropertyCache::for_each_entry(sdbus::Message& message, const Take& take) {
  message.enterContainer("{sv}");
  while (message && message.enterDictEntry("sv")) {
    std::string property;
    message >> property;
    auto value = read_variant(message);
    message.exitDictEntry();
    take(property, std::move(value));
  }
  message.clearFlags();
  message.exitContainer();
}

void PropertyCache::take_change(const std::string& property, std::optional<CachedValue> value) {
  if (rules_.is_constant(property) && values_.contains(property)) return;
  const auto asked = asked_.find(property);
  if (asked != asked_.end()) asked->second = Meanwhile::changed;
  if (changed_meanwhile_ && changed_meanwhile_->size() < most_properties) {
    changed_meanwhile_->insert(property);
  }
  take(property, std::move(value));
}

void PropertyCache::take(const std::string& property, std::optional<CachedValue> value) {
  value ? store(property, *std::move(value)) : drop(property, "its value has no WAMP form");
}

void PropertyCache::drop(const std::string& property, const std::string& why) {
  const bool is_news = unreadable_.size() < most_properties && unreadable_.insert(property).second;
  if (is_news) log::warning("properties", source_.interface + "." + property + ": " + why);
  const auto known = values_.find(property);
  if (known == values_.end()) return;
  told_.try_emplace(property, std::move(known->second));
  values_.erase(known);
  parts_.changes.add(*this, property);
}

void PropertyCache::store(const std::string& property, CachedValue value) {
  unreadable_.erase(property);
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
  const auto value = values_.find(property);
  if (value == values_.end()) {
    if (before.mapped()) on_change_(property, nullptr);
  } else if (before.mapped() != value->second) {
    on_change_(property, &value->second.value);
  }
}

}  // namespace deskgate::gateway::bus

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The properties of one interface of one object: read once, then kept current by PropertiesChanged.
//
// The match rule stands before the first GetAll is sent, and both come from one sender in order: no
// change is lost. An invalidated property is read again. What is cached is always the newest; it is
// told when PendingChanges says so.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/bus/bus.hpp"
#include "gateway/bus/pending_changes.hpp"
#include "gateway/bus/questions.hpp"
#include "gateway/bus/signals.hpp"

namespace deskgate::gateway::bus {

// A property's value, and the D-Bus type it really had: introspection data may claim another.
struct CachedValue {
  std::string type;
  nlohmann::json value;
  friend bool operator==(const CachedValue&, const CachedValue&) = default;
};

// Whose properties.
struct PropertySource {
  std::string owner;  // unique
  std::string path;
  std::string interface;
};

// What a cache learns from and reports to; all of it outlives the cache.
struct CacheParts {
  Bus& bus;
  Questions& questions;
  Signals& signals;
  PendingChanges& changes;
};

// Destroyed before its Bus.
class PropertyCache {
 public:
  // What is beyond these is left out, and said so: names are the service's to choose.
  static constexpr std::size_t most_properties = 1024;

  using OnChange = std::function<void(const std::string& property, const nlohmann::json& value)>;

  // `on_change` hears the last value of each property that has changed within a turn, the first
  // ones too, but none that equals the one that it heard before. `on_ready` is called once, when
  // GetAll has been answered or has failed.
  PropertyCache(const CacheParts& parts, PropertySource source, OnChange on_change,
                std::function<void()> on_ready);
  ~PropertyCache();
  PropertyCache(const PropertyCache&) = delete;
  PropertyCache& operator=(const PropertyCache&) = delete;

  using Properties = std::map<std::string, CachedValue, std::less<>>;

  // Everything known.
  const Properties& all() const { return values_; }

  // nullptr: the object has shown no such property.
  const CachedValue* find(std::string_view property) const;

  // For PendingChanges: tells of a property that has changed.
  void tell(const std::string& property);

 private:
  void read_all(const std::function<void()>& on_ready);
  void read_again(const std::string& property);
  void take_answer(const std::string& property, sdbus::MethodReply* reply);
  void on_changed(sdbus::Message& signal);
  void take_dictionary(sdbus::Message& message);
  void store(const std::string& property, CachedValue value);

  CacheParts parts_;
  PropertySource source_;
  OnChange on_change_;
  Properties values_;
  std::map<std::string, std::optional<CachedValue>> told_;  // of those that are pending
  std::map<std::string, bool> asked_;  // being read again; true: invalidated once more meanwhile
  std::shared_ptr<RemoteObject> object_;
  Signals::Ear ear_;
};

}  // namespace deskgate::gateway::bus

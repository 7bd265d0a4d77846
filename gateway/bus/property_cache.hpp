// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The properties of one interface of one object: read once, then kept current by PropertiesChanged.
//
// The match rule stands before the first GetAll is sent, so that no change is lost. An invalidated
// property is read again. A value that is announced while an answer is on its way may be newer than
// that or older, since a service may answer from several threads: the answer is not believed, and
// the property is read once more. What is cached is the newest; it is told when PendingChanges says
// so. A property that cannot be read any longer is known no more.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
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

// What the interface says of its properties, and who may ask for them.
struct CacheRules {
  std::function<bool(const std::string& property)> is_wanted;
  std::function<bool(const std::string& property)> is_constant;
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

  // nullptr: it cannot be known any longer.
  using OnChange = std::function<void(const std::string& property, const nlohmann::json* value)>;

  // `on_change` hears the last value of each property that has changed within a turn, the first
  // ones too, but none that equals the one that it heard before. `on_ready` is called once, when
  // GetAll has been answered, has failed, or has waited for Questions::patience. Only what is
  // wanted is read again when it is invalidated; what is constant does not change by itself,
  // whatever is announced.
  PropertyCache(const CacheParts& parts, PropertySource source, OnChange on_change,
                std::function<void()> on_ready, CacheRules rules);
  ~PropertyCache();
  PropertyCache(const PropertyCache&) = delete;
  PropertyCache& operator=(const PropertyCache&) = delete;

  // Everything may have changed without a word.
  void read_again();

  using Properties = std::map<std::string, CachedValue, std::less<>>;

  // Everything known.
  const Properties& all() const { return values_; }

  // nullptr: the object has shown no such property.
  const CachedValue* find(std::string_view property) const;

  // For PendingChanges: tells of a property that has changed.
  void tell(const std::string& property);

 private:
  // What has happened to a property while it is being read again.
  enum class Meanwhile { nothing, invalidated, changed };

  void read_all();
  void take_all(sdbus::MethodReply& reply);
  void be_ready();
  void read_one(const std::string& property);
  void take_answer(const std::string& property, sdbus::MethodReply* reply,
                   const CallFailure* failure);
  void on_changed(sdbus::Message& signal);
  void on_invalidated(const std::string& property);
  template <class Take>
  void for_each_entry(sdbus::Message& message, const Take& take);
  void take_change(const std::string& property, std::optional<CachedValue> value);
  void take(const std::string& property, std::optional<CachedValue> value);
  void store(const std::string& property, CachedValue value);
  void drop(const std::string& property, const std::string& why);

  CacheParts parts_;
  PropertySource source_;
  OnChange on_change_;
  std::function<void()> on_ready_;  // nullptr: it has been called
  Properties values_;
  std::map<std::string, std::optional<CachedValue>> told_;  // of those that are pending
  CacheRules rules_;
  std::map<std::string, Meanwhile> asked_;  // being read again
  std::set<std::string> unreadable_;        // told in the log
  // While GetAll is on its way: what has changed since it was asked.
  std::optional<std::set<std::string>> changed_meanwhile_;
  bool is_outdated_ = false;  // what GetAll will say
  Bus::Alarm patience_;
  std::shared_ptr<RemoteObject> object_;
  Signals::Ear ear_;
};

}  // namespace deskgate::gateway::bus

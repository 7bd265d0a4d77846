// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The properties of one interface of one object: read once, then kept current by PropertiesChanged.
//
// The match rule stands before the first GetAll is sent, and both come from one sender in order: no
// change is lost. An invalidated property is read again.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "gateway/bus/bus.hpp"
#include "gateway/bus/questions.hpp"
#include "gateway/bus/signals.hpp"

namespace deskgate::gateway::bus {

// A property's value, and the D-Bus type it really had: introspection data may claim another.
struct CachedValue {
  std::string type;
  nlohmann::json value;
};

// Whose properties.
struct PropertySource {
  std::string owner;  // unique
  std::string path;
  std::string interface;
};

// Destroyed before its Bus; all that is given to it outlives it.
class PropertyCache {
 public:
  using OnChange = std::function<void(const std::string& property, const nlohmann::json& value)>;

  // `on_change` hears every value, the first ones too, but none that equals the one before.
  // `on_ready` is called once, when GetAll has been answered or has failed.
  PropertyCache(Bus& bus, Questions& questions, Signals& signals, PropertySource source,
                OnChange on_change, std::function<void()> on_ready);

  using Properties = std::map<std::string, CachedValue, std::less<>>;

  // Everything known.
  const Properties& all() const { return values_; }

  // nullptr: the object has shown no such property.
  const CachedValue* find(std::string_view property) const;

 private:
  void read_all(const std::function<void()>& on_ready);
  void read_again(const std::string& property);
  void on_changed(sdbus::Message& signal);
  void take_dictionary(sdbus::Message& message);
  void store(const std::string& property, CachedValue value);

  Questions& questions_;
  PropertySource source_;
  OnChange on_change_;
  Properties values_;
  std::shared_ptr<RemoteObject> object_;
  Signals::Ear ear_;
};

}  // namespace deskgate::gateway::bus

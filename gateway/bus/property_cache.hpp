// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The properties of one object: read once, then kept current by PropertiesChanged.
//
// The match rule stands before the first GetAll is sent, and both come from one sender in order: no
// change is lost. An invalidated property is read again.
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/bus/bus.hpp"

namespace deskgate::gateway::bus {

// A property's value, and the D-Bus type it really had: introspection data may claim another.
struct CachedValue {
  std::string type;
  nlohmann::json value;
};

// Destroyed before its Bus; `object` outlives it.
class PropertyCache {
 public:
  using OnChange = std::function<void(const std::string& interface, const std::string& property,
                                      const nlohmann::json& value)>;

  // Keeps the properties of `interfaces`. `on_change` hears every value, the first ones too, but
  // none that equals the one before. `on_ready` is called once, when each interface has answered
  // GetAll or has failed to.
  PropertyCache(Bus& bus, RemoteObject& object, const std::string& owner, const std::string& path,
                const std::vector<std::string>& interfaces, OnChange on_change,
                std::function<void()> on_ready);

  using Properties = std::map<std::string, CachedValue, std::less<>>;

  // Everything known of one of the interfaces.
  const Properties& all(const std::string& interface) const { return values_.at(interface); }

  // nullptr: the object has shown no such property.
  const CachedValue* find(std::string_view interface, std::string_view property) const;

 private:
  void read_all(const std::string& interface);
  void read_again(const std::string& interface, const std::string& property);
  void on_changed(sdbus::Message& signal);
  void take_dictionary(const std::string& interface, sdbus::Message& message);
  void store(const std::string& interface, const std::string& property, CachedValue value);

  RemoteObject& object_;
  OnChange on_change_;
  std::function<void()> on_ready_;
  std::size_t unanswered_ = 0;
  std::map<std::string, Properties, std::less<>> values_;
  std::vector<Bus::Match> matches_;
};

}  // namespace deskgate::gateway::bus

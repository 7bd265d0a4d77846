// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Introspection data (D-Bus specification, "Introspection Data Format"), of which services tell the
// truth only mostly.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deskgate::mapping {

// One argument of a method or signal.
struct ArgumentInfo {
  std::string name;  // "" if the service gives none
  std::string type;  // one complete type
  friend bool operator==(const ArgumentInfo&, const ArgumentInfo&) = default;
};

// Its arguments in order, as sent and as answered.
struct MethodInfo {
  std::vector<ArgumentInfo> in;
  std::vector<ArgumentInfo> out;

  std::string in_signature() const;
  std::vector<std::string> in_names() const;
  friend bool operator==(const MethodInfo&, const MethodInfo&) = default;
};

// Its arguments in order.
struct SignalInfo {
  std::vector<ArgumentInfo> arguments;
  friend bool operator==(const SignalInfo&, const SignalInfo&) = default;
};

// org.freedesktop.DBus.Property.EmitsChangedSignal
enum class EmitsChanged { yes, invalidates, constant, no };

// What the service claims; the value that it sends may have another type.
struct PropertyInfo {
  std::string type;
  bool is_readable = true;
  bool is_writable = false;
  EmitsChanged emits_changed = EmitsChanged::yes;
  friend bool operator==(const PropertyInfo&, const PropertyInfo&) = default;
};

// The members of one interface, by name.
struct InterfaceInfo {
  std::map<std::string, MethodInfo, std::less<>> methods;
  std::map<std::string, SignalInfo, std::less<>> signals;
  std::map<std::string, PropertyInfo, std::less<>> properties;
  friend bool operator==(const InterfaceInfo&, const InterfaceInfo&) = default;
};

// Interfaces by name.
using InterfaceTable = std::map<std::string, InterfaceInfo, std::less<>>;

// The interfaces of one object.
struct ObjectInfo {
  InterfaceTable interfaces;
  std::vector<std::string> children;  // relative names of child nodes

  const InterfaceInfo* find(std::string_view interface) const;

  // Where both speak of a member, `better` is right. How a property announces its changes is not
  // its business.
  void correct(const InterfaceTable& better);
};

// Reads what Introspect answered. Members with invalid names or types are left out; nullopt if it
// is no XML with a <node> at its root, is longer than 1 MiB, or nests deeper than 32 elements.
std::optional<ObjectInfo> parse_introspection(std::string_view xml);

}  // namespace deskgate::mapping

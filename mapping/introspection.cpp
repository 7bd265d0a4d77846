// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/introspection.hpp"

#include "mapping/introspection_parser.hpp"

namespace deskgate::mapping {

std::string MethodInfo::in_signature() const {
  std::string signature;
  for (const auto& argument : in) signature += argument.type;
  return signature;
}

std::vector<std::string> MethodInfo::in_names() const {
  std::vector<std::string> names;
  for (const auto& argument : in) names.push_back(argument.name);
  return names;
}

const InterfaceInfo* ObjectInfo::find(std::string_view interface) const {
  const auto found = interfaces.find(interface);
  return found == interfaces.end() ? nullptr : &found->second;
}

void ObjectInfo::correct(const InterfaceTable& better) {
  for (const auto& [name, given] : better) {
    auto& known = interfaces[name];
    for (const auto& [method, info] : given.methods) known.methods[method] = info;
    for (const auto& [signal, info] : given.signals) known.signals[signal] = info;
    for (const auto& [property, info] : given.properties) {
      known.properties[property].type = info.type;
    }
  }
}

std::optional<ObjectInfo> parse_introspection(std::string_view xml) {
  return IntrospectionParser().parse(xml);
}

}  // namespace deskgate::mapping

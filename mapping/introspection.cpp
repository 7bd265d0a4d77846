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

std::optional<ObjectInfo> parse_introspection(std::string_view xml) {
  return IntrospectionParser().parse(xml);
}

}  // namespace deskgate::mapping

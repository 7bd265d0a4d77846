// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/exported.hpp"

namespace deskgate::mapping {

InterfaceTable Export::introspected() const {
  InterfaceTable table;
  for (const auto& [interface_name, interface] : interfaces) {
    auto& info = table[interface_name];
    for (const auto& [member, method] : interface.methods) info.methods[member] = method.types;
    for (const auto& [member, signal] : interface.signals) info.signals[member] = signal.types;
    for (const auto& [member, property] : interface.properties) {
      info.properties[member] = {.type = property.type, .is_writable = !property.set.empty()};
    }
  }
  return table;
}

bool exports_alike(const Export& a, const Export& b) {
  return a.bus == b.bus && a.name == b.name && a.path == b.path && a.interfaces == b.interfaces;
}

}  // namespace deskgate::mapping

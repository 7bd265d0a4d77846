// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/config_buses.hpp"

#include <vector>

#include "mapping/nearest.hpp"
#include "mapping/strict_toml.hpp"
#include "mapping/text.hpp"

namespace deskgate::gateway {
namespace {

constexpr auto session = "session";
constexpr auto system = "system";

// What keeps `name` from being the name of a bus; nullopt: nothing.
std::optional<std::string> name_fault(const std::string& name) {
  if (name == session || name == system) {
    return "is found by DBUS_" + std::string(name == session ? "SESSION" : "SYSTEM") +
           "_BUS_ADDRESS; call another bus else";
  }
  if (const auto meant = mapping::nearest(name, {session, system})) {
    return "looks like \"" + *meant + "\" misspelt; call the bus else";
  }
  const bool is_word =
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == name.npos;
  if (is_word && !name.empty()) return std::nullopt;
  return "is no name of a bus: it has only a..z, 0..9, - and _";
}

}  // namespace

std::map<std::string, std::string> read_buses(const toml::table& buses, const std::string& path,
                                              mapping::Diagnostics& diagnostics) {
  std::map<std::string, std::string> addresses;
  for (const auto& [key, node] : buses) {
    const std::string name(key.str());
    const auto where = "[bus." + name + "]";
    if (const auto fault = name_fault(name)) {
      diagnostics.push_back({path, mapping::line_of(node), where + " " + *fault});
    } else if (const auto* table = node.as_table()) {
      mapping::StrictTable strict(*table, where, path, diagnostics);
      addresses[name] = strict.required_text("address");
    } else {
      diagnostics.push_back({path, mapping::line_of(node),
                             where + " must be a table, such as { address = \"unix:path=...\" }"});
    }
  }
  return addresses;
}

std::optional<mapping::Diagnostic> unknown_bus(const std::map<std::string, std::string>& buses,
                                               const mapping::PolicyFile& file) {
  const auto& bus = file.bus();
  std::vector<std::string> known{session, system};
  if (bus == session || bus == system || buses.contains(bus)) return std::nullopt;
  for (const auto& [name, address] : buses) known.push_back(name);
  return mapping::Diagnostic{file.path, file.bus_line(),
                             std::string("\"bus\" in ") +
                                 (file.exported ? "[export]" : "[service]") + " is " +
                                 mapping::in_quotes(bus) + ", but the configuration has no [bus." +
                                 bus + "]" + mapping::did_you_mean(bus, known)};
}

}  // namespace deskgate::gateway

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/config_procedure.hpp"

#include "gateway/own_uris.hpp"
#include "router/uri.hpp"

namespace deskgate::gateway {
namespace {

// "": it may be registered.
std::string fault_of(std::string_view procedure, const std::string& example, bool is_strict) {
  if (!router::is_uri(procedure)) {
    return "\"procedure\" must be a URI, such as \"" + example + "\"";
  }
  if (is_own(procedure) || router::is_reserved(procedure)) {
    return "\"procedure\" must be a name of your own: no program can register one under "
           "org.deskgate. or wamp.";
  }
  if (is_strict && !router::is_strict(procedure)) {
    return "\"procedure\" must have only a to z, 0 to 9 and _ between its dots, as uris = "
           "\"strict\" demands";
  }
  return "";
}

}  // namespace

std::string read_procedure(const toml::table& table, const std::string& key, bool is_strict,
                           const std::string& file, mapping::Diagnostics& diagnostics) {
  mapping::StrictTable strict(table, "[" + key + "]", file, diagnostics);
  auto procedure = strict.required_text("procedure");
  const auto* node = strict.node("procedure");
  if (!node || !node->is_string()) return procedure;
  const auto fault = fault_of(procedure, "com.example." + key, is_strict);
  if (!fault.empty()) strict.complain(*node, fault);
  return procedure;
}

}  // namespace deskgate::gateway

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/config_authorize.hpp"

#include "gateway/own_uris.hpp"
#include "router/uri.hpp"

namespace deskgate::gateway {
namespace {

// "": it may be registered.
std::string fault_of(std::string_view procedure, bool is_strict) {
  if (!router::is_uri(procedure)) {
    return "\"procedure\" must be a URI, such as \"com.example.authorize\"";
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

std::string read_authorize(const toml::table& authorize, bool is_strict, const std::string& file,
                           mapping::Diagnostics& diagnostics) {
  mapping::StrictTable table(authorize, "[authorize]", file, diagnostics);
  auto procedure = table.required_text("procedure");
  const auto* node = table.node("procedure");
  if (!node || !node->is_string()) return procedure;
  const auto fault = fault_of(procedure, is_strict);
  if (!fault.empty()) table.complain(*node, fault);
  return procedure;
}

}  // namespace deskgate::gateway

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/cli/greeting.hpp"

namespace deskgate::gateway::cli {
namespace {

std::string joined(const mapping::Grants& grants) {
  std::string text;
  for (const auto& grant : grants) text += (text.empty() ? "" : ", ") + grant;
  return text.empty() ? "nothing" : text;
}

std::string held(const Roles& roles, std::string_view role) {
  const bool has_permissions = !roles.permissions_of(role).is_empty();
  return joined(roles.grants_of(role)) + (has_permissions ? ", and permissions on URIs" : "");
}

std::string who_may_what(const Config& config) {
  const Roles roles(config.roles, config.permissions);
  return "Clients on loopback hold " + held(roles, anonymous_role) +
         "; your own programs on the Unix socket hold " + held(roles, owner_role) + ".\n";
}

}  // namespace

std::string greeting(const Gateway& gateway) {
  std::string text;
  for (const auto& address : gateway.addresses()) {
    text += "Deskgate " DESKGATE_VERSION " listens on " + address + " (realm " +
            gateway.config().realm + ")\n";
  }
  text += who_may_what(gateway.config());
  text += "\nPolicy files:\n";
  for (const auto& file : gateway.policy().files())
    text += "  " + file.id + ": " + file.summary + "\n";
  if (gateway.policy().files().empty()) text += "  none, so nothing is exposed\n";
  text += "Mirrored now:\n";
  const auto objects = gateway.catalogue().lines();
  for (const auto& object : objects) text += "  " + object + "\n";
  if (objects.empty()) text += "  nothing yet; what appears on the bus is mirrored at once\n";
  if (!gateway.config().try_next.empty()) text += "\nTry next: " + gateway.config().try_next + "\n";
  return text;
}

}  // namespace deskgate::gateway::cli

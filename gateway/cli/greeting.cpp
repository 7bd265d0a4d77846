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

std::string policy_files(const mapping::Policy& policy) {
  std::string text = "\nPolicy files:\n";
  for (const auto* files : {&policy.files(), &policy.exports()}) {
    for (const auto& file : *files) text += "  " + file.id + ": " + file.summary + "\n";
  }
  const bool is_empty = policy.files().empty() && policy.exports().empty();
  return text + (is_empty ? "  none, so nothing is exposed\n" : "");
}

std::string mirrored(const bus::Catalogue& catalogue) {
  std::string text = "Mirrored now:\n";
  const auto objects = catalogue.lines();
  for (const auto& object : objects) text += "  " + object + "\n";
  if (objects.empty()) text += "  nothing yet; what appears on the bus is mirrored at once\n";
  return text;
}

std::string exported(const mapping::Policy& policy) {
  std::string text;
  for (const auto& file : policy.exports()) {
    text += "  " + file.exported->path + " of " + file.exported->name + " on the " +
            file.exported->bus + " bus\n";
  }
  return text.empty() ? text : "Exported to the bus:\n" + text;
}

}  // namespace

std::string greeting(const Gateway& gateway) {
  std::string text;
  for (const auto& address : gateway.addresses()) {
    text += "Deskgate " DESKGATE_VERSION " listens on " + address + " (realm " +
            gateway.config().realm + ")\n";
  }
  text += who_may_what(gateway.config());
  text += policy_files(gateway.policy());
  const bool has_only_exports =
      gateway.policy().files().empty() && !gateway.policy().exports().empty();
  if (!has_only_exports) text += mirrored(gateway.catalogue());
  text += exported(gateway.policy());
  if (!gateway.config().try_next.empty()) text += "\nTry next: " + gateway.config().try_next + "\n";
  return text;
}

}  // namespace deskgate::gateway::cli

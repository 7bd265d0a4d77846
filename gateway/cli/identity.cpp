// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <iostream>

#include "gateway/cli/client.hpp"
#include "gateway/cli/commands.hpp"
#include "gateway/cli/configuration.hpp"
#include "gateway/cli/output.hpp"
#include "gateway/trust/identity_admin.hpp"

namespace deskgate::gateway::cli {
namespace {

using nlohmann::json;

std::string led_here(std::size_t keys) {
  if (keys == 0) return "It has replaced no other.\n";
  return "It has replaced " + counted(keys, "other") +
         ": devices that know an older one are led to it.\n";
}

int tell_identity(const CommonOptions& options, std::string_view procedure, const char* heading) {
  const auto config = load_config(options.config);
  if (!config) return 1;
  const auto result = Client(*config).call(std::string(procedure), {});
  if (!result) return failed(result.error());
  const auto& identity = result->args.at(0);
  if (options.is_json) {
    std::cout << json_text(identity) << '\n';
  } else {
    std::cout << heading << ' ' << text_at(identity, "key") << '\n'
              << led_here(identity.at("replaced").get<std::size_t>());
  }
  return 0;
}

}  // namespace

int identity_show(const CommonOptions& options) {
  return tell_identity(options, trust::identity_uris::show, "This computer is known by the key");
}

int identity_renew(const CommonOptions& options) {
  return tell_identity(options, trust::identity_uris::renew,
                       "This computer is known by another key now:");
}

}  // namespace deskgate::gateway::cli

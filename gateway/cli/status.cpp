// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <iostream>

#include "gateway/cli/client.hpp"
#include "gateway/cli/commands.hpp"
#include "gateway/cli/configuration.hpp"
#include "gateway/cli/output.hpp"
#include "gateway/own_uris.hpp"

namespace deskgate::gateway::cli {
namespace {

using router::Value;

std::string sandbox_in_words(const Value& sandbox) {
  if (!sandbox.is_object()) return "off";
  std::string faults;
  for (const auto* part : {"files", "system_calls"}) {
    const auto& level = sandbox.at(part);
    if (level.is_string()) faults += (faults.empty() ? "" : "; ") + text_at(sandbox, part);
  }
  return faults.empty() ? "files and system calls" : "not complete: " + faults;
}

void print_status(const Value& status) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& address : status.at("addresses")) {
    rows.push_back({rows.empty() ? "  listens on" : "", address.get<std::string>()});
  }
  rows.push_back({"  realm", text_at(status, "realm")});
  rows.push_back({"  sessions", counted(status.at("sessions").get<std::size_t>(), "client") +
                                    ", this command among them"});
  const auto exports = status.at("exports").get<std::size_t>();
  const auto policies = status.at("policies").get<std::size_t>() - exports;
  rows.push_back({"  mirrors", counted(status.at("objects").get<std::size_t>(), "object") + " by " +
                                   counted(policies, "policy file")});
  if (exports > 0) rows.push_back({"  exports", counted(exports, "object") + " to the bus"});
  rows.push_back({"  sandbox", sandbox_in_words(status.at("sandbox"))});
  if (status.at("audit").is_string()) {
    rows.push_back(
        {"  audit log", text_at(status, "audit") + "; nothing that writes is let through"});
  }
  const auto& held_up = status.at("held_up");
  if (held_up.is_string()) {
    rows.push_back({"  rules", "those of before, because of " + held_up.get<std::string>()});
  }
  std::cout << "Deskgate " << text_at(status, "version") << " is running, process "
            << status.at("process") << '\n'
            << columns(rows);
}

}  // namespace

int status(const CommonOptions& options) {
  const auto config = load_config(options.config);
  if (!config) return 1;
  const auto result = Client(*config).call(std::string(status_uri), {});
  if (!result) return failed(result.error());
  const auto& status = result->args.at(0);
  options.is_json ? static_cast<void>(std::cout << json_text(status) << '\n')
                  : print_status(status);
  return 0;
}

}  // namespace deskgate::gateway::cli

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <iostream>

#include "gateway/bus/uris.hpp"
#include "gateway/cli/client.hpp"
#include "gateway/cli/commands.hpp"
#include "gateway/cli/configuration.hpp"
#include "gateway/cli/output.hpp"
#include "gateway/cli/viewer.hpp"

namespace deskgate::gateway::cli {
namespace {

// Whether the holder of the grants would be told of the entry as well.
bool may_see(const mapping::Policy& policy, const mapping::Grants& grants,
             const router::Value& entry) {
  const auto& files = policy.files();
  const auto file = std::find_if(files.begin(), files.end(),
                                 [&](const auto& each) { return entry.at("policy") == each.id; });
  return file != files.end() && policy.may_see(grants, *file);
}

router::Value seen_by(const Viewer& viewer, const Config& config, const router::Value& entries) {
  const auto policy = load_policies(config);
  auto seen = router::Value::array();
  std::copy_if(entries.begin(), entries.end(), std::back_inserter(seen),
               [&](const auto& entry) { return may_see(policy, viewer.grants, entry); });
  return seen;
}

void print_entries(const router::Value& entries) {
  if (entries.empty()) {
    std::cout << "Nothing is mirrored now; \"deskgate policy list\" says what could be.\n";
    return;
  }
  std::vector<std::vector<std::string>> rows{{"URI", "NAME", "PATH", "BUS", "POLICY"}};
  for (const auto& entry : entries) {
    rows.push_back({text_at(entry, "uri"), text_at(entry, "name"), text_at(entry, "path"),
                    text_at(entry, "bus"), text_at(entry, "policy")});
  }
  std::cout << columns(rows);
}

}  // namespace

int bus_list(const ViewOptions& options) {
  const auto config = load_config(options.config);
  if (!config) return 1;
  const auto result = Client(*config).call(std::string(bus::uris::list), {});
  if (!result) return failed(result.error());
  auto entries = result->args.at(0);
  if (options.names_somebody()) entries = seen_by(viewer_of(options, *config), *config, entries);
  options.is_json ? static_cast<void>(std::cout << json_text(entries) << '\n')
                  : print_entries(entries);
  return 0;
}

}  // namespace deskgate::gateway::cli

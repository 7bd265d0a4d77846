// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/cli/arguments.hpp"
#include "gateway/cli/client.hpp"
#include "gateway/cli/commands.hpp"
#include "gateway/cli/configuration.hpp"
#include "gateway/cli/output.hpp"

namespace deskgate::gateway::cli {

int publish(const PublishOptions& options) {
  auto payload = read_arguments(options.arguments, options.keywords);
  const auto config = load_config(options.config);
  if (!config) return 1;
  router::Dict details = router::Dict::object();
  if (options.retain) details["retain"] = true;
  const auto published =
      Client(*config).publish(options.topic, std::move(payload), std::move(details));
  return published ? 0 : failed(published.error());
}

}  // namespace deskgate::gateway::cli

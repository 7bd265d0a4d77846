// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <iostream>

#include "gateway/cli/arguments.hpp"
#include "gateway/cli/client.hpp"
#include "gateway/cli/commands.hpp"
#include "gateway/cli/configuration.hpp"
#include "gateway/cli/output.hpp"

namespace deskgate::gateway::cli {
namespace {

void print_result(const router::Arguments& result) {
  for (const auto& value : result.args) std::cout << json_text(value) << '\n';
  if (!result.kwargs.empty()) std::cout << json_text(result.kwargs) << '\n';
}

void print_json(const router::Arguments& result) {
  std::cout << R"({"args":)" << json_text(result.args) << R"(,"kwargs":)"
            << json_text(result.kwargs) << "}\n";
}

}  // namespace

int call(const CallOptions& options) {
  auto payload = read_arguments(options.arguments, options.keywords);
  const auto config = load_config(options.config);
  if (!config) return 1;
  const auto result = Client(*config).call(options.procedure, std::move(payload));
  if (!result) return failed(result.error());
  options.is_json ? print_json(*result) : print_result(*result);
  return 0;
}

}  // namespace deskgate::gateway::cli

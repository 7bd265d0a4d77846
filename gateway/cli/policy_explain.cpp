// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/policy_explain.hpp"

#include <iostream>

#include "gateway/cli/commands.hpp"
#include "gateway/cli/configuration.hpp"
#include "gateway/cli/output.hpp"
#include "gateway/cli/viewer.hpp"
#include "gateway/grants_authorizer.hpp"

namespace deskgate::gateway::cli {
namespace {

using router::Value;

// Explains with the parts that decide in the daemon.
class Judge {
 public:
  Judge(const Config& config, const PolicyExplainOptions& options)
      : config_(config), options_(options), policy_(load_policies(config)) {}

  mapping::Explanation explain(const Viewer& viewer) const {
    const auto operation =
        options_.is_subscribe ? mapping::Operation::subscribe : mapping::Operation::call;
    auto explanation = mapping::explain(policy_, viewer.grants, operation, options_.uri);
    if (explanation.is_allowed() || !decide(viewer).is_allowed) return explanation;
    return {mapping::Explanation::Verdict::allowed, "allowed, though not by a policy file", {}, {}};
  }

 private:
  // What no policy file speaks of may be open all the same: the gateway's own URIs, and those that
  // permissions name.
  router::Verdict decide(const Viewer& viewer) const {
    const auto action = options_.is_subscribe ? router::Action::subscribe : router::Action::call;
    return GrantsAuthorizer(policy_, roles_with(viewer, config_))
        .decide(viewer.who, {action, options_.uri, router::Match::exact});
  }

  const Config& config_;
  const PolicyExplainOptions& options_;
  mapping::Policy policy_;
};

using Verdict = mapping::Explanation::Verdict;

Value as_json(const Viewer& viewer, const mapping::Explanation& explanation) {
  auto clauses = Value::array();
  for (const auto& clause : explanation.clauses) {
    clauses.push_back({{"file", clause.file},
                       {"line", clause.line},
                       {"grant", clause.grant},
                       {"says", clause.says}});
  }
  return {{viewer.is_device ? "device" : "role", viewer.name},
          {"allowed", explanation.verdict == Verdict::allowed},
          {"asks", explanation.verdict == Verdict::asks},
          {"summary", explanation.summary},
          {"grants", explanation.grants},
          {"lines", std::move(clauses)}};
}

}  // namespace

int policy_explain(const PolicyExplainOptions& options) {
  const auto config = load_config(options.config);
  if (!config) return 1;
  const Judge judge(*config, options);
  auto explained = Value::array();
  for (const auto& viewer : viewers_of(options, *config)) {
    const auto explanation = judge.explain(viewer);
    explained.push_back(as_json(viewer, explanation));
    if (!options.is_json) std::cout << viewer.name << ": " << explanation.text();
  }
  if (options.is_json) std::cout << json_text(explained) << '\n';
  return 0;
}

}  // namespace deskgate::gateway::cli

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/policy_explain.hpp"

#include <iostream>

#include "gateway/cli/commands.hpp"
#include "gateway/cli/configuration.hpp"
#include "gateway/cli/output.hpp"
#include "gateway/grants_authorizer.hpp"

namespace deskgate::gateway::cli {
namespace {

using router::Value;

// Explains with the parts that decide in the daemon.
class Judge {
 public:
  Judge(const Config& config, const PolicyExplainOptions& options)
      : config_(config), options_(options), policy_(load_policies(config)) {}

  mapping::Explanation explain(const std::string& role) const {
    const auto operation =
        options_.is_subscribe ? mapping::Operation::subscribe : mapping::Operation::call;
    auto explanation = mapping::explain(policy_, grants_of(config_, role), operation, options_.uri);
    if (explanation.is_allowed() || !decide(role).is_allowed) return explanation;
    return {mapping::Explanation::Verdict::allowed, "allowed, though not by a policy file", {}, {}};
  }

 private:
  // What no policy file speaks of may be open all the same: the gateway's own URIs, and those that
  // permissions name.
  router::Verdict decide(const std::string& role) const {
    router::Principal who;
    who.authrole = role;
    const auto action = options_.is_subscribe ? router::Action::subscribe : router::Action::call;
    return GrantsAuthorizer(policy_, roles_)
        .decide(who, {action, options_.uri, router::Match::exact});
  }

  const Config& config_;
  const PolicyExplainOptions& options_;
  mapping::Policy policy_;
  Roles roles_{config_.roles, config_.permissions};
};

using Verdict = mapping::Explanation::Verdict;

Value as_json(const std::string& role, const mapping::Explanation& explanation) {
  auto clauses = Value::array();
  for (const auto& clause : explanation.clauses) {
    clauses.push_back({{"file", clause.file},
                       {"line", clause.line},
                       {"grant", clause.grant},
                       {"says", clause.says}});
  }
  return {{"role", role},
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
  const auto roles = options.role.empty() ? roles_of(*config) : std::vector{options.role};
  auto explained = Value::array();
  for (const auto& role : roles) {
    const auto explanation = judge.explain(role);
    explained.push_back(as_json(role, explanation));
    if (!options.is_json) std::cout << role << ": " << explanation.text();
  }
  if (options.is_json) std::cout << json_text(explained) << '\n';
  return 0;
}

}  // namespace deskgate::gateway::cli

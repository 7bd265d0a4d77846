// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Any octets as a policy file: it is read whole, or refused with at least one reason that names it.
// What is read opens nothing to who holds nothing, opens to who holds everything what its rules say
// and no `deny` takes back, and is explained as it is decided.
#include "mapping/policy.hpp"

#include "mapping/policy_expect.hpp"
#include "mapping/policy_explain.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace deskgate::fuzz {
namespace {

using mapping::Access;
using mapping::Operation;
using mapping::PolicyFile;

constexpr auto file_name = "fuzz.toml";

void check_refusal(const mapping::Diagnostics& diagnostics) {
  require(!diagnostics.empty(), "a file is refused for a reason");
  for (const auto& diagnostic : diagnostics) {
    require(diagnostic.file == file_name, "a reason names the file");
    require(!diagnostic.message.empty(), "a reason says something");
  }
}

// Where the member of a rule is, under an object whose captures all hold "x".
std::string uri_of(const PolicyFile& file, const mapping::Rule& rule) {
  mapping::Captures captures;
  for (const auto& capture : file.service.uri.captures()) captures[capture] = "x";
  const auto member = rule.member == mapping::every_member ? "Member" : rule.member;
  auto uri = file.service.uri.expand(captures) + '.' + std::string(file.alias_of(rule.interface)) +
             '.' + member;
  if (rule.access == Access::get) uri += ".get";
  if (rule.access == Access::set) uri += ".set";
  return uri;
}

void check_rule(const mapping::Policy& policy, const PolicyFile& file, const mapping::Rule& rule) {
  const bool is_topic = rule.access == Access::signal || rule.access == Access::watch;
  const auto operation = is_topic ? Operation::subscribe : Operation::call;
  const auto uri = uri_of(file, rule);
  require(!policy.decide({}, operation, uri).is_allowed, "who holds nothing may do nothing");
  const auto decision = policy.decide({"*"}, operation, uri);
  const auto member = rule.member == mapping::every_member ? "Member" : rule.member;
  require(decision.is_allowed == !file.denies(rule.interface, member),
          "a rule opens its member, unless it is denied");
  require(decision.is_allowed == !decision.rules.empty(), "what allows is told");
  require(mapping::explain(policy, {"*"}, operation, uri).is_allowed() == decision.is_allowed,
          "it is explained as it is decided");
}

void check(std::string_view text) {
  mapping::Diagnostics diagnostics;
  const auto file = mapping::parse_policy_file(text, file_name, diagnostics);
  if (!file) return check_refusal(diagnostics);
  const mapping::Policy policy({*file});
  for (const auto& [grant, rules] : file->grants) {
    for (const auto& rule : rules) check_rule(policy, *file, rule);
  }
  for (const auto& failed : mapping::failed_expectations(*file)) {
    require(failed.line > 0, "an expectation that does not hold stands in a line");
  }
}

}  // namespace
}  // namespace deskgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  deskgate::fuzz::check(deskgate::fuzz::view(data, size));
  return 0;
}

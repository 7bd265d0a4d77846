// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The decision against a naive one that knows only lists of statements, on random policies.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "mapping/policy_explain.hpp"
#include "tests/mapping/random_policy.hpp"

namespace deskgate::mapping {
namespace {

using test::Question;
using test::Statement;
using test::Statements;

// Ten tests of a hundred thousand pairs of policy and request each.
constexpr int policies = 500;
constexpr int questions_each = 200;

bool includes_grant(const Statements& statements, const std::string& grant,
                    const std::string& wanted) {
  if (grant == wanted) return true;
  for (const auto& s : statements) {
    if (s.access == "include" && s.grant == grant && includes_grant(statements, s.member, wanted)) {
      return true;
    }
  }
  return false;
}

bool is_held(const Statements& statements, const Grants& held, const std::string& grant) {
  for (const auto& own : test::all_grants) {
    const bool is_own = held.contains("*") || held.contains("thing." + own);
    if (is_own && includes_grant(statements, own, grant)) return true;
  }
  return false;
}

bool is_denied(const Statements& statements, const std::string& interface,
               const std::string& member) {
  for (const auto& s : statements) {
    if (s.access == "deny" && s.interface == interface && (s.member == member || s.member == "*")) {
      return true;
    }
  }
  return false;
}

bool answers(const Question& question, const std::string& access) {
  if (question.operation == Operation::subscribe) {
    return question.kind.empty() &&
           (access == "signal" || access == "observe" || access == "watch");
  }
  if (question.kind.empty()) return access == "call";
  if (question.kind == "set") return access == "set";
  return access == "get" || access == "watch";
}

bool is_satisfied(const Statement& statement, const Question& question) {
  const bool has_value = statement.access == "call" || statement.access == "set";
  return !has_value || question.value <= statement.max;
}

// Whether the statement allows the request, for whatever arguments.
bool opens(const Statements& statements, const Grants& held, const Question& question,
           const Statement& s) {
  if (s.interface != question.interface || !answers(question, s.access)) return false;
  if (!is_held(statements, held, s.grant)) return false;
  const bool asks_any = question.kind == "get_all";
  const bool is_member = asks_any || s.member == "*" || s.member == question.member;
  const auto& member = asks_any ? s.member : question.member;
  return is_member && !is_denied(statements, s.interface, member);
}

bool oracle_opens(const Statements& statements, const Grants& held, const Question& question) {
  return std::any_of(statements.begin(), statements.end(), [&](const Statement& statement) {
    return opens(statements, held, question, statement);
  });
}

Verdict oracle(const Statements& statements, const Grants& held, const Question& question) {
  auto verdict = Verdict::deny;
  for (const auto& s : statements) {
    if (!opens(statements, held, question, s) || !is_satisfied(s, question)) continue;
    if (!s.ask) return Verdict::allow;
    verdict = Verdict::ask;
  }
  return verdict;
}

Verdict decide(const Policy& policy, const Grants& held, const Question& question) {
  const auto decision = policy.decide(held, question.operation, test::uri(question));
  if (!decision.is_allowed) return Verdict::deny;
  const auto satisfied = satisfied_by(nlohmann::json::array({question.value}), decision.rules, {});
  if (satisfied.rules.empty()) return Verdict::deny;
  return satisfied.rules.front()->limits.ask ? Verdict::ask : Verdict::allow;
}

int width(Verdict verdict) {
  if (verdict == Verdict::deny) return 0;
  return verdict == Verdict::ask ? 1 : 2;
}

std::vector<Question> random_questions(test::Random& random) {
  std::vector<Question> questions;
  for (int i = 0; i < questions_each; ++i) questions.push_back(test::random_question(random));
  return questions;
}

// The parameter is the seed; DESKGATE_SEED adds one.
class PolicyOracleTest : public testing::TestWithParam<unsigned> {
 protected:
  PolicyOracleTest() { std::cout << "seed " << GetParam() << '\n'; }

  test::Random random_{GetParam()};
};

TEST_P(PolicyOracleTest, DecidesAsTheNaiveEvaluation) {
  int allowed = 0;
  int asked = 0;
  for (int i = 0; i < policies; ++i) {
    const auto statements = test::random_statements(random_);
    const auto policy = test::policy(statements);
    const auto held = test::random_grants(random_);
    for (const auto& question : random_questions(random_)) {
      const auto expected = oracle(statements, held, question);
      ASSERT_EQ(decide(policy, held, question), expected)
          << test::render(statements) << test::uri(question) << " " << question.value;
      allowed += expected == Verdict::allow ? 1 : 0;
      asked += expected == Verdict::ask ? 1 : 0;
    }
  }
  EXPECT_GT(allowed, policies * questions_each / 50);
  EXPECT_GT(asked, policies * questions_each / 200);
}

TEST_P(PolicyOracleTest, ExplainsWhatItDecides) {
  for (int i = 0; i < policies; ++i) {
    const auto policy = test::policy(test::random_statements(random_));
    const auto held = test::random_grants(random_);
    const auto question = test::random_question(random_);
    const auto uri = test::uri(question);
    ASSERT_EQ(explain(policy, held, question.operation, uri).is_allowed(),
              policy.decide(held, question.operation, uri).is_allowed)
        << uri;
  }
}

// Whether what `narrow` lets somebody do, `wide` does too.
void expect_narrower(const Statements& narrow, const Statements& wide, test::Random& random) {
  const auto narrow_policy = test::policy(narrow);
  const auto wide_policy = test::policy(wide);
  const auto held = test::random_grants(random);
  for (const auto& question : random_questions(random)) {
    const auto verdict = decide(narrow_policy, held, question);
    if (verdict == Verdict::deny) continue;
    ASSERT_LE(width(verdict), width(decide(wide_policy, held, question)))
        << test::render(wide) << test::uri(question) << " " << question.value;
  }
}

TEST_P(PolicyOracleTest, NeverWidensByAnotherDenial) {
  for (int i = 0; i < policies / 5; ++i) {
    const auto statements = test::random_statements(random_);
    auto denied = statements;
    test::add(denied, test::random_denial(random_));
    expect_narrower(denied, statements, random_);
  }
}

TEST_P(PolicyOracleTest, NeverWidensByRemovingARule) {
  for (int i = 0; i < policies / 5; ++i) {
    auto statements = test::random_statements(random_);
    test::add(statements, test::random_statement(random_));
    auto fewer = statements;
    const auto at = random_.below(fewer.size());
    if (fewer[at].access == "deny") continue;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(at));
    expect_narrower(fewer, statements, random_);
  }
}

TEST_P(PolicyOracleTest, NeverDependsOnTheOrder) {
  for (int i = 0; i < policies / 5; ++i) {
    const auto statements = test::random_statements(random_);
    auto shuffled = statements;
    random_.shuffle(shuffled);
    expect_narrower(shuffled, statements, random_);
    expect_narrower(statements, shuffled, random_);
  }
}

TEST_P(PolicyOracleTest, GivesNothingToWhoHoldsNothing) {
  for (int i = 0; i < policies / 10; ++i) {
    const auto policy = test::policy(test::random_statements(random_));
    for (const auto& question : random_questions(random_)) {
      ASSERT_EQ(decide(policy, {}, question), Verdict::deny);
      ASSERT_EQ(decide(policy, {"thing.g9", "other.g0", "g0", "thing.*"}, question), Verdict::deny);
    }
  }
}

// The reason of a refusal names exactly the grants that would do.
TEST_P(PolicyOracleTest, NamesTheGrantsThatWouldDo) {
  for (int i = 0; i < policies / 10; ++i) {
    const auto statements = test::random_statements(random_);
    const auto policy = test::policy(statements);
    for (int asked = 0; asked < 10; ++asked) {
      const auto question = test::random_question(random_);
      const auto reason = policy.decide({}, question.operation, test::uri(question)).reason;
      for (const auto& grant : test::all_grants) {
        const bool is_named = reason.find("thing." + grant) != reason.npos;
        ASSERT_EQ(is_named, oracle_opens(statements, {"thing." + grant}, question)) << reason;
      }
    }
  }
}

std::vector<unsigned> seeds() {
  std::vector<unsigned> seeds{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  if (const char* own = std::getenv("DESKGATE_SEED")) {
    seeds.push_back(static_cast<unsigned>(std::stoul(own)));
  }
  return seeds;
}

INSTANTIATE_TEST_SUITE_P(Seeds, PolicyOracleTest, testing::ValuesIn(seeds()));

}  // namespace
}  // namespace deskgate::mapping

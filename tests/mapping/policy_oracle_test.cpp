// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The decision against a naive one that knows only lists of statements, on random policies.
#include <gtest/gtest.h>

#include "tests/mapping/random_policy.hpp"

namespace deskgate::mapping {
namespace {

using test::Question;
using test::Statement;
using test::Statements;

constexpr int policies = 2000;
constexpr int questions_each = 10;

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
    return question.kind.empty() && (access == "signal" || access == "watch");
  }
  if (question.kind.empty()) return access == "call";
  if (question.kind == "set") return access == "set";
  return access == "get" || access == "watch";
}

bool oracle(const Statements& statements, const Grants& held, const Question& question) {
  for (const auto& s : statements) {
    if (s.interface != question.interface || !answers(question, s.access)) continue;
    if (!is_held(statements, held, s.grant)) continue;
    const bool asks_any = question.kind == "get_all";
    const bool is_member = asks_any || s.member == "*" || s.member == question.member;
    const auto& member = asks_any ? s.member : question.member;
    if (is_member && !is_denied(statements, s.interface, member)) return true;
  }
  return false;
}

bool decide(const Policy& policy, const Grants& held, const Question& question) {
  return policy.decide(held, question.operation, test::uri(question)).is_allowed;
}

std::vector<Question> random_questions(test::Random& random) {
  std::vector<Question> questions;
  for (int i = 0; i < questions_each; ++i) questions.push_back(test::random_question(random));
  return questions;
}

TEST(PolicyOracleTest, DecidesAsTheNaiveEvaluation) {
  test::Random random(20260101);
  int allowed = 0;
  for (int i = 0; i < policies; ++i) {
    const auto statements = test::random_statements(random);
    const auto policy = test::policy(statements);
    const auto held = test::random_grants(random);
    for (const auto& question : random_questions(random)) {
      const bool expected = oracle(statements, held, question);
      ASSERT_EQ(decide(policy, held, question), expected)
          << test::render(statements) << test::uri(question);
      allowed += expected ? 1 : 0;
    }
  }
  EXPECT_GT(allowed, policies * questions_each / 50);
}

// Whether what `narrow` allows is allowed by `wide`.
void expect_narrower(const Statements& narrow, const Statements& wide, test::Random& random) {
  const auto narrow_policy = test::policy(narrow);
  const auto wide_policy = test::policy(wide);
  const auto held = test::random_grants(random);
  for (const auto& question : random_questions(random)) {
    if (!decide(narrow_policy, held, question)) continue;
    ASSERT_TRUE(decide(wide_policy, held, question)) << test::render(wide) << test::uri(question);
  }
}

TEST(PolicyOracleTest, NeverWidensByAnotherDenial) {
  test::Random random(1);
  for (int i = 0; i < policies / 2; ++i) {
    const auto statements = test::random_statements(random);
    auto denied = statements;
    denied.push_back(test::random_denial(random));
    expect_narrower(denied, statements, random);
  }
}

TEST(PolicyOracleTest, NeverWidensByRemovingARule) {
  test::Random random(2);
  for (int i = 0; i < policies / 2; ++i) {
    auto statements = test::random_statements(random);
    statements.push_back(test::random_statement(random));
    auto fewer = statements;
    const auto at = random.below(fewer.size());
    if (fewer[at].access == "deny") continue;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(at));
    expect_narrower(fewer, statements, random);
  }
}

TEST(PolicyOracleTest, NeverDependsOnTheOrder) {
  test::Random random(3);
  for (int i = 0; i < policies / 2; ++i) {
    const auto statements = test::random_statements(random);
    auto shuffled = statements;
    random.shuffle(shuffled);
    expect_narrower(shuffled, statements, random);
    expect_narrower(statements, shuffled, random);
  }
}

TEST(PolicyOracleTest, GivesNothingToWhoHoldsNothing) {
  test::Random random(4);
  for (int i = 0; i < policies / 4; ++i) {
    const auto policy = test::policy(test::random_statements(random));
    for (const auto& question : random_questions(random)) {
      ASSERT_FALSE(decide(policy, {}, question));
      ASSERT_FALSE(decide(policy, {"thing.g9", "other.g0", "g0", "thing.*"}, question));
    }
  }
}

// The reason of a refusal names exactly the grants that would do.
TEST(PolicyOracleTest, NamesTheGrantsThatWouldDo) {
  test::Random random(5);
  for (int i = 0; i < policies / 4; ++i) {
    const auto statements = test::random_statements(random);
    const auto policy = test::policy(statements);
    for (const auto& question : random_questions(random)) {
      const auto reason = policy.decide({}, question.operation, test::uri(question)).reason;
      for (const auto& grant : test::all_grants) {
        const bool is_named = reason.find("thing." + grant) != reason.npos;
        ASSERT_EQ(is_named, oracle(statements, {"thing." + grant}, question)) << reason;
      }
    }
  }
}

}  // namespace
}  // namespace deskgate::mapping

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The decision against a naive one that knows only lists of statements, on random policies.
#include "tests/mapping/policy_oracle.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <iostream>

#include "mapping/policy_explain.hpp"
#include "tests/mapping/random_policy.hpp"

namespace deskgate::mapping {
namespace {

using test::Outcome;
using test::Question;
using test::Statements;

// Ten tests of a hundred thousand pairs of policy and request each.
constexpr int policies = 2500;
constexpr int questions_each = 40;
// For what is asked of all of them at once.
constexpr int some_policies = 100;

int forced(const Rule& rule) {
  return static_cast<int>(
      std::count_if(rule.arguments.begin(), rule.arguments.end(),
                    [](const auto& argument) { return argument.second.force.has_value(); }));
}

Outcome decide(const Policy& policy, const Grants& held, const Question& question) {
  const auto decision = policy.decide(held, question.operation, test::uri(question));
  if (!decision.is_allowed) return {};
  if (question.operation == Operation::subscribe) return {.verdict = Verdict::allow};
  const auto expected = test::expected(question);
  const auto satisfied = satisfied_by(question.arguments, decision.rules, expected);
  if (satisfied.rules.empty()) return {};
  const auto& rule = *satisfied.rules.front();
  const auto& [ask, rate, timeout] = rule.limits;
  return {ask ? Verdict::ask : Verdict::allow, with_forced(question.arguments, rule, expected),
          forced(rule), rate ? rate->text() : "", timeout.value_or(std::chrono::seconds(25))};
}

std::vector<Question> random_questions(test::Random& random) {
  std::vector<Question> questions;
  for (int i = 0; i < questions_each; ++i) questions.push_back(test::random_question(random));
  return questions;
}

// How many of the outcomes were of which kind: a test in which nothing happens shows nothing.
struct Seen {
  int allowed = 0;
  int asked = 0;
  int forced = 0;
  int limited = 0;

  void count(const Outcome& outcome) {
    allowed += outcome.verdict == Verdict::allow ? 1 : 0;
    asked += outcome.verdict == Verdict::ask ? 1 : 0;
    forced += outcome.forced > 0 ? 1 : 0;
    limited += outcome.rate.empty() ? 0 : 1;
  }
};

// The parameter is the seed; DESKGATE_SEED adds one.
class PolicyOracleTest : public testing::TestWithParam<unsigned> {
 protected:
  PolicyOracleTest() { std::cout << "seed " << GetParam() << '\n'; }

  test::Random random_{GetParam()};
};

TEST_P(PolicyOracleTest, DecidesAsTheNaiveEvaluation) {
  Seen seen;
  for (int i = 0; i < policies; ++i) {
    const auto statements = test::random_statements(random_);
    const auto policy = test::policy(statements);
    const auto held = test::random_grants(random_);
    for (const auto& question : random_questions(random_)) {
      const auto outcome = decide(policy, held, question);
      ASSERT_THAT(test::oracle(statements, held, question), testing::Contains(outcome))
          << test::describe(statements, held, question);
      seen.count(outcome);
    }
  }
  constexpr int pairs = policies * questions_each;
  EXPECT_GT(seen.allowed, pairs / 20);
  EXPECT_GT(seen.asked, pairs / 200);
  EXPECT_GT(seen.forced, pairs / 200);
  EXPECT_GT(seen.limited, pairs / 100);
}

TEST_P(PolicyOracleTest, MeansTheBusNamesThatAreNotExcepted) {
  for (int i = 0; i < some_policies; ++i) {
    const auto statements = test::random_statements(random_);
    const auto policy = test::policy(statements);
    for (const auto* name : {"org.example.Thing.a", "org.example.Thing.b", "org.example.Thing.c",
                             "org.example.Thing.c.d", "org.example.Other.a"}) {
      const bool is_meant = policy.files().front().service.match(name).has_value();
      ASSERT_EQ(is_meant, test::oracle_means(statements, "thing", name))
          << test::render(statements, "thing") << name;
    }
  }
}

TEST_P(PolicyOracleTest, ExplainsWhatItDecides) {
  for (int i = 0; i < some_policies; ++i) {
    const auto policy = test::policy(test::random_statements(random_));
    const auto held = test::random_grants(random_);
    const auto question = test::random_question(random_);
    const auto uri = test::uri(question);
    ASSERT_EQ(explain(policy, held, question.operation, uri).is_allowed(),
              policy.decide(held, question.operation, uri).is_allowed)
        << uri;
  }
}

// Whether what `narrow` lets somebody do, `wide` does too, under terms that are as generous.
void expect_narrower(const Statements& narrow, const Statements& wide, test::Random& random) {
  const auto narrow_policy = test::policy(narrow);
  const auto wide_policy = test::policy(wide);
  const auto held = test::random_grants(random);
  for (const auto& question : random_questions(random)) {
    const auto outcome = decide(narrow_policy, held, question);
    const auto without = decide(wide_policy, held, question);
    ASSERT_FALSE(test::is_more_generous(outcome, without)) << outcome << "\n"
                                                           << without << "\n"
                                                           << test::describe(wide, held, question);
  }
}

TEST_P(PolicyOracleTest, NeverWidensByAnotherDenial) {
  for (int i = 0; i < some_policies; ++i) {
    const auto statements = test::random_statements(random_);
    auto denied = statements;
    test::add(denied, test::random_denial(random_, random_.pick(test::all_files)));
    expect_narrower(denied, statements, random_);
  }
}

TEST_P(PolicyOracleTest, NeverWidensByRemovingARule) {
  const std::set<std::string> openings{"call",  "signal", "observe", "get",
                                       "watch", "set",    "include"};
  for (int i = 0; i < some_policies; ++i) {
    auto statements = test::random_statements(random_);
    test::add(statements, test::random_statement(random_, "thing"));
    auto fewer = statements;
    const auto at = random_.below(fewer.size());
    if (!openings.contains(fewer[at].key)) continue;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(at));
    expect_narrower(fewer, statements, random_);
  }
}

TEST_P(PolicyOracleTest, NeverDependsOnTheOrder) {
  for (int i = 0; i < some_policies; ++i) {
    const auto statements = test::random_statements(random_);
    auto shuffled = statements;
    random_.shuffle(shuffled);
    const auto policy = test::policy(statements);
    const auto other = test::policy(shuffled);
    const auto held = test::random_grants(random_);
    for (const auto& question : random_questions(random_)) {
      ASSERT_EQ(decide(policy, held, question), decide(other, held, question))
          << test::describe(statements, held, question);
    }
  }
}

TEST_P(PolicyOracleTest, GivesNothingToWhoHoldsNothing) {
  for (int i = 0; i < some_policies; ++i) {
    const auto policy = test::policy(test::random_statements(random_));
    for (const auto& question : random_questions(random_)) {
      ASSERT_EQ(decide(policy, {}, question), Outcome{});
      ASSERT_EQ(decide(policy, {"thing.g9", "third.g0", "g0", "thing.*"}, question), Outcome{});
    }
  }
}

// The reason of a refusal names exactly the grants that would do.
TEST_P(PolicyOracleTest, NamesTheGrantsThatWouldDo) {
  for (int i = 0; i < some_policies; ++i) {
    const auto statements = test::random_statements(random_);
    const auto policy = test::policy(statements);
    const auto question = test::random_question(random_);
    const auto reason = policy.decide({}, question.operation, test::uri(question)).reason;
    for (const auto& file : test::all_files) {
      for (const auto& grant : test::all_grants) {
        const auto name = file + "." + grant;
        const bool is_named = reason.find(name) != reason.npos;
        ASSERT_EQ(is_named, test::oracle_opens(statements, {name}, question)) << reason;
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

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/policy_expect.hpp"

#include <gtest/gtest.h>

#include "tests/mapping/policies.hpp"

namespace deskgate::mapping {
namespace {

// Line 6 is the first after the head of tests/mapping/policies.hpp; the expectation is in line 14.
std::string failures(const std::string& expectation) {
  const std::string grants = R"([grant.use."org.example.Thing"]
call.Say   = { "0" = { max_length = 3 }, tongue = { one_of = ["en"] } }
call.Do    = { "0" = { max = 5 } }
signal     = ["Moved"]
[grant.ask."org.example.Thing"]
ask  = true
call = ["Do"]
[[expect]]
)";
  return test::all_text(failed_expectations(test::thing(grants + expectation)));
}

const std::string uri = "uri = \"org.example.thing.one.Thing";

TEST(PolicyExpectTest, TellsNothingThatHolds) {
  EXPECT_EQ(failures(uri + ".Do\"\ngrants = [\"use\"]\nverdict = \"allow\"\n"), "");
  EXPECT_EQ(failures(uri + ".Do\"\ngrants = [\"*\"]\nverdict = \"allow\"\n"), "");
  EXPECT_EQ(failures(uri + ".Do\"\ngrants = [\"ask\"]\nverdict = \"ask\"\n"), "");
  EXPECT_EQ(failures(uri + ".Do\"\ngrants = []\nverdict = \"deny\"\n"), "");
  EXPECT_EQ(failures(uri + ".Moved\"\noperation = \"subscribe\"\ngrants = [\"use\"]\n" +
                     "verdict = \"allow\"\n"),
            "");
}

TEST(PolicyExpectTest, TellsWhatIsAllowedAgainstExpectation) {
  EXPECT_EQ(failures(uri + ".Moved\"\noperation = \"subscribe\"\ngrants = [\"use\"]\n" +
                     "verdict = \"deny\"\n"),
            "thing.toml:13: expected \"deny\" for the subscribe of "
            "org.example.thing.one.Thing.Moved, but it is \"allow\": allowed by thing.use\n"
            "  thing.toml:9: [thing.use] signal Moved of org.example.Thing\n");
}

TEST(PolicyExpectTest, TellsWhatIsRefusedAgainstExpectation) {
  EXPECT_EQ(failures(uri + ".Doo\"\ngrants = [\"use\"]\nverdict = \"allow\"\n"),
            "thing.toml:13: expected \"allow\" for the call of org.example.thing.one.Thing.Doo, "
            "but it is \"deny\": not allowed: no grant of thing.toml opens call Doo of "
            "org.example.Thing; did you mean \"Do\"?\n");
}

TEST(PolicyExpectTest, TellsWhichArgumentIsRefused) {
  EXPECT_EQ(
      failures(uri + ".Do\"\ngrants = [\"use\"]\narguments = [6]\n" + "verdict = \"allow\"\n"),
      "thing.toml:13: expected \"allow\" for the call of org.example.thing.one.Thing.Do, but "
      "it is \"deny\": argument 1: must be at most 5.0\n");
}

TEST(PolicyExpectTest, TellsWhichRuleTheArgumentsSatisfy) {
  EXPECT_EQ(failures(uri + ".Do\"\ngrants = [\"use\", \"ask\"]\narguments = [6]\n" +
                     "verdict = \"deny\"\n"),
            "thing.toml:13: expected \"deny\" for the call of org.example.thing.one.Thing.Do, but "
            "it is \"ask\": line 12, call Do of org.example.Thing, after asking at the desktop\n");
}

TEST(PolicyExpectTest, TakesArgumentsByName) {
  const auto with = [](const std::string& arguments, const std::string& verdict) {
    return failures(uri + ".Say\"\ngrants = [\"use\"]\narguments = " + arguments +
                    "\nverdict = \"" + verdict + "\"\n");
  };
  EXPECT_EQ(with("{ a = \"abc\", tongue = \"en\" }", "allow"), "");
  EXPECT_EQ(with("{ a = \"abc\", tongue = \"de\" }", "deny"), "");
  EXPECT_EQ(with("{ a = \"abcd\", tongue = \"en\" }", "deny"), "");
}

}  // namespace
}  // namespace deskgate::mapping

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/policy_explain.hpp"

#include <gmock/gmock.h>

#include "tests/mapping/policies.hpp"

namespace deskgate::mapping {
namespace {

using testing::ElementsAre;
using Why = Explanation::Verdict;

const std::string object = "org.example.thing.one";

// Line 6 is the first after the head of tests/mapping/policies.hpp.
Policy policy() {
  return Policy({test::thing(R"([grant.view."org.example.Thing"]
watch  = ["Volume", "Name"]
signal = ["Moved"]
[grant.control]
include = ["view"]
[grant.control."org.example.Thing"]
call       = ["Play",
              "Stop"]
set.Volume = { min = 0.0, max = 1.0 }
deny       = ["Destroy"]
[grant.control."org.example.Extra"]
call.Say   = { "0" = { max_length = 9, prefix = "a" }, loud = { one_of = [false] } }
)")});
}

Explanation explain_call(const Grants& held, const std::string& below) {
  return explain(policy(), held, Operation::call, object + below);
}

TEST(PolicyExplainTest, NamesTheLineThatAllowsACall) {
  const auto why = explain_call({"thing.control"}, ".Thing.Stop");
  EXPECT_EQ(why.verdict, Why::allowed);
  EXPECT_THAT(why.grants, ElementsAre("thing.control"));
  EXPECT_EQ(why.text(),
            "allowed by thing.control\n"
            "  thing.toml:13: [thing.control] call Stop of org.example.Thing\n");
}

TEST(PolicyExplainTest, NamesTheGrantThatAnIncludedLineIsWrittenIn) {
  EXPECT_EQ(explain_call({"thing.control"}, ".Thing.Name.get").text(),
            "allowed by thing.control\n"
            "  thing.toml:7: [thing.view] watch Name of org.example.Thing\n");
}

TEST(PolicyExplainTest, TellsALineOnceHoweverManyGrantsIncludeIt) {
  EXPECT_EQ(explain_call({"*"}, ".Thing.Name.get").text(),
            "allowed by thing.control, thing.view\n"
            "  thing.toml:7: [thing.view] watch Name of org.example.Thing\n");
}

TEST(PolicyExplainTest, PutsConditionsOnAValueIntoWords) {
  EXPECT_EQ(explain_call({"thing.control"}, ".Thing.Volume.set").text(),
            "allowed by thing.control\n"
            "  thing.toml:14: [thing.control] set Volume of org.example.Thing, if the value is at "
            "least 0.0 and is at most 1.0\n");
}

TEST(PolicyExplainTest, PutsConditionsOnArgumentsIntoWords) {
  EXPECT_EQ(explain_call({"thing.control"}, ".Extra.Say").text(),
            "allowed by thing.control\n"
            "  thing.toml:17: [thing.control] call Say of org.example.Extra, if argument 1 starts "
            "with \"a\" and is at most 9 long, argument \"loud\" is one of false\n");
}

TEST(PolicyExplainTest, NamesTheGrantThatIsMissing) {
  const auto why = explain_call({"thing.view"}, ".Thing.Play");
  EXPECT_EQ(why.verdict, Why::needs_grant);
  EXPECT_THAT(why.grants, ElementsAre("thing.control"));
  EXPECT_EQ(why.text(),
            "not allowed: it needs the grant thing.control\n"
            "  thing.toml:12: [thing.control] call Play of org.example.Thing\n");
}

TEST(PolicyExplainTest, NamesAllGrantsOfWhichOneIsMissing) {
  EXPECT_EQ(explain_call({}, ".Thing.Name.get").summary,
            "not allowed: it needs one of the grants thing.control, thing.view");
}

TEST(PolicyExplainTest, NamesTheLineThatDenies) {
  const auto why = explain_call({"*"}, ".Thing.Destroy");
  EXPECT_EQ(why.verdict, Why::denied);
  EXPECT_EQ(why.text(),
            "not allowed: thing.toml denies it to everybody\n"
            "  thing.toml:15: [thing.control] deny Destroy of org.example.Thing\n");
}

TEST(PolicyExplainTest, GuessesTheMemberThatWasMeant) {
  const auto why = explain_call({"*"}, ".Thing.Paly");
  EXPECT_EQ(why.verdict, Why::not_opened);
  EXPECT_EQ(why.text(),
            "not allowed: no grant of thing.toml opens call Paly of org.example.Thing; did you "
            "mean \"Play\"?\n");
}

TEST(PolicyExplainTest, SaysWhatAMemberIsOpenFor) {
  EXPECT_EQ(explain_call({"*"}, ".Thing.Volume").text(),
            "not allowed: no grant of thing.toml opens call Volume of org.example.Thing; it opens "
            "the member otherwise\n"
            "  thing.toml:7: [thing.view] watch Volume of org.example.Thing\n"
            "  thing.toml:14: [thing.control] set Volume of org.example.Thing, if the value is at "
            "least 0.0 and is at most 1.0\n");
}

TEST(PolicyExplainTest, ExplainsASubscription) {
  const auto why = explain(policy(), {}, Operation::subscribe, object + ".Thing.Moved");
  EXPECT_EQ(why.text(),
            "not allowed: it needs one of the grants thing.control, thing.view\n"
            "  thing.toml:8: [thing.view] signal Moved of org.example.Thing\n");
  EXPECT_EQ(explain(policy(), {"*"}, Operation::subscribe, object + ".Thing.Play").summary,
            "not allowed: no grant of thing.toml opens signal or observe or watch Play of "
            "org.example.Thing; it opens the member otherwise");
}

TEST(PolicyExplainTest, SaysThatAProcedureHasNoSubscribers) {
  EXPECT_EQ(explain(policy(), {"*"}, Operation::subscribe, object + ".Thing.Volume.get").summary,
            "not allowed: org.example.thing.one.Thing.Volume.get is a procedure, which can be "
            "called only");
}

TEST(PolicyExplainTest, GuessesTheInterfaceThatWasMeant) {
  EXPECT_EQ(explain_call({"*"}, ".Thign.Play").summary,
            "not allowed: thing.toml has no interface \"Thign\"; did you mean \"Thing\"?");
  EXPECT_EQ(explain_call({"*"}, ".Lamp.Play").summary,
            "not allowed: thing.toml has no interface \"Lamp\"; it has Extra, Thing");
}

TEST(PolicyExplainTest, GuessesTheObjectThatWasMeant) {
  EXPECT_EQ(explain(policy(), {"*"}, Operation::call, "org.exmaple.thing.one.Thing.Play").summary,
            "not allowed: no policy file has an object for org.exmaple.thing.one.Thing.Play; did "
            "you mean \"org.example.thing.one.Thing.Play\"?");
  EXPECT_EQ(explain(policy(), {"*"}, Operation::call, "com.b").summary,
            "not allowed: no policy file has an object for com.b");
}

TEST(PolicyExplainTest, SaysWhatStandsBelowAnObject) {
  EXPECT_EQ(explain_call({"*"}, "").summary,
            "not allowed: org.example.thing.one is no member of an object of thing.toml; below the "
            "object stand an interface (Extra, Thing) and a member, and .get or .set behind a "
            "property");
}

TEST(PolicyExplainTest, ExplainsReadingEverything) {
  EXPECT_EQ(explain_call({}, ".Thing.get_all").text(),
            "not allowed: it needs one of the grants thing.control, thing.view\n"
            "  thing.toml:7: [thing.view] watch Name of org.example.Thing\n"
            "  thing.toml:7: [thing.view] watch Volume of org.example.Thing\n");
  EXPECT_EQ(explain_call({"*"}, ".Extra.get_all").summary,
            "not allowed: no grant of thing.toml opens get any property of org.example.Extra");
}

}  // namespace
}  // namespace deskgate::mapping

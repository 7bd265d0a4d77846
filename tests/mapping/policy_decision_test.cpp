// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <gmock/gmock.h>

#include "mapping/policy.hpp"
#include "tests/mapping/policies.hpp"

namespace deskgate::mapping {
namespace {

using testing::SizeIs;

const std::string uri = "org.example.thing.one.Thing";

// The file of tests/mapping/policies.hpp with these grants.
Policy policy(const std::string& grants) {
  return Policy({test::thing(grants)});
}

const std::string head = "[grant.a.\"org.example.Thing\"]\n";

bool may_call(const Policy& policy, const std::string& below) {
  return policy.decide({"thing.a"}, Operation::call, uri + below).is_allowed;
}

bool may_subscribe(const Policy& policy, const std::string& below) {
  return policy.decide({"thing.a"}, Operation::subscribe, uri + below).is_allowed;
}

TEST(PolicyTest, AllowsACallThatAHeldGrantNames) {
  const auto calls = policy(head + "call = [\"Play\"]\n");
  EXPECT_TRUE(may_call(calls, ".Play"));
  EXPECT_FALSE(may_call(calls, ".Stop"));
  EXPECT_FALSE(may_call(calls, ".play"));
  EXPECT_FALSE(may_subscribe(calls, ".Play"));
}

TEST(PolicyTest, AllowsTheTopicOfASignal) {
  const auto signals = policy(head + "signal = [\"Seeked\"]\n");
  EXPECT_TRUE(may_subscribe(signals, ".Seeked"));
  EXPECT_FALSE(may_call(signals, ".Seeked"));
  EXPECT_FALSE(may_call(signals, ".Seeked.get"));
}

TEST(PolicyTest, AllowsTheTopicOfAnObservedCallAndNotTheCall) {
  const auto observes = policy(head + "observe = [\"Notify\"]\n");
  EXPECT_TRUE(may_subscribe(observes, ".Notify"));
  EXPECT_FALSE(may_call(observes, ".Notify"));
  EXPECT_FALSE(may_call(observes, ".Notify.get"));
}

TEST(PolicyTest, DeniesTheTopicOfAnObservedCall) {
  const auto denies = policy(head + "observe = [\"Notify\"]\ndeny = [\"Notify\"]\n");
  EXPECT_FALSE(may_subscribe(denies, ".Notify"));
}

TEST(PolicyTest, LetsACallBeMadeByOneGrantAndObservedByAnother) {
  const auto both = policy(head + "call = [\"Notify\"]\n[grant.b.\"org.example.Thing\"]\n" +
                           "observe = [\"Notify\"]\n");
  EXPECT_TRUE(may_call(both, ".Notify"));
  EXPECT_FALSE(may_subscribe(both, ".Notify"));
}

TEST(PolicyTest, AllowsReadingButNotTheTopicOfAPropertyThatMayOnlyBeRead) {
  const auto gets = policy(head + "get = [\"Position\"]\n");
  EXPECT_TRUE(may_call(gets, ".Position.get"));
  EXPECT_TRUE(may_call(gets, ".get_all"));
  EXPECT_FALSE(may_subscribe(gets, ".Position"));
  EXPECT_FALSE(may_call(gets, ".Position.set"));
}

TEST(PolicyTest, AllowsReadingAndTheTopicOfAWatchedProperty) {
  const auto watches = policy(head + "watch = [\"Volume\"]\n");
  EXPECT_TRUE(may_call(watches, ".Volume.get"));
  EXPECT_TRUE(may_call(watches, ".get_all"));
  EXPECT_TRUE(may_subscribe(watches, ".Volume"));
  EXPECT_FALSE(may_call(watches, ".Volume.set"));
  EXPECT_FALSE(may_subscribe(watches, ".Volume.get"));
  EXPECT_FALSE(may_subscribe(watches, ".get_all"));
}

TEST(PolicyTest, AllowsSettingWithoutReading) {
  const auto sets = policy(head + "set = [\"Volume\"]\n");
  EXPECT_TRUE(may_call(sets, ".Volume.set"));
  EXPECT_FALSE(may_call(sets, ".Volume.get"));
  EXPECT_FALSE(may_call(sets, ".get_all"));
}

TEST(PolicyTest, TakesAStarForEveryMember) {
  const auto all = policy(head + "call = [\"*\"]\n");
  EXPECT_TRUE(may_call(all, ".Anything"));
  EXPECT_FALSE(may_call(all, ".*"));
  EXPECT_FALSE(may_call(all, ".no-member"));
  EXPECT_FALSE(may_call(all, ".Anything.get"));
}

TEST(PolicyTest, TakesDeniedMembersFromEverybody) {
  const auto denied = policy(head + "call = [\"*\"]\nwatch = [\"*\"]\n" +
                             "[grant.b.\"org.example.Thing\"]\ndeny = [\"Quit\"]\n");
  EXPECT_TRUE(may_call(denied, ".Play"));
  EXPECT_FALSE(may_call(denied, ".Quit"));
  EXPECT_FALSE(may_call(denied, ".Quit.get"));
  EXPECT_FALSE(may_subscribe(denied, ".Quit"));
  EXPECT_FALSE(denied.decide({"*"}, Operation::call, uri + ".Quit").is_allowed);
}

TEST(PolicyTest, HasNothingForGetAllWhenAllIsDenied) {
  EXPECT_FALSE(may_call(policy(head + "watch = [\"*\"]\ndeny = [\"*\"]\n"), ".get_all"));
  EXPECT_FALSE(may_call(policy(head + "watch = [\"A\"]\ndeny = [\"A\"]\n"), ".get_all"));
  EXPECT_TRUE(may_call(policy(head + "watch = [\"*\"]\ndeny = [\"A\"]\n"), ".get_all"));
}

TEST(PolicyTest, ReachesAnInterfaceByItsAliasOnly) {
  const auto renamed = policy(head + "as = \"T\"\ncall = [\"Play\"]\n");
  const auto decide = [&](const std::string& path) {
    return renamed.decide({"*"}, Operation::call, "org.example.thing.one." + path).is_allowed;
  };
  EXPECT_TRUE(decide("T.Play"));
  EXPECT_FALSE(decide("Thing.Play"));
  EXPECT_FALSE(decide("org.example.Thing.Play"));
}

TEST(PolicyTest, GivesIncludedGrantsToTheHolder) {
  const auto including = policy(head +
                                "[grant.a]\ninclude = [\"b\"]\n[grant.b]\ninclude = [\"c\"]\n"
                                "[grant.c.\"org.example.Thing\"]\ncall = [\"Play\"]\n");
  EXPECT_TRUE(may_call(including, ".Play"));
  EXPECT_FALSE(including.decide({"thing.x"}, Operation::call, uri + ".Play").is_allowed);
}

TEST(PolicyTest, SaysWhichGrantWouldDo) {
  const auto one = policy(head + "call = [\"Play\"]\n");
  EXPECT_EQ(one.decide({}, Operation::call, uri + ".Play").reason, "needs the grant thing.a");
}

TEST(PolicyTest, SaysWhichGrantsWouldDo) {
  const auto two = policy(head + "call = [\"Play\"]\n[grant.b]\ninclude = [\"a\"]\n[grant.c]\n");
  EXPECT_EQ(two.decide({"thing.c"}, Operation::call, uri + ".Play").reason,
            "needs one of the grants thing.a, thing.b");
}

TEST(PolicyTest, SaysThatNoPolicyOpensAMember) {
  const auto one = policy(head + "call = [\"Play\"]\n");
  EXPECT_EQ(one.decide({"*"}, Operation::call, uri + ".Stop").reason,
            "no policy opens org.example.thing.one.Thing.Stop");
  EXPECT_EQ(Policy().decide({"*"}, Operation::call, "a.b").reason, "no policy opens a.b");
}

TEST(PolicyTest, SaysThatNoPolicyOpensADeniedMember) {
  const auto denied = policy(head + "call = [\"Play\"]\ndeny = [\"Play\"]\n");
  EXPECT_EQ(denied.decide({}, Operation::call, uri + ".Play").reason,
            "no policy opens org.example.thing.one.Thing.Play");
}

TEST(PolicyTest, HandsOutTheRulesThatAllow) {
  const auto two = policy(head +
                          "set.Volume = { max = 1 }\n"
                          "[grant.b.\"org.example.Thing\"]\nset.Volume = { max = 2 }\n");
  EXPECT_THAT(two.decide({"thing.a"}, Operation::call, uri + ".Volume.set").rules, SizeIs(1));
  EXPECT_THAT(two.decide({"*"}, Operation::call, uri + ".Volume.set").rules, SizeIs(2));
}

TEST(PolicyTest, ShowsAFileToWhoHoldsSomeGrantOfIt) {
  const auto two = policy("[grant.a]\n[grant.b]\n");
  const auto& file = two.files()[0];
  EXPECT_TRUE(two.may_see({"thing.b"}, file));
  EXPECT_TRUE(two.may_see({"*"}, file));
  EXPECT_FALSE(two.may_see({}, file));
  EXPECT_FALSE(two.may_see({"other.a", "thing.c", "thing"}, file));
}

TEST(PolicyTest, SaysWhichPropertiesGetAllMayShow) {
  const auto file = test::thing(head +
                                "get = [\"A\"]\nwatch = [\"B\", \"C\"]\nset = [\"D\"]\n"
                                "deny = [\"C\"]\n");
  const auto shows = [&](const Grants& held, const char* property) {
    return may_get(held, file, "org.example.Thing", property);
  };
  EXPECT_TRUE(shows({"thing.a"}, "A"));
  EXPECT_TRUE(shows({"thing.a"}, "B"));
  EXPECT_FALSE(shows({"thing.a"}, "C"));
  EXPECT_FALSE(shows({"thing.a"}, "D"));
  EXPECT_FALSE(shows({"thing.a"}, "*"));
  EXPECT_FALSE(shows({}, "A"));
  EXPECT_FALSE(may_get({"thing.a"}, file, "org.example.Other", "A"));
}

TEST(PolicyTest, DoesNotShowAPropertyInGetAllThatMayBeReadOnlyAfterAsking) {
  const auto file = test::thing(head + "get = { A = { ask = true }, B = {} }\n");
  EXPECT_FALSE(may_get({"thing.a"}, file, "org.example.Thing", "A"));
  EXPECT_TRUE(may_get({"thing.a"}, file, "org.example.Thing", "B"));
}

TEST(PolicyTest, TellsAGrantThatNoFileHas) {
  const auto one = policy("[grant.control]\n");
  EXPECT_EQ(unknown_grant(one, "thing.control"), std::nullopt);
  EXPECT_EQ(unknown_grant(one, "*"), std::nullopt);
  EXPECT_EQ(unknown_grant(one, "thing.contrl"),
            "no policy file has the grant \"thing.contrl\"; did you mean \"thing.control\"?");
  EXPECT_EQ(unknown_grant(one, "zzz"), "no policy file has the grant \"zzz\"");
}

}  // namespace
}  // namespace deskgate::mapping

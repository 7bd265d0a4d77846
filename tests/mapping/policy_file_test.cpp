// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/policy_file.hpp"

#include <gmock/gmock.h>

#include "tests/mapping/policies.hpp"

namespace deskgate::mapping {
namespace {

using testing::ElementsAre;
using testing::Key;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;

const std::string head = "[grant.a.\"org.example.Thing\"]\n";

std::vector<std::string> described(const std::vector<Rule>& rules) {
  std::vector<std::string> texts;
  for (const auto& rule : rules) {
    texts.push_back(std::string(to_string(rule.access)) + " " + rule.member);
  }
  return texts;
}

TEST(PolicyFileTest, HasTheNameOfItsFileAsId) {
  const auto file = test::thing("", "/etc/deskgate/policies/my-thing_2.toml");
  EXPECT_EQ(file.id, "my-thing_2");
  EXPECT_EQ(file.path, "/etc/deskgate/policies/my-thing_2.toml");
}

TEST(PolicyFileTest, ReadsTheService) {
  const auto file = test::thing("");
  EXPECT_EQ(file.summary, "A thing");
  EXPECT_EQ(file.service.bus, "session");
  EXPECT_EQ(file.service.path.text(), "/org/example/Thing");
  EXPECT_EQ(file.service.name.text(), "org.example.Thing.{id}");
  EXPECT_EQ(file.service.uri.text(), "org.example.thing.{id}");
}

TEST(PolicyFileTest, ACallStartsNothingUnlessTheFileSaysSo) {
  EXPECT_FALSE(test::thing("").service.activate);
}

TEST(PolicyFileTest, ReadsThatACallMayStartTheService) {
  Diagnostics diagnostics;
  const auto file = parse_policy_file(R"(
summary = "A thing"
[service]
name = "org.example.Thing"
path = "/org/example/Thing"
uri = "org.example.thing"
activate = true
)",
                                      "thing.toml", diagnostics);
  ASSERT_TRUE(file.has_value());
  EXPECT_TRUE(file->service.activate);
}

TEST(PolicyFileTest, MatchesTheNamesOfItsServiceButNotTheExceptions) {
  const Service service{.name = Template("org.example.{id}"), .except = {"org.example.not"}};
  EXPECT_THAT(service.match("org.example.one"), testing::Optional(Captures{{"id", "one"}}));
  EXPECT_EQ(service.match("org.example.not"), std::nullopt);
  EXPECT_EQ(service.match("org.other.one"), std::nullopt);
  EXPECT_EQ(service.match("org.example.1x"), std::nullopt);
}

TEST(PolicyFileTest, ACaptureInThePathIsOneElement) {
  const Service service{.path = Template("/org/bluez/{adapter}/{device}")};
  EXPECT_THAT(service.match_path("/org/bluez/hci0/dev_1"),
              testing::Optional(Captures{{"adapter", "hci0"}, {"device", "dev_1"}}));
  EXPECT_EQ(service.match_path("/org/bluez/hci0"), std::nullopt);
  EXPECT_EQ(service.match_path("/org/bluez/hci0/dev_1/service1"), std::nullopt);
  EXPECT_EQ(service.match_path("/org/bluez/hci0/"), std::nullopt);
}

TEST(PolicyFileTest, ReadsWhatIntrospectionDoesNotSay) {
  const auto file = test::thing(
      "[types.\"org.example.Thing\"]\n"
      "method.Play = { in = \"sa{sv}\", out = \"b\", names = [\"title\", \"hints\"] }\n"
      "signal.Played = \"su\"\nproperty.Level = \"d\"\n");
  const auto& types = file.types.at("org.example.Thing");
  EXPECT_EQ(types.methods.at("Play").in_signature(), "sa{sv}");
  EXPECT_THAT(types.methods.at("Play").in_names(), ElementsAre("title", "hints"));
  EXPECT_EQ(types.methods.at("Play").out.at(0).type, "b");
  EXPECT_EQ(types.signals.at("Played").arguments.at(1).type, "u");
  EXPECT_EQ(types.properties.at("Level").type, "d");
}

TEST(PolicyFileTest, ReadsListsOfMembers) {
  const auto file = test::thing(head +
                                "call = [\"A\", \"B\"]\nsignal = [\"C\"]\nget = [\"D\"]\n"
                                "watch = [\"*\"]\nset = [\"E\"]\n");
  EXPECT_THAT(described(file.grants.at("a")),
              ElementsAre("call A", "call B", "signal C", "get D", "watch *", "set E"));
}

TEST(PolicyFileTest, ReadsTablesOfMembers) {
  const auto file = test::thing(head +
                                "call.A = {}\nsignal.C = {}\nget.D = {}\nwatch.\"*\" = {}\n"
                                "set.E = {}\n");
  EXPECT_THAT(described(file.grants.at("a")),
              ElementsAre("call A", "signal C", "get D", "watch *", "set E"));
}

TEST(PolicyFileTest, RemembersTheLineOfARule) {
  const auto file = test::thing(head + "call.A = {}\nget = [\"D\"]\n");
  EXPECT_EQ(file.grants.at("a").at(0).line, 7);
  EXPECT_EQ(file.grants.at("a").at(1).line, 8);
}

TEST(PolicyFileTest, ReadsTheConditionsOnArguments) {
  const auto file = test::thing(
      head + "call.Do = { 0 = { min = 1, max = 2.5 }, hints = { keys = [\"k\"] }, 2 = {} }\n");
  const auto& arguments = file.grants.at("a").at(0).arguments;
  ASSERT_THAT(arguments, SizeIs(2));
  EXPECT_EQ(arguments.at("0").min, 1.0);
  EXPECT_EQ(arguments.at("0").max, 2.5);
  EXPECT_THAT(*arguments.at("hints").keys, ElementsAre(Key("k")));
}

TEST(PolicyFileTest, ReadsTheConditionsOnTheValuesOfADictionary) {
  const auto file = test::thing(head + "call.Do.0.keys = { a = { max = 2 }, b = {} }\n");
  const auto& keys = *file.grants.at("a").at(0).arguments.at("0").keys;
  EXPECT_THAT(keys, ElementsAre(Key("a"), Key("b")));
  EXPECT_EQ(keys.at("a").max, 2.0);
  EXPECT_TRUE(keys.at("b").is_empty());
}

TEST(PolicyFileTest, ReadsAValueThatIsForced) {
  const auto file = test::thing(head +
                                "call.Do = { 0 = { force = { a = [1, \"x\"] } } }\n"
                                "set.B   = { force = true }\n");
  const auto& rules = file.grants.at("a");
  EXPECT_EQ(*rules.at(0).arguments.at("0").force, nlohmann::json::parse(R"({"a": [1, "x"]})"));
  EXPECT_EQ(*rules.at(1).arguments.at("0").force, true);
}

TEST(PolicyFileTest, ReadsTheLimitsOfATableForAllItsRules) {
  const auto file = test::thing(head +
                                "rate = \"10/min\"\ntimeout = \"2s\"\ncall = [\"A\"]\n"
                                "watch = [\"B\"]\nsignal = [\"C\"]\n");
  const auto& rules = file.grants.at("a");
  EXPECT_EQ(rules.at(0).limits.text(), "at most 10/min, within 2s");
  EXPECT_EQ(rules.at(1).limits.text(), "");
  EXPECT_EQ(rules.at(2).limits.text(), "at most 10/min, within 2s");
}

TEST(PolicyFileTest, ReadsTheLimitsOfOneMember) {
  const auto file = test::thing(head +
                                "ask = true\nrate = \"10/s\"\n"
                                "call = { A = { rate = \"1/h\" }, B = { ask = false } }\n"
                                "get.C = { timeout = \"500ms\" }\n"
                                "set.D = { max = 1, rate = \"5/s\" }\n");
  const auto& rules = file.grants.at("a");
  EXPECT_EQ(rules.at(0).limits.text(), "at most 1/h, after asking at the desktop");
  EXPECT_EQ(rules.at(1).limits.text(), "at most 10/s");
  EXPECT_EQ(rules.at(2).limits.text(), "at most 10/s, within 500ms, after asking at the desktop");
  EXPECT_EQ(rules.at(3).limits.text(), "at most 5/s, after asking at the desktop");
  EXPECT_EQ(rules.at(3).arguments.at("0").max, 1.0);
}

TEST(PolicyFileTest, TakesATableForTheConditionsOnAnArgumentThatIsCalledAsALimit) {
  const auto file = test::thing(head + "call.A = { rate = { max = 2 } }\n");
  const auto& rule = file.grants.at("a").at(0);
  EXPECT_EQ(rule.limits.text(), "");
  EXPECT_EQ(rule.arguments.at("rate").max, 2.0);
}

TEST(PolicyFileTest, ReadsTheConditionsOnAValueThatIsSet) {
  const auto file = test::thing(
      head + "set.A = { one_of = [\"x\", 1, 1.5, true], prefix = \"p\", max_length = 3 }\n");
  const auto& value = file.grants.at("a").at(0).arguments.at("0");
  EXPECT_THAT(*value.one_of, ElementsAre("x", 1, 1.5, true));
  EXPECT_EQ(value.prefix, "p");
  EXPECT_EQ(value.max_length, 3U);
}

TEST(PolicyFileTest, CallsAnInterfaceByItsLastElement) {
  const auto file = test::thing(head);
  EXPECT_THAT(file.aliases, ElementsAre(Pair("Thing", "org.example.Thing")));
  EXPECT_EQ(file.alias_of("org.example.Thing"), "Thing");
  EXPECT_EQ(file.alias_of("org.example.Other"), "");
}

TEST(PolicyFileTest, CallsAnInterfaceAsOneOfItsGrantsSays) {
  const auto file = test::thing(head + "[grant.b.\"org.example.Thing\"]\nas = \"T\"\n" +
                                "[grant.c.\"org.example.Thing\"]\nas = \"T\"\n");
  EXPECT_THAT(file.aliases, ElementsAre(Pair("T", "org.example.Thing")));
}

TEST(PolicyFileTest, ResolvesIncludes) {
  const auto file = test::thing(head + "get = [\"A\"]\n[grant.b]\ninclude = [\"a\"]\n" +
                                "[grant.b.\"org.example.Thing\"]\nget = [\"B\"]\n" +
                                "[grant.c]\ninclude = [\"b\", \"a\"]\n");
  EXPECT_THAT(described(file.grants.at("a")), ElementsAre("get A"));
  EXPECT_THAT(described(file.grants.at("b")), UnorderedElementsAre("get A", "get B"));
  EXPECT_THAT(described(file.grants.at("c")), UnorderedElementsAre("get A", "get B"));
}

TEST(PolicyFileTest, ExposesWhatSomeGrantOpens) {
  const auto file = test::thing(head + "watch = [\"A\", \"B\"]\ncall = [\"*\"]\ndeny = [\"B\"]\n");
  const std::string interface = "org.example.Thing";
  EXPECT_TRUE(file.exposes(interface, "A", Access::watch));
  EXPECT_TRUE(file.exposes(interface, "A", Access::get));
  EXPECT_TRUE(file.exposes(interface, "Anything", Access::call));
  EXPECT_FALSE(file.exposes(interface, "A", Access::set));
  EXPECT_FALSE(file.exposes(interface, "A", Access::signal));
  EXPECT_FALSE(file.exposes(interface, "B", Access::watch));
  EXPECT_FALSE(file.exposes(interface, "B", Access::call));
  EXPECT_FALSE(file.exposes("org.example.Other", "A", Access::watch));
}

TEST(PolicyFileTest, TellsAllMistakesInTheOrderOfTheirLines) {
  Diagnostics diagnostics;
  const auto file = parse_policy_file(
      "summary = 1\n[service]\nname = \"x\"\nbus = 2\npath = \"/\"\nuri = \"a.b\"\n", "x.toml",
      diagnostics);
  EXPECT_FALSE(file.has_value());
  EXPECT_EQ(test::all_text(diagnostics),
            "x.toml:1: \"summary\" must be text, got an integer\n"
            "x.toml:3: \"name\" in [service] is no bus name: \"x\"\n"
            "x.toml:4: \"bus\" in [service] must be text, got an integer\n");
}

TEST(PolicyFileTest, LimitsTheNumberOfGrants) {
  std::string grants;
  for (int i = 0; i < 257; ++i) grants += "[grant.g" + std::to_string(i) + "]\n";
  Diagnostics diagnostics;
  parse_policy_file("summary = \"x\"\n" + grants, "x.toml", diagnostics);
  EXPECT_THAT(test::all_text(diagnostics), testing::HasSubstr("more than 256 grants"));
}

TEST(PolicyFileTest, AllowsLogindByItsExactMembers) {
  Diagnostics diagnostics;
  const auto file = parse_policy_file(
      "summary = \"Power\"\n[service]\nbus = \"system\"\nname = \"org.freedesktop.login1\"\n"
      "path = \"/org/freedesktop/login1\"\nuri = \"org.deskgate.power\"\n"
      "[grant.off.\"org.freedesktop.login1.Manager\"]\ncall = [\"PowerOff\"]\nwatch = [\"*\"]\n",
      "power.toml", diagnostics);
  EXPECT_EQ(test::all_text(diagnostics), "");
  EXPECT_TRUE(file.has_value());
}

}  // namespace
}  // namespace deskgate::mapping

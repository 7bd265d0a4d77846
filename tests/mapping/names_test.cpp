// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/names.hpp"

#include <gmock/gmock.h>

namespace deskgate::mapping {
namespace {

using testing::Optional;

const Template mpris("org.deskgate.mpris.{player}");

TEST(TemplateTest, CapturesWhatStandsBetweenItsLiterals) {
  EXPECT_THAT(Template("org.mpris.MediaPlayer2.{player}").match("org.mpris.MediaPlayer2.vlc"),
              Optional(Captures{{"player", "vlc"}}));
}

TEST(TemplateTest, CapturesDots) {
  EXPECT_THAT(Template("a.{x}").match("a.vlc.instance1"),
              Optional(Captures{{"x", "vlc.instance1"}}));
}

TEST(TemplateTest, CapturesAtLeastOneCharacter) {
  EXPECT_EQ(Template("a.{x}").match("a."), std::nullopt);
  EXPECT_EQ(Template("a.{x}.b").match("a..b"), std::nullopt);
  EXPECT_EQ(Template("{x}-{y}").match("-b"), std::nullopt);
}

TEST(TemplateTest, CapturesTheShortestThatMakesTheWholeMatch) {
  EXPECT_THAT(Template("{a}.{b}").match("1.2.3"), Optional(Captures{{"a", "1"}, {"b", "2.3"}}));
  EXPECT_THAT(Template("{a}--{b}").match("---x"), Optional(Captures{{"a", "-"}, {"b", "x"}}));
}

TEST(TemplateTest, MatchesTheWholeTextOrNothing) {
  EXPECT_EQ(Template("a.{x}.z").match("a.b.zz"), std::nullopt);
  EXPECT_EQ(Template("a.{x}").match("b.a.x"), std::nullopt);
  EXPECT_EQ(Template("aba{x}ba").match("abba"), std::nullopt);
}

TEST(TemplateTest, MatchesOnlyItselfWithoutCaptures) {
  EXPECT_THAT(Template("a.b").match("a.b"), Optional(Captures{}));
  EXPECT_EQ(Template("a.b").match("a.b.c"), std::nullopt);
  EXPECT_EQ(Template("a.b").match("a.B"), std::nullopt);
}

TEST(TemplateTest, ExpandsToWhatItMatched) {
  const Template name("org.{a}.x-{b}");
  EXPECT_EQ(name.expand(*name.match("org.one.two.x-3")), "org.one.two.x-3");
}

TEST(TemplateTest, KnowsTheTextBeforeItsFirstCapture) {
  EXPECT_EQ(Template("a.{x}.b").literal_prefix(), "a.");
  EXPECT_EQ(Template("{x}").literal_prefix(), "");
  EXPECT_EQ(Template("a.b").literal_prefix(), "a.b");
}

TEST(TemplateTest, ListsItsCapturesInOrder) {
  EXPECT_THAT(Template("{b}.{a}").captures(), testing::ElementsAre("b", "a"));
}

TEST(TemplateTest, SaysWhatIsWrongWithText) {
  const auto name = [](const std::string& text) {
    return text + " is no capture: a capture's name has only a..z and _";
  };
  EXPECT_EQ(Template::fault("a.{x_y}"), std::nullopt);
  EXPECT_EQ(Template::fault(""), "it is empty");
  EXPECT_EQ(Template::fault("a.{"), "it has a { without a }");
  EXPECT_EQ(Template::fault("a.}"), "it has a } without a {");
  EXPECT_EQ(Template::fault("{a}}"), "it has a } without a {");
  EXPECT_EQ(Template::fault("{{a}}"), name("{{a}"));
  EXPECT_EQ(Template::fault("{}"), name("{}"));
  EXPECT_EQ(Template::fault("{A}"), name("{A}"));
  EXPECT_EQ(Template::fault("{a1}"), name("{a1}"));
  EXPECT_EQ(Template::fault("{a}{b}"), "{a} and {b} need text between them");
  EXPECT_EQ(Template::fault("{a}.{a}"), "it captures {a} twice");
}

TEST(UriTest, MakesOneComponentOfACapturedText) {
  EXPECT_EQ(uri_component("vlc"), "vlc");
  EXPECT_EQ(uri_component("vlc.instance1.a"), "vlc_instance1_a");
  EXPECT_EQ(uri_component("a b\tc#d\ne"), "a_b_c_d_e");
}

TEST(UriTest, NamesAnObjectByWhatItsNameCaptures) {
  EXPECT_EQ(object_uri(mpris, {{"player", "vlc.instance1"}}), "org.deskgate.mpris.vlc_instance1");
}

TEST(UriTest, NamesTheMembersOfAnObject) {
  EXPECT_EQ(member_uri("a.b", "Player", "Play"), "a.b.Player.Play");
  EXPECT_EQ(get_uri("a.b", "Player", "Volume"), "a.b.Player.Volume.get");
  EXPECT_EQ(set_uri("a.b", "Player", "Volume"), "a.b.Player.Volume.set");
  EXPECT_EQ(get_all_uri("a.b", "Player"), "a.b.Player.get_all");
}

TEST(TemplateTest, KnowsWhatLiesAboveThePathsThatItMatches) {
  EXPECT_THAT(Template("/{a}").literal_parents(), testing::ElementsAre("/"));
  EXPECT_THAT(Template("/org/bluez/{adapter}/{device}").literal_parents(),
              testing::ElementsAre("/", "/org", "/org/bluez"));
}

struct Parsed {
  const char* uri;
  const char* interface_alias;
  const char* member;
  MemberKind kind;
};

class ParsedUriTest : public testing::TestWithParam<Parsed> {};

TEST_P(ParsedUriTest, IsTakenApart) {
  const auto parsed = parse_member_uri(mpris, GetParam().uri);
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->interface_alias, GetParam().interface_alias);
  EXPECT_EQ(parsed->member, GetParam().member);
  EXPECT_EQ(parsed->kind, GetParam().kind);
}

const Parsed parsed_uris[] = {
    {"org.deskgate.mpris.vlc.Player.Play", "Player", "Play", MemberKind::method_or_topic},
    {"org.deskgate.mpris.vlc.Player.get", "Player", "get", MemberKind::method_or_topic},
    {"org.deskgate.mpris.vlc.Player.Volume.get", "Player", "Volume", MemberKind::get},
    {"org.deskgate.mpris.vlc.Player.Volume.set", "Player", "Volume", MemberKind::set},
    {"org.deskgate.mpris.vlc.Player.get_all", "Player", "", MemberKind::get_all},
    {"org.deskgate.mpris.get.get.get.get", "get", "get", MemberKind::get},
};
INSTANTIATE_TEST_SUITE_P(Uris, ParsedUriTest, testing::ValuesIn(parsed_uris));

class ForeignUriTest : public testing::TestWithParam<const char*> {};

TEST_P(ForeignUriTest, DoesNotFitTheTemplate) {
  EXPECT_FALSE(parse_member_uri(mpris, GetParam()).has_value());
}

INSTANTIATE_TEST_SUITE_P(
    Uris, ForeignUriTest,
    testing::Values("", "org.deskgate.mpris", "org.deskgate.mpris.vlc",
                    "org.deskgate.mpris.vlc.Player", "org.deskgate.mpris.vlc.Player.Volume.got",
                    "org.deskgate.mpris.vlc.Player.Volume.get.get",
                    "org.deskgate.mpris..Player.Play", "org.deskgate.mpris.vlc..Play",
                    "org.deskgate.mpris.vlc.Player.", "org.deskgate.mpris.vlc.Player.Volume.",
                    "org.deskgate.mprisx.vlc.Player.Play", "Org.deskgate.mpris.vlc.Player.Play",
                    ".org.deskgate.mpris.vlc.Player.Play"));

TEST(UriTest, ParsesWhatItBuilds) {
  const auto uri = set_uri(object_uri(mpris, {{"player", "a.b c"}}), "Player", "Volume");
  EXPECT_EQ(parse_member_uri(mpris, uri)->member, "Volume");
}

TEST(UriTest, CollidesWhereACaptureCanMeanTheOthersText) {
  const auto collide = [](const char* a, const char* b) {
    return may_collide(Template(a), Template(b)) && may_collide(Template(b), Template(a));
  };
  EXPECT_TRUE(collide("a.b", "a.b"));
  EXPECT_TRUE(collide("a.b", "a.b.c"));
  EXPECT_TRUE(collide("a.{x}", "a.b.c"));
  EXPECT_TRUE(collide("a.{x}", "a.{y}"));
  EXPECT_TRUE(collide("a.{x}.c", "a.b.{y}"));
  EXPECT_FALSE(collide("a.b", "a.c"));
  EXPECT_FALSE(collide("a.b", "a.bc"));
  EXPECT_FALSE(collide("a.{x}.c", "a.{x}.d"));
}

TEST(UriTest, KnowsWhatCanStandBetweenTwoDots) {
  EXPECT_TRUE(is_uri_component("Player-2_ü"));
  EXPECT_FALSE(is_uri_component(""));
  EXPECT_FALSE(is_uri_component("a.b"));
  EXPECT_FALSE(is_uri_component("a#"));
  EXPECT_FALSE(is_uri_component("a b"));
  EXPECT_FALSE(is_uri_component("a\n"));
  EXPECT_FALSE(is_uri_component("a\xff"));
}

const std::string long_element(120, 'a');

TEST(DBusNameTest, FollowsTheRulesOfBusNames) {
  EXPECT_TRUE(is_bus_name("org.example"));
  EXPECT_TRUE(is_bus_name("org.ex-ample._1.-"));
  EXPECT_TRUE(is_bus_name(long_element + "." + long_element + ".aaaaaaaaaaaaa"));
  EXPECT_FALSE(is_bus_name(long_element + "." + long_element + ".aaaaaaaaaaaaaa"));
  EXPECT_FALSE(is_bus_name(""));
  EXPECT_FALSE(is_bus_name("org"));
  EXPECT_FALSE(is_bus_name(":1.42"));
  EXPECT_FALSE(is_bus_name("org.1example"));
  EXPECT_FALSE(is_bus_name("org..example"));
  EXPECT_FALSE(is_bus_name(".org.example"));
  EXPECT_FALSE(is_bus_name("org.example."));
  EXPECT_FALSE(is_bus_name("org.exämple"));
  EXPECT_FALSE(is_bus_name("org.example "));
}

TEST(DBusNameTest, FollowsTheRulesOfInterfaceNames) {
  EXPECT_TRUE(is_interface_name("org.example_1.Thing"));
  EXPECT_FALSE(is_interface_name("Thing"));
  EXPECT_FALSE(is_interface_name("org.ex-ample"));
  EXPECT_FALSE(is_interface_name("org.1x"));
  EXPECT_FALSE(is_interface_name("org."));
}

TEST(DBusNameTest, FollowsTheRulesOfMemberNames) {
  EXPECT_TRUE(is_member_name("Play"));
  EXPECT_TRUE(is_member_name("_1"));
  EXPECT_TRUE(is_member_name(std::string(255, 'a')));
  EXPECT_FALSE(is_member_name(std::string(256, 'a')));
  EXPECT_FALSE(is_member_name(""));
  EXPECT_FALSE(is_member_name("1a"));
  EXPECT_FALSE(is_member_name("a.b"));
  EXPECT_FALSE(is_member_name("a-b"));
  EXPECT_FALSE(is_member_name("*"));
}

TEST(DBusNameTest, FollowsTheRulesOfObjectPaths) {
  EXPECT_TRUE(is_object_path("/"));
  EXPECT_TRUE(is_object_path("/a/_1/2"));
  EXPECT_FALSE(is_object_path(""));
  EXPECT_FALSE(is_object_path("a"));
  EXPECT_FALSE(is_object_path("//"));
  EXPECT_FALSE(is_object_path("/a/"));
  EXPECT_FALSE(is_object_path("/a//b"));
  EXPECT_FALSE(is_object_path("/.."));
  EXPECT_FALSE(is_object_path("/a-b"));
}

}  // namespace
}  // namespace deskgate::mapping

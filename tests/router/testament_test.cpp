// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/testaments.hpp"

#include "router/limits.hpp"
#include "tests/router/meta_test.hpp"

namespace deskgate::router {
namespace {

class TestamentTest : public MetaTest {
 protected:
  // Joe has added a testament on "last.words" with these further arguments.
  TestClient& joe_leaves(const std::string& rest) {
    auto& joe = arrive("joe");
    joe.says(R"([48, 1, {}, "wamp.session.add_testament", ["last.words", )" + rest + "]");
    EXPECT_TRUE(joe.hears("[50, 1, {}]"));
    return joe;
  }

  TestClient& heir = watcher("last.words");
};

TEST_F(TestamentTest, IsPublishedWhenTheTransportIsLost) {
  auto& joe = joe_leaves(R"(["Seeya!"], {"my_name": "app1"}])");
  EXPECT_TRUE(heir.hears_nothing());
  joe.vanishes();
  EXPECT_TRUE(heir.hears(R"([36, "$watch", "$_", {}, ["Seeya!"], {"my_name": "app1"}])"));
  EXPECT_TRUE(heir.hears_nothing());
}

TEST_F(TestamentTest, IsPublishedOnGoodbye) {
  joe_leaves("[1], {}]").says(R"([6, {}, "wamp.close.close_realm"])");
  EXPECT_TRUE(heir.hears(R"([36, "$watch", "$_", {}, [1]])"));
}

TEST_F(TestamentTest, IsPublishedOnAViolation) {
  joe_leaves("[1], {}]").says("[99]");
  EXPECT_TRUE(heir.hears(R"([36, "$watch", "$_", {}, [1]])"));
}

TEST_F(TestamentTest, IsPublishedWhenTheSessionIsKilled) {
  joe_leaves("[1], {}]");
  heir.says(R"([48, 2, {}, "wamp.session.kill", ["$joe"]])");
  EXPECT_TRUE(heir.hears(R"([36, "$watch", "$_", {}, [1]])"));
  EXPECT_TRUE(heir.hears("[50, 2, {}]"));
}

TEST_F(TestamentTest, ComesBeforeOnLeaveAndWhatTheSessionHeld) {
  auto& joe = joe_leaves("[1], {}]");
  joe.says(R"([32, 2, {}, "a.b"])");
  heir.says(R"([32, 2, {}, "wamp.session.on_leave"])");
  heir.says(R"([32, 3, {}, "wamp.subscription.on_unsubscribe"])");
  EXPECT_TRUE(heir.hears(R"([33, 2, "$leave"])"));
  EXPECT_TRUE(heir.hears(R"([33, 3, "$unsubscribe"])"));
  joe.vanishes();
  EXPECT_TRUE(heir.hears(R"([36, "$watch", "$_", {}, [1]])"));
  EXPECT_TRUE(heir.hears(R"([36, "$unsubscribe", "$_", {}, ["$joe", "$_"]])"));
  EXPECT_TRUE(heir.hears(R"([36, "$leave", "$_", {}, ["$joe", "joe", "client"]])"));
}

TEST_F(TestamentTest, DetachedComesBeforeDestroyedEachInItsOrder) {
  auto& joe = joe_leaves(R"([1], {}], {"scope": "destroyed"})");
  joe.says(R"([48, 2, {}, "wamp.session.add_testament", ["last.words", [2], {}]])");
  joe.says(R"([48, 3, {}, "wamp.session.add_testament", ["last.words", [3], {}],
               {"scope": "detached"}])");
  joe.says(R"([48, 4, {}, "wamp.session.add_testament", ["last.words", [4], {}],
               {"scope": "detached"}])");
  joe.vanishes();
  EXPECT_TRUE(heir.hears(R"([36, "$watch", "$_", {}, [3]])"));
  EXPECT_TRUE(heir.hears(R"([36, "$watch", "$_", {}, [4]])"));
  EXPECT_TRUE(heir.hears(R"([36, "$watch", "$_", {}, [1]])"));
  EXPECT_TRUE(heir.hears(R"([36, "$watch", "$_", {}, [2]])"));
}

TEST_F(TestamentTest, IsFlushedByScope) {
  auto& joe = joe_leaves("[1], {}]");
  joe.says(R"([48, 2, {}, "wamp.session.add_testament", ["last.words", [2], {}],
               {"scope": "detached"}])");
  EXPECT_TRUE(joe.hears("[50, 2, {}]"));
  joe.says(R"([48, 3, {}, "wamp.session.flush_testaments"])");
  EXPECT_TRUE(joe.hears("[50, 3, {}]"));
  joe.vanishes();
  EXPECT_TRUE(heir.hears(R"([36, "$watch", "$_", {}, [2]])"));
  EXPECT_TRUE(heir.hears_nothing());
}

TEST_F(TestamentTest, IsFlushedFromTheDetachedScope) {
  auto& joe = joe_leaves(R"([1], {}], {"scope": "detached"})");
  joe.says(R"([48, 2, {}, "wamp.session.flush_testaments", [], {"scope": "detached"}])");
  EXPECT_TRUE(joe.hears("[50, 2, {}]"));
  joe.vanishes();
  EXPECT_TRUE(heir.hears_nothing());
}

TEST_F(TestamentTest, BelongsToOneSessionOnly) {
  auto& joe = joe_leaves("[1], {}]");
  joe.says(R"([6, {}, "wamp.close.close_realm"])");
  heir.skip();
  joe.says(hello);
  joe.vanishes();
  EXPECT_TRUE(heir.hears_nothing());
}

TEST_F(TestamentTest, ObeysItsPublishOptions) {
  auto& other = join("other");
  other.says(R"([32, 1, {}, "last.words"])");
  other.skip();
  joe_leaves(R"([1], {}], {"publish_options": {"exclude_authid": ["watcher"], "retain": true,
                                               "acknowledge": true}})")
      .vanishes();
  EXPECT_TRUE(heir.hears_nothing());
  EXPECT_TRUE(other.hears(R"([36, "$watch", "$publication", {}, [1]])"));
  other.says(R"([32, 2, {"get_retained": true}, "last.words"])");
  EXPECT_TRUE(other.hears(R"([33, 2, "$watch"])"));
  EXPECT_TRUE(other.hears(R"([36, "$watch", "$publication", {"retained": true}, [1]])"));
}

TEST_F(TestamentTest, IsNotHeardByTheOneWhoHasLeft) {
  auto& joe = joe_leaves(R"([1], {}], {"publish_options": {"exclude_me": false}})");
  joe.says(R"([32, 2, {}, "last.words"])");
  joe.skip();
  joe.says(R"([6, {}, "wamp.close.close_realm"])");
  EXPECT_TRUE(joe.hears(R"([6, {}, "wamp.close.goodbye_and_out"])"));
  EXPECT_TRUE(joe.hears_nothing());
  EXPECT_TRUE(heir.hears(R"([36, "$watch", "$_", {}, [1]])"));
}

TEST_F(TestamentTest, NeedsTheRightToPublishWhenItIsAdded) {
  reserve(Action::publish, "last.words", "admin");
  auto& joe = arrive("joe");
  joe.says(R"([48, 1, {}, "wamp.session.add_testament", ["last.words", [], {}]])");
  EXPECT_TRUE(joe.hears(R"([8, 48, 1, {}, "wamp.error.not_authorized", ["$_"]])"));
  joe.vanishes();
  EXPECT_TRUE(heir.hears_nothing());
}

TEST_F(TestamentTest, NeedsTheRightToPublishWhenItIsPublished) {
  auto& joe = joe_leaves("[1], {}]");
  reserve(Action::publish, "last.words", "admin");
  joe.vanishes();
  EXPECT_TRUE(heir.hears_nothing());
}

TEST_F(TestamentTest, IsBoundedInNumber) {
  auto& joe = arrive("joe");
  for (std::size_t i = 1; i <= max_testaments; ++i) {
    joe.says("[48, " + std::to_string(i) +
             R"(, {}, "wamp.session.add_testament", ["last.words", [], {}]])");
  }
  joe.skip();
  joe.says(R"([48, 65, {}, "wamp.session.add_testament", ["last.words", [], {}],
               {"scope": "detached"}])");
  EXPECT_TRUE(joe.hears(R"([8, 48, 65, {}, "wamp.error.unavailable", ["$_"]])"));
  joe.says(R"([48, 66, {}, "wamp.session.flush_testaments"])");
  EXPECT_TRUE(joe.hears("[50, 66, {}]"));
  joe.says(R"([48, 67, {}, "wamp.session.add_testament", ["last.words", [], {}]])");
  EXPECT_TRUE(joe.hears("[50, 67, {}]"));
}

TEST_F(TestamentTest, IsBoundedInOctets) {
  auto& joe = arrive("joe");
  joe.says(R"([48, 1, {}, "wamp.session.add_testament", ["last.words", [")" +
           std::string(max_testament_octets, 'x') + R"("], {}]])");
  EXPECT_TRUE(joe.hears(R"([8, 48, 1, {}, "wamp.error.unavailable", ["$_"]])"));
}

struct Refused {
  const char* arguments;
  const char* error;
};

class RefusedTestament : public TestamentTest, public testing::WithParamInterface<Refused> {};
TEST_P(RefusedTestament, IsToldWhy) {
  auto& joe = arrive("joe");
  joe.says(R"([48, 1, {}, "wamp.session.add_testament", )" + std::string(GetParam().arguments) +
           "]");
  EXPECT_TRUE(joe.hears(R"([8, 48, 1, {}, "wamp.error.)" + std::string(GetParam().error) +
                        R"(", ["$_"]])"));
}
INSTANTIATE_TEST_SUITE_P(
    Arguments, RefusedTestament,
    testing::Values(
        Refused{"[]", "invalid_argument"}, Refused{R"(["a.b", []])", "invalid_argument"},
        Refused{R"([5, [], {}])", "invalid_argument"},
        Refused{R"(["a.b", {}, {}])", "invalid_argument"},
        Refused{R"(["a.b", [], []])", "invalid_argument"},
        Refused{R"(["a.b", [], {}], {"scope": "gone"})", "invalid_argument"},
        Refused{R"(["a.b", [], {}], {"scope": 5})", "invalid_argument"},
        Refused{R"(["a.b", [], {}], {"publish_options": 5})", "invalid_argument"},
        Refused{R"(["a.b", [], {}], {"publish_options": {"retain": 5}})", "invalid_argument"},
        Refused{R"(["a.b", [], {}], {"publish_options": {"ppt_scheme": "wamp"}})",
                "invalid_argument"},
        Refused{R"(["a b", [], {}])", "invalid_uri"}, Refused{R"(["a.", [], {}])", "invalid_uri"},
        Refused{R"(["wamp.session.on_join", [], {}])", "invalid_uri"}));

TEST_F(TestamentTest, IsNotFlushedFromAnUnknownScope) {
  auto& joe = arrive("joe");
  joe.says(R"([48, 1, {}, "wamp.session.flush_testaments", [], {"scope": "all"}])");
  EXPECT_TRUE(joe.hears(R"([8, 48, 1, {}, "wamp.error.invalid_argument",
      ["argument \"scope\" must be detached or destroyed"]])"));
}

}  // namespace
}  // namespace deskgate::router

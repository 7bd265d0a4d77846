// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/router/transcript.hpp"

namespace deskgate::router {
namespace {

class RetentionTest : public RouterTest {
 protected:
  ~RetentionTest() override { EXPECT_TRUE(realm.broker().invariant()); }
};

TEST_F(RetentionTest, DeliversTheLatestEventRightAfterSubscribed) {
  auto& publisher = join();
  publisher.says(R"([16, 1, {"retain": true}, "a.b", [1]])");
  publisher.says(R"([16, 2, {"retain": true, "acknowledge": true}, "a.b", [2], {"k": 3}])");
  EXPECT_TRUE(publisher.hears(R"([17, 2, "$publication"])"));
  auto& alice = join();
  alice.says(R"([32, 1, {"get_retained": true}, "a.b"])");
  EXPECT_TRUE(alice.hears(R"([33, 1, "$topic"])"));
  EXPECT_TRUE(alice.hears(R"([36, "$topic", "$publication", {"retained": true}, [2], {"k": 3}])"));
  EXPECT_TRUE(alice.hears_nothing());
}

TEST_F(RetentionTest, DeliversNothingUnasked) {
  join().says(R"([16, 1, {"retain": true}, "a.b"])");
  auto& alice = join();
  alice.says(R"([32, 1, {}, "a.b"])");
  EXPECT_TRUE(alice.hears(R"([33, 1, "$_"])"));
  EXPECT_TRUE(alice.hears_nothing());
}

TEST_F(RetentionTest, KeepsTheEventWhenALaterOneIsNotRetained) {
  auto& publisher = join();
  publisher.says(R"([16, 1, {"retain": true}, "a.b", ["kept"]])");
  publisher.says(R"([16, 2, {}, "a.b", ["passing"]])");
  auto& alice = join();
  alice.says(R"([32, 1, {"get_retained": true}, "a.b"])");
  EXPECT_TRUE(alice.hears(R"([33, 1, "$_"])"));
  EXPECT_TRUE(alice.hears(R"([36, "$_", "$_", {"retained": true}, ["kept"]])"));
}

TEST_F(RetentionTest, OutlivesThePublisher) {
  auto& publisher = join();
  publisher.says(R"([16, 1, {"retain": true}, "a.b"])");
  publisher.vanishes();
  auto& alice = join();
  alice.says(R"([32, 1, {"get_retained": true}, "a.b"])");
  EXPECT_TRUE(alice.hears(R"([33, 1, "$_"])"));
  EXPECT_TRUE(alice.hears(R"([36, "$_", "$_", {"retained": true}])"));
}

TEST_F(RetentionTest, DeliversTheEventToPresentSubscribersUnmarked) {
  auto& alice = join();
  alice.says(R"([32, 1, {}, "a.b"])");
  join().says(R"([16, 1, {"retain": true}, "a.b"])");
  EXPECT_TRUE(alice.hears(R"([33, 1, "$topic"])"));
  EXPECT_TRUE(alice.hears(R"([36, "$topic", "$_", {}])"));
}

TEST_F(RetentionTest, DeliversOneEventForEachTopicOfAPattern) {
  auto& publisher = join();
  publisher.says(R"([16, 1, {"retain": true}, "a.b", [1]])");
  publisher.says(R"([16, 2, {"retain": true}, "a.c", [2]])");
  publisher.says(R"([16, 3, {"retain": true}, "z", [3]])");
  auto& alice = join();
  alice.says(R"([32, 1, {"match": "prefix", "get_retained": true}, "a."])");
  EXPECT_TRUE(alice.hears(R"([33, 1, "$s"])"));
  EXPECT_TRUE(alice.hears(R"([36, "$s", "$_", {"retained": true, "topic": "a.b"}, [1]])"));
  EXPECT_TRUE(alice.hears(R"([36, "$s", "$_", {"retained": true, "topic": "a.c"}, [2]])"));
  EXPECT_TRUE(alice.hears_nothing());
}

TEST_F(RetentionTest, AsksWhetherAPatternSubscriberMayReceiveIt) {
  authorizer.refuses = [](const auto&, const Request& what) {
    return what.action == Action::receive && what.uri == "a.secret";
  };
  auto& publisher = join();
  publisher.says(R"([16, 1, {"retain": true}, "a.open"])");
  publisher.says(R"([16, 2, {"retain": true}, "a.secret"])");
  auto& alice = join();
  alice.says(R"([32, 1, {"match": "wildcard", "get_retained": true}, "a."])");
  EXPECT_TRUE(alice.hears(R"([33, 1, "$s"])"));
  EXPECT_TRUE(alice.hears(R"([36, "$s", "$_", {"retained": true, "topic": "a.open"}])"));
  EXPECT_TRUE(alice.hears_nothing());
}

TEST_F(RetentionTest, HoldsToTheListsOfThePublisher) {
  join().says(R"([16, 1, {"retain": true, "eligible_authrole": ["phone"]}, "a.b"])");
  auto& phone = join("alice", "phone");
  phone.says(R"([32, 1, {"get_retained": true}, "a.b"])");
  EXPECT_TRUE(phone.hears(R"([33, 1, "$s"])"));
  EXPECT_TRUE(phone.hears(R"([36, "$s", "$_", {"retained": true}])"));
  auto& tv = join("bob", "tv");
  tv.says(R"([32, 1, {"get_retained": true}, "a.b"])");
  EXPECT_TRUE(tv.hears(R"([33, 1, "$s"])"));
  EXPECT_TRUE(tv.hears_nothing());
}

TEST_F(RetentionTest, ExcludesThePublisherFromItsOwnEvent) {
  auto& alice = join();
  alice.says(R"([16, 1, {"retain": true}, "a.b"])");
  alice.says(R"([32, 2, {"get_retained": true}, "a.b"])");
  EXPECT_TRUE(alice.hears(R"([33, 2, "$_"])"));
  EXPECT_TRUE(alice.hears_nothing());
}

TEST_F(RetentionTest, IncludesThePublisherThatAsksForIt) {
  auto& alice = join();
  alice.says(R"([16, 1, {"retain": true, "exclude_me": false}, "a.b"])");
  alice.says(R"([32, 2, {"get_retained": true}, "a.b"])");
  EXPECT_TRUE(alice.hears(R"([33, 2, "$s"])"));
  EXPECT_TRUE(alice.hears(R"([36, "$s", "$_", {"retained": true}])"));
}

TEST_F(RetentionTest, ForgetsATopic) {
  join().says(R"([16, 1, {"retain": true}, "a.b"])");
  realm.broker().forget_retained("a.b");
  auto& alice = join();
  alice.says(R"([32, 1, {"get_retained": true}, "a.b"])");
  EXPECT_TRUE(alice.hears(R"([33, 1, "$_"])"));
  EXPECT_TRUE(alice.hears_nothing());
}

TEST_F(RetentionTest, RefusesOneTopicTooMany) {
  auto& publisher = join();
  for (int id = 1; id <= 16384; ++id) {
    const auto topic = "a." + std::to_string(id);
    publisher.says("[16, " + std::to_string(id) + R"(, {"retain": true}, ")" + topic + "\"]");
  }
  auto& alice = join();
  alice.says(R"([32, 1, {}, "one.too.many"])");
  alice.skip();
  publisher.says(R"([16, 16385, {"retain": true, "acknowledge": true}, "one.too.many"])");
  EXPECT_TRUE(publisher.hears(R"([8, 16, 16385, {}, "wamp.error.unavailable", ["$_"]])"));
  publisher.says(R"([16, 16386, {"retain": true}, "one.too.many"])");
  EXPECT_TRUE(publisher.hears_nothing());
  EXPECT_TRUE(alice.hears_nothing());
}

}  // namespace
}  // namespace deskgate::router

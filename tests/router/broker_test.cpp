// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/broker.hpp"

#include "tests/router/transcript.hpp"

namespace deskgate::router {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class BrokerTest : public RouterTest {
 protected:
  ~BrokerTest() override { EXPECT_TRUE(realm.broker().invariant()); }

  // A client that holds one subscription: "$<name>".
  TestClient& subscriber(const std::string& name, const std::string& topic,
                         const std::string& match = "exact") {
    auto& client = join(name, name);
    client.says(R"([32, 1, {"match": ")" + match + R"("}, ")" + topic + R"("])");
    EXPECT_TRUE(client.hears(R"([33, 1, "$)" + name + R"("])"));
    return client;
  }
};

TEST_F(BrokerTest, SendsAnEventToEverySubscriber) {
  auto& alice = subscriber("alice", "a.b");
  auto& bob = subscriber("bob", "a.b");
  join().says(R"([16, 1, {}, "a.b", ["x"], {"k": 1}])");
  EXPECT_TRUE(alice.hears(R"([36, "$alice", "$publication", {}, ["x"], {"k": 1}])"));
  EXPECT_TRUE(bob.hears(R"([36, "$alice", "$publication", {}, ["x"], {"k": 1}])"));
}

TEST_F(BrokerTest, SendsNothingToSubscribersOfOtherTopics) {
  auto& alice = subscriber("alice", "a.b");
  join().says(R"([16, 1, {}, "a.bc"])");
  EXPECT_TRUE(alice.hears_nothing());
}

TEST_F(BrokerTest, PassesArgumentsAsTheyWereWritten) {
  auto& alice = subscriber("alice", "a.b");
  auto& publisher = join();
  publisher.says(
      R"([16, 1, {"acknowledge": true}, "a.b", [ 1e400, "\u0041\/", 18446744073709551615 ]])");
  EXPECT_TRUE(publisher.hears(R"([17, 1, "$publication"])"));
  EXPECT_TRUE(alice.hears_octets(
      R"([36,"$alice","$publication",{},[ 1e400, "\u0041\/", 18446744073709551615 ]])"));
}

TEST_F(BrokerTest, KeepsTheOrderOfAPublisher) {
  auto& alice = subscriber("alice", "a.b");
  auto& publisher = join();
  publisher.says(R"([16, 1, {}, "a.b", [1]])");
  publisher.says(R"([16, 2, {}, "a.b", [2]])");
  EXPECT_TRUE(alice.hears(R"([36, "$alice", "$one", {}, [1]])"));
  EXPECT_TRUE(alice.hears(R"([36, "$alice", "$two", {}, [2]])"));
  EXPECT_NE(names["$one"], names["$two"]);
}

TEST_F(BrokerTest, AcknowledgesWithTheIdOfTheEvent) {
  auto& alice = subscriber("alice", "a.b");
  auto& publisher = join();
  publisher.says(R"([16, 1, {"acknowledge": true}, "a.b"])");
  EXPECT_TRUE(publisher.hears(R"([17, 1, "$publication"])"));
  EXPECT_TRUE(alice.hears(R"([36, "$alice", "$publication", {}])"));
}

TEST_F(BrokerTest, AcknowledgesAnEventThatNobodyReceives) {
  auto& publisher = join();
  publisher.says(R"([16, 1, {"acknowledge": true}, "a.b"])");
  EXPECT_TRUE(publisher.hears(R"([17, 1, "$_"])"));
}

TEST_F(BrokerTest, DoesNotAcknowledgeUnasked) {
  auto& publisher = join();
  publisher.says(R"([16, 1, {}, "a.b"])");
  EXPECT_TRUE(publisher.hears_nothing());
}

TEST_F(BrokerTest, GivesTheSameSubscriptionAgain) {
  auto& alice = subscriber("alice", "a.b");
  alice.says(R"([32, 2, {}, "a.b"])");
  EXPECT_TRUE(alice.hears(R"([33, 2, "$alice"])"));
  join().says(R"([16, 1, {}, "a.b"])");
  EXPECT_TRUE(alice.hears(R"([36, "$alice", "$_", {}])"));
  EXPECT_TRUE(alice.hears_nothing());
}

TEST_F(BrokerTest, KeepsTheSameTextUnderAnotherMatchApart) {
  auto& alice = subscriber("alice", "a.b");
  alice.says(R"([32, 2, {"match": "prefix"}, "a.b"])");
  EXPECT_TRUE(alice.hears(R"([33, 2, "$prefix"])"));
  EXPECT_NE(names["$alice"], names["$prefix"]);
}

TEST_F(BrokerTest, NamesTheTopicOnPatternSubscriptions) {
  auto& prefix = subscriber("prefix", "a.", "prefix");
  auto& wildcard = subscriber("wildcard", ".b", "wildcard");
  join().says(R"([16, 1, {}, "a.b", [1]])");
  EXPECT_TRUE(prefix.hears(R"([36, "$prefix", "$publication", {"topic": "a.b"}, [1]])"));
  EXPECT_TRUE(wildcard.hears(R"([36, "$wildcard", "$publication", {"topic": "a.b"}, [1]])"));
}

TEST_F(BrokerTest, SendsAnEventOnceForEachMatchingSubscription) {
  auto& alice = subscriber("alice", "a.b");
  alice.says(R"([32, 2, {"match": "prefix"}, "a"])");
  EXPECT_TRUE(alice.hears(R"([33, 2, "$prefix"])"));
  join().says(R"([16, 1, {}, "a.b"])");
  EXPECT_TRUE(alice.hears(R"([36, "$alice", "$publication", {}])"));
  EXPECT_TRUE(alice.hears(R"([36, "$prefix", "$publication", {"topic": "a.b"}])"));
}

TEST_F(BrokerTest, MatchesEverythingByTheEmptyPrefix) {
  auto& all = subscriber("all", "", "prefix");
  auto& publisher = join();
  all.skip();
  publisher.says(R"([16, 1, {}, "a.b"])");
  EXPECT_TRUE(all.hears(R"([36, "$all", "$_", {"topic": "a.b"}])"));
}

TEST_F(BrokerTest, SendsNothingAfterUnsubscribe) {
  auto& alice = subscriber("alice", "a.b");
  alice.says(R"([34, 2, "$alice"])");
  EXPECT_TRUE(alice.hears("[35, 2]"));
  join().says(R"([16, 1, {}, "a.b"])");
  EXPECT_TRUE(alice.hears_nothing());
}

TEST_F(BrokerTest, RefusesToUnsubscribeWhatIsNotHeld) {
  subscriber("alice", "a.b");
  auto& bob = join();
  bob.says(R"([34, 1, "$alice"])");
  EXPECT_TRUE(bob.hears(R"([8, 34, 1, {}, "wamp.error.no_such_subscription", ["$_"]])"));
}

TEST_F(BrokerTest, ForgetsASubscriberThatLeaves) {
  auto& alice = subscriber("alice", "a.b");
  alice.vanishes();
  join().says(R"([16, 1, {}, "a.b"])");
  EXPECT_TRUE(alice.hears_nothing());
  EXPECT_FALSE(realm.broker().has_subscriber("a.b"));
}

TEST_F(BrokerTest, ExcludesThePublisher) {
  auto& alice = subscriber("alice", "a.b");
  alice.says(R"([16, 2, {}, "a.b"])");
  alice.says(R"([16, 3, {"exclude_me": true}, "a.b"])");
  EXPECT_TRUE(alice.hears_nothing());
}

TEST_F(BrokerTest, IncludesThePublisherThatAsksForIt) {
  auto& alice = subscriber("alice", "a.b");
  alice.says(R"([16, 2, {"exclude_me": false}, "a.b"])");
  EXPECT_TRUE(alice.hears(R"([36, "$alice", "$_", {}])"));
}

TEST_F(BrokerTest, SendsAnEventToWhomItsPublisherNames) {
  auto& alice = subscriber("alice", "a.b");
  auto& bob = subscriber("bob", "a.b");
  join().says(R"([16, 1, {"eligible_authrole": ["bob"]}, "a.b"])");
  EXPECT_TRUE(alice.hears_nothing());
  EXPECT_TRUE(bob.hears(R"([36, "$bob", "$_", {}])"));
}

TEST_F(BrokerTest, SendsAnEventToNobodyForAnEmptyEligibleList) {
  auto& alice = subscriber("alice", "a.b");
  join().says(R"([16, 1, {"eligible": []}, "a.b"])");
  EXPECT_TRUE(alice.hears_nothing());
}

TEST_F(BrokerTest, CopiesNoOptionIntoDetails) {
  auto& alice = subscriber("alice", "a.b");
  join().says(R"([16, 1, {"publisher": 1, "topic": "x", "retained": true}, "a.b"])");
  EXPECT_TRUE(alice.hears(R"([36, "$alice", "$_", {}])"));
}

TEST_F(BrokerTest, AsksForEachEventWhetherAPatternSubscriberMayReceiveIt) {
  authorizer.refuses = [](const Principal& who, const Request& what) {
    return what.action == Action::receive && who.authid == "alice" && what.uri == "a.secret";
  };
  auto& alice = subscriber("alice", "a.", "prefix");
  auto& bob = subscriber("bob", "a.", "prefix");
  auto& publisher = join();
  publisher.says(R"([16, 1, {}, "a.secret"])");
  publisher.says(R"([16, 2, {}, "a.open"])");
  EXPECT_TRUE(alice.hears(R"([36, "$alice", "$_", {"topic": "a.open"}])"));
  EXPECT_TRUE(bob.hears(R"([36, "$bob", "$_", {"topic": "a.secret"}])"));
}

TEST_F(BrokerTest, DoesNotAskAgainForAnExactSubscriber) {
  auto& alice = subscriber("alice", "a.b");
  authorizer.refuses = [](const auto&, const Request& what) {
    return what.action == Action::receive;
  };
  join().says(R"([16, 1, {}, "a.b"])");
  EXPECT_TRUE(alice.hears(R"([36, "$alice", "$_", {}])"));
}

TEST_F(BrokerTest, BoundsTheSubscriptionsOfASession) {
  auto& alice = join();
  for (int id = 1; id <= 4096; ++id) {
    alice.says("[32, " + std::to_string(id) + ", {}, \"a." + std::to_string(id) + "\"]");
  }
  alice.skip();
  alice.says(R"([32, 4097, {}, "one.too.many"])");
  EXPECT_TRUE(alice.hears(R"([8, 32, 4097, {}, "wamp.error.unavailable", ["$_"]])"));
  alice.says(R"([32, 4098, {}, "a.1"])");
  EXPECT_TRUE(alice.hears(R"([33, 4098, "$_"])"));
}

class Observer final : public SubscriptionObserver {
 public:
  void on_first_subscriber(std::string_view topic, Match match) override {
    said.push_back("first " + std::string(to_string(match)) + " " + std::string(topic));
  }
  void on_last_unsubscribed(std::string_view topic, Match match) override {
    said.push_back("last " + std::string(to_string(match)) + " " + std::string(topic));
  }
  std::vector<std::string> said;
};

class ObserverTest : public BrokerTest {
 protected:
  ObserverTest() { realm.broker().observe(&observer); }
  ~ObserverTest() override { realm.broker().observe(nullptr); }
  Observer observer;
};

TEST_F(ObserverTest, HearsOfTheFirstSubscriberOnly) {
  subscriber("alice", "a.b");
  subscriber("bob", "a.b");
  EXPECT_THAT(observer.said, ElementsAre("first exact a.b"));
}

TEST_F(ObserverTest, HearsOfTheLastThatUnsubscribesOnly) {
  auto& alice = subscriber("alice", "a.b");
  auto& bob = subscriber("bob", "a.b");
  observer.said.clear();
  alice.says(R"([34, 2, "$alice"])");
  EXPECT_THAT(observer.said, IsEmpty());
  bob.says(R"([34, 2, "$bob"])");
  EXPECT_THAT(observer.said, ElementsAre("last exact a.b"));
}

TEST_F(ObserverTest, HearsOfTheLastThatLeaves) {
  auto& alice = subscriber("alice", "a.", "prefix");
  alice.vanishes();
  EXPECT_THAT(observer.said, ElementsAre("first prefix a.", "last prefix a."));
}

}  // namespace
}  // namespace deskgate::router

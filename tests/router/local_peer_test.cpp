// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/local_peer.hpp"

#include <deque>
#include <stdexcept>

#include "tests/router/transcript.hpp"

namespace deskgate::router {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class LocalPeerTest : public RouterTest {
 protected:
  Post post() {
    return [this](std::function<void()> work) { queue.push_back(std::move(work)); };
  }

  std::unique_ptr<LocalPeer> make_peer() {
    return std::make_unique<LocalPeer>(router, "test",
                                       Admission{.authid = "bridge", .authrole = "bridge"}, post());
  }

  // Runs what the peer has posted.
  void run() {
    for (; !queue.empty(); queue.pop_front()) queue.front()();
  }

  // Provides "a.b", which keeps each call's answer.
  RegistrationId provide_later() {
    return peer
        ->provide("a.b",
                  [this](const LocalCall&, Answer answer) { answers.push_back(std::move(answer)); })
        .value();
  }

  std::deque<std::function<void()>> queue;
  std::vector<Answer> answers;
  std::vector<std::string> heard;
  std::unique_ptr<LocalPeer> peer = make_peer();
};

TEST_F(LocalPeerTest, Joins) {
  EXPECT_EQ(realm.size(), 1U);
}

TEST_F(LocalPeerTest, LeavesWhenItIsDestroyed) {
  peer.reset();
  EXPECT_EQ(realm.size(), 0U);
}

TEST_F(LocalPeerTest, NeedsARealm) {
  EXPECT_THROW(LocalPeer(router, "other", {}, post()), std::invalid_argument);
}

TEST_F(LocalPeerTest, AnswersACall) {
  peer->provide("a.b",
                [](const LocalCall& call, const Answer& answer) {
                  answer.yield(Payload(call.payload.values()->args));
                })
      .value();
  auto& caller = join();
  caller.says(R"([48, 1, {}, "a.b", ["x", 1]])");
  EXPECT_TRUE(caller.hears_nothing());
  run();
  EXPECT_TRUE(caller.hears(R"([50, 1, {}, ["x", 1]])"));
}

TEST_F(LocalPeerTest, KnowsWhoCallsAndWhat) {
  LocalCall call;
  peer->provide("a.b", [&](const LocalCall& received, const Answer&) { call = received; }).value();
  auto& caller = join("joe", "phone");
  caller.says(R"([48, 1, {}, "a.b"])");
  run();
  EXPECT_EQ(call.procedure, "a.b");
  EXPECT_EQ(call.caller.authid, "joe");
  EXPECT_EQ(call.caller.authrole, "phone");
  EXPECT_EQ(call.caller.session, caller.session.principal().session);
}

TEST_F(LocalPeerTest, FailsACallWithASentence) {
  peer->provide("a.b",
                [](const LocalCall&, const Answer& answer) {
                  answer.fail({"org.example.error.broken", "it is broken"});
                })
      .value();
  auto& caller = join();
  caller.says(R"([48, 1, {}, "a.b"])");
  run();
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "org.example.error.broken", ["it is broken"]])"));
}

TEST_F(LocalPeerTest, FailsACallWithAPayload) {
  peer->provide("a.b",
                [](const LocalCall&, const Answer& answer) {
                  answer.fail("org.example.error.broken", Payload(Value::array({1}), {{"k", 2}}));
                })
      .value();
  auto& caller = join();
  caller.says(R"([48, 1, {}, "a.b"])");
  run();
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "org.example.error.broken", [1], {"k": 2}])"));
}

TEST_F(LocalPeerTest, MayAnswerAnyTimeLater) {
  provide_later();
  auto& caller = join();
  caller.says(R"([48, 1, {}, "a.b"])");
  caller.says(R"([48, 2, {}, "a.b"])");
  run();
  answers[1].yield(Payload(Value::array({2})));
  answers[0].yield(Payload(Value::array({1})));
  EXPECT_TRUE(caller.hears("[50, 2, {}, [2]]"));
  EXPECT_TRUE(caller.hears("[50, 1, {}, [1]]"));
}

TEST_F(LocalPeerTest, CountsTheFirstAnswerOnly) {
  provide_later();
  auto& caller = join();
  caller.says(R"([48, 1, {}, "a.b"])");
  run();
  const auto copy = answers.front();
  answers.front().yield(Payload());
  copy.fail({"org.example.error.late", "too late"});
  EXPECT_TRUE(caller.hears("[50, 1, {}]"));
  EXPECT_TRUE(caller.hears_nothing());
}

TEST_F(LocalPeerTest, CancelsACallWhoseAnswerIsDropped) {
  provide_later();
  auto& caller = join();
  caller.says(R"([48, 1, {}, "a.b"])");
  run();
  EXPECT_TRUE(caller.hears_nothing());
  answers.clear();
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.canceled", ["$_"]])"));
}

TEST_F(LocalPeerTest, CancelsPendingCallsWhenItIsDestroyed) {
  provide_later();
  auto& caller = join();
  caller.says(R"([48, 1, {}, "a.b"])");
  run();
  peer.reset();
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.canceled", ["$_"]])"));
  answers.front().yield(Payload());
  answers.clear();
  EXPECT_TRUE(caller.hears_nothing());
}

TEST_F(LocalPeerTest, IgnoresWhatIsQueuedOnceItIsDestroyed) {
  provide_later();
  join().says(R"([48, 1, {}, "a.b"])");
  peer.reset();
  run();
  EXPECT_THAT(answers, IsEmpty());
}

TEST_F(LocalPeerTest, MayBeDestroyedByItsOwnHandler) {
  peer->provide("a.b",
                [this](const LocalCall&, const Answer& answer) {
                  peer.reset();
                  answer.yield(Payload());
                })
      .value();
  auto& caller = join();
  caller.says(R"([48, 1, {}, "a.b"])");
  run();
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.canceled", ["$_"]])"));
  EXPECT_TRUE(caller.hears_nothing());
}

TEST_F(LocalPeerTest, IsNotTroubledByACallerThatHasLeft) {
  provide_later();
  auto& caller = join();
  caller.says(R"([48, 1, {}, "a.b"])");
  caller.says(R"([48, 2, {}, "a.b"])");
  queue.front()();
  queue.pop_front();
  caller.vanishes();
  run();
  answers.front().yield(Payload());
  EXPECT_EQ(answers.size(), 1U);
  EXPECT_EQ(realm.size(), 1U);
}

TEST_F(LocalPeerTest, IsNotCalledAfterItHasWithdrawn) {
  const auto registration = provide_later();
  auto& caller = join();
  caller.says(R"([48, 1, {}, "a.b"])");
  peer->withdraw(registration);
  run();
  EXPECT_THAT(answers, IsEmpty());
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.canceled", ["$_"]])"));
  caller.says(R"([48, 2, {}, "a.b"])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 2, {}, "wamp.error.no_such_procedure", ["$_"]])"));
}

TEST_F(LocalPeerTest, HearsWhyItMayNotProvide) {
  provide_later();
  const auto again = peer->provide("a.b", {});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().uri, "wamp.error.procedure_already_exists");
  EXPECT_NE(again.error().message, "");
}

TEST_F(LocalPeerTest, IsAskedForItsRightsLikeAnybody) {
  authorizer.refuses = [](const Principal& who, const auto&) { return who.authrole == "bridge"; };
  EXPECT_EQ(peer->provide("a.b", {}).error(),
            (Error{"wamp.error.not_authorized", "the test refuses"}));
  EXPECT_EQ(peer->publish("a.b", Payload()).error().uri, "wamp.error.not_authorized");
  EXPECT_EQ(peer->subscribe("a.b", Match::exact, {}).error().uri, "wamp.error.not_authorized");
}

TEST_F(LocalPeerTest, Publishes) {
  auto& alice = join();
  alice.says(R"([32, 1, {}, "a.b"])");
  EXPECT_TRUE(alice.hears(R"([33, 1, "$s"])"));
  EXPECT_TRUE(peer->publish("a.b", Payload(Value::array({1.5}), {{"k", "v"}})));
  EXPECT_TRUE(alice.hears(R"([36, "$s", "$_", {}, [1.5], {"k": "v"}])"));
}

TEST_F(LocalPeerTest, PublishesWithOptions) {
  EXPECT_TRUE(peer->publish("a.b", Payload(Value::array({1})), {{"retain", true}}));
  auto& alice = join();
  alice.says(R"([32, 1, {"get_retained": true}, "a.b"])");
  EXPECT_TRUE(alice.hears(R"([33, 1, "$s"])"));
  EXPECT_TRUE(alice.hears(R"([36, "$s", "$_", {"retained": true}, [1]])"));
}

TEST_F(LocalPeerTest, ForgetsARetainedEvent) {
  EXPECT_TRUE(peer->publish("a.b", Payload(), {{"retain", true}}));
  peer->forget_retained("a.b");
  auto& alice = join();
  alice.says(R"([32, 1, {"get_retained": true}, "a.b"])");
  EXPECT_TRUE(alice.hears(R"([33, 1, "$s"])"));
  EXPECT_TRUE(alice.hears_nothing());
}

TEST_F(LocalPeerTest, HearsEventsFromTheQueue) {
  peer->subscribe("a.", Match::prefix,
                  [this](const LocalEvent& event) {
                    heard.push_back(event.topic + event.payload.values()->args.dump());
                  })
      .value();
  join().says(R"([16, 1, {}, "a.b", [1]])");
  EXPECT_THAT(heard, IsEmpty());
  run();
  EXPECT_THAT(heard, ElementsAre("a.b[1]"));
}

TEST_F(LocalPeerTest, KnowsTheTopicOfAnExactSubscription) {
  peer->subscribe("a.b", Match::exact,
                  [this](const LocalEvent& event) { heard.push_back(event.topic); })
      .value();
  join().says(R"([16, 1, {}, "a.b"])");
  run();
  EXPECT_THAT(heard, ElementsAre("a.b"));
}

TEST_F(LocalPeerTest, HearsRetainedEventsThatItAsksFor) {
  join().says(R"([16, 1, {"retain": true}, "a.b", [1]])");
  peer->subscribe("a.b", Match::exact,
                  [this](const LocalEvent& event) {
                    heard.push_back(event.topic + event.payload.values()->args.dump() +
                                    (event.is_retained ? " retained" : ""));
                  },
                  {{"get_retained", true}})
      .value();
  run();
  EXPECT_THAT(heard, ElementsAre("a.b[1] retained"));
}

TEST_F(LocalPeerTest, HearsNothingAfterItHasUnsubscribed) {
  const auto subscription =
      peer->subscribe("a.b", Match::exact,
                      [this](const LocalEvent& event) { heard.push_back(event.topic); })
          .value();
  join().says(R"([16, 1, {}, "a.b"])");
  peer->unsubscribe(subscription);
  run();
  EXPECT_THAT(heard, IsEmpty());
  EXPECT_FALSE(realm.broker().has_subscriber("a.b"));
}

TEST_F(LocalPeerTest, MayUnsubscribeInItsOwnHandler) {
  SubscriptionId subscription;
  subscription = peer->subscribe("a.b", Match::exact,
                                 [&](const LocalEvent& event) {
                                   peer->unsubscribe(subscription);
                                   heard.push_back(event.topic);
                                 })
                     .value();
  auto& publisher = join();
  publisher.says(R"([16, 1, {}, "a.b"])");
  publisher.says(R"([16, 2, {}, "a.b"])");
  run();
  EXPECT_THAT(heard, ElementsAre("a.b"));
}

TEST_F(LocalPeerTest, MayHoldMoreThanARemoteSession) {
  for (int i = 0; i < 5000; ++i) {
    const auto uri = "a." + std::to_string(i);
    ASSERT_TRUE(peer->provide(uri, {}));
    ASSERT_TRUE(peer->subscribe(uri, Match::exact, {}));
  }
}

TEST_F(LocalPeerTest, IsToldWhenTheRouterHasEndedItsSession) {
  const auto unlawful = peer->publish("a.b", Payload(), {{"retain", 1}});
  EXPECT_EQ(unlawful.error(),
            (Error{"wamp.error.protocol_violation", "PUBLISH: Options.retain must be a boolean"}));
  EXPECT_EQ(peer->publish("a.b", Payload()).error(),
            (Error{"wamp.error.canceled", "the session has ended"}));
}

class LocalCallerTest : public LocalPeerTest {
 protected:
  LocalCallerTest() {
    callee.says(R"([64, 1, {}, "a.c"])");
    EXPECT_TRUE(callee.hears(R"([65, 1, "$registration"])"));
  }

  // Keeps how a call ends: its error and its arguments.
  LocalPeer::OutcomeHandler keep_outcome() {
    return [this](const LocalPeer::Outcome& outcome) {
      outcomes.push_back(outcome.error + outcome.payload.values()->args.dump());
    };
  }

  TestClient& callee = join_as("callee", {"call_canceling"});
  std::vector<std::string> outcomes;
};

TEST_F(LocalCallerTest, HearsTheResultLater) {
  peer->call("a.c", Payload(Value::array({7})), keep_outcome());
  EXPECT_TRUE(callee.hears(R"([68, "$call", "$registration", {}, [7]])"));
  callee.says(R"([70, "$call", {}, ["done"]])");
  EXPECT_THAT(outcomes, IsEmpty());
  run();
  EXPECT_THAT(outcomes, ElementsAre(R"(["done"])"));
}

TEST_F(LocalCallerTest, HearsAnErrorOfTheCallee) {
  peer->call("a.c", {}, keep_outcome());
  EXPECT_TRUE(callee.hears(R"([68, "$call", "$registration", {}])"));
  callee.says(R"([8, 68, "$call", {}, "a.dry", ["no water"]])");
  run();
  EXPECT_THAT(outcomes, ElementsAre(R"(a.dry["no water"])"));
}

TEST_F(LocalCallerTest, HearsThatNobodyProvidesWhatItCalls) {
  peer->call("a.d", {}, keep_outcome());
  run();
  EXPECT_THAT(outcomes, ElementsAre(R"(wamp.error.no_such_procedure["nobody provides \"a.d\""])"));
}

TEST_F(LocalCallerTest, CancelsAndHearsNothingMore) {
  const auto call = peer->call("a.c", {}, keep_outcome());
  EXPECT_TRUE(callee.hears(R"([68, "$call", "$registration", {}])"));
  peer->cancel(call);
  EXPECT_TRUE(callee.hears(R"([69, "$call", "$_"])"));
  run();
  EXPECT_THAT(outcomes, IsEmpty());
}

TEST_F(LocalCallerTest, CancelsWhatItHasCalledWhenItGoes) {
  peer->call("a.c", {}, keep_outcome());
  EXPECT_TRUE(callee.hears(R"([68, "$call", "$registration", {}])"));
  peer.reset();
  EXPECT_TRUE(callee.hears(R"([69, "$call", "$_"])"));
  EXPECT_THAT(outcomes, IsEmpty());
}

}  // namespace
}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What a client may occupy at N and at one more, how often it may ask, and that its session goes
// on.

#include "router/client_limits.hpp"

#include "tests/router/transcript.hpp"

namespace deskgate::router {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

ClientLimits small() {
  return {.pending_calls = 2,
          .subscriptions = 2,
          .registrations = 2,
          .uri = 255,
          .sessions = 3,
          .sessions_per_identity = 2,
          .calls = Rate{2, seconds(1)},
          .publications = Rate{2, seconds(1)},
          .changes = Rate{3, seconds(1)}};
}

class ClientLimitsTest : public RouterTest {
 protected:
  ClientLimitsTest() : RouterTest({.clients = small()}) {}
  ~ClientLimitsTest() override { EXPECT_TRUE(realm.dealer().invariant()); }

  static Admission known(const std::string& authid, const std::string& authrole = "device") {
    return {.authid = authid, .authrole = authrole, .authmethod = "ticket"};
  }

  TestClient& joins(Admission admission) {
    auto& client = connect(std::move(admission));
    client.says(hello);
    EXPECT_TRUE(client.hears(R"([2, "$_", "$_"])"));
    return client;
  }

  // A program of this user, to which none of this applies.
  TestClient& owner() {
    return joins({.authid = "1000", .authrole = "owner", .authmethod = "unix", .is_owner = true});
  }

  TestClient& provider() {
    auto& callee = owner();
    callee.says(R"([64, 1, {}, "a.b"])");
    EXPECT_TRUE(callee.hears(R"([65, 1, "$_"])"));
    return callee;
  }

  static std::string uri_of(std::size_t octets) { return "a." + std::string(octets - 2, 'b'); }
};

TEST_F(ClientLimitsTest, ASessionWaitsForSoManyCallsAtOnce) {
  auto& callee = provider();
  auto& caller = joins(known("phone"));
  caller.says(R"([48, 1, {}, "a.b"])");
  caller.says(R"([48, 2, {}, "a.b"])");
  EXPECT_TRUE(caller.hears_nothing());
  now += seconds(1);
  caller.says(R"([48, 3, {}, "a.b"])");
  EXPECT_TRUE(caller.hears(
      R"([8, 48, 3, {}, "wamp.error.unavailable",
          ["a session may wait for 2 calls at once; wait for an answer first"]])"));
  callee.says("[70, 1, {}]");
  EXPECT_TRUE(caller.hears("[50, 1, {}]"));
  caller.says(R"([48, 4, {}, "a.b"])");
  EXPECT_TRUE(caller.hears_nothing());
}

TEST_F(ClientLimitsTest, ASessionHoldsSoManySubscriptions) {
  auto& client = joins(known("phone"));
  client.says(R"([32, 1, {}, "a.a"])");
  client.says(R"([32, 2, {}, "a.b"])");
  EXPECT_TRUE(client.hears(R"([33, 1, "$first"])"));
  EXPECT_TRUE(client.hears(R"([33, 2, "$_"])"));
  client.says(R"([32, 3, {}, "a.c"])");
  EXPECT_TRUE(client.hears(
      R"([8, 32, 3, {}, "wamp.error.unavailable",
          ["a session may hold 2 subscriptions; unsubscribe from one first"]])"));
  client.says(R"([34, 4, "$first"])");
  EXPECT_TRUE(client.hears("[35, 4]"));
  now += seconds(1);
  client.says(R"([32, 5, {}, "a.c"])");
  EXPECT_TRUE(client.hears(R"([33, 5, "$_"])"));
}

TEST_F(ClientLimitsTest, ASessionHoldsSoManyRegistrations) {
  auto& client = joins(known("phone"));
  client.says(R"([64, 1, {}, "a.a"])");
  client.says(R"([64, 2, {}, "a.b"])");
  EXPECT_TRUE(client.hears(R"([65, 1, "$first"])"));
  EXPECT_TRUE(client.hears(R"([65, 2, "$_"])"));
  client.says(R"([64, 3, {}, "a.c"])");
  EXPECT_TRUE(client.hears(
      R"([8, 64, 3, {}, "wamp.error.unavailable",
          ["a session may hold 2 registrations; unregister one first"]])"));
  client.says(R"([66, 4, "$first"])");
  EXPECT_TRUE(client.hears("[67, 4]"));
  now += seconds(1);
  client.says(R"([64, 5, {}, "a.c"])");
  EXPECT_TRUE(client.hears(R"([65, 5, "$_"])"));
}

TEST_F(ClientLimitsTest, AUriHasSoManyOctets) {
  auto& client = joins(known("phone"));
  client.says(R"([32, 1, {}, ")" + uri_of(255) + R"("])");
  EXPECT_TRUE(client.hears(R"([33, 1, "$_"])"));
  client.says(R"([32, 2, {}, ")" + uri_of(256) + R"("])");
  EXPECT_TRUE(client.hears(R"([8, 32, 2, {}, "wamp.error.invalid_uri",
                               ["a URI of 256 octets, and 255 are the most here"]])"));
}

TEST_F(ClientLimitsTest, AUriThatIsTooLongIsRefusedInEveryRequest) {
  auto& client = joins(known("phone"));
  client.says(R"([48, 1, {}, ")" + uri_of(256) + R"("])");
  EXPECT_TRUE(client.hears(R"([8, 48, 1, {}, "wamp.error.invalid_uri", "$_"])"));
  client.says(R"([64, 2, {}, ")" + uri_of(256) + R"("])");
  EXPECT_TRUE(client.hears(R"([8, 64, 2, {}, "wamp.error.invalid_uri", "$_"])"));
  client.says(R"([16, 3, {"acknowledge": true}, ")" + uri_of(256) + R"("])");
  EXPECT_TRUE(client.hears(R"([8, 16, 3, {}, "wamp.error.invalid_uri", "$_"])"));
}

TEST_F(ClientLimitsTest, AnIdentityHasSoManySessions) {
  joins(known("phone"));
  auto& second = joins(known("phone"));
  auto& third = connect(known("phone"));
  third.says(hello);
  EXPECT_TRUE(
      third.hears(R"([3, {"message": "\"phone\" has 2 sessions here; end one of them first"},
                              "wamp.error.unavailable"])"));
  EXPECT_TRUE(third.is_closed());
  second.vanishes();
  joins(known("phone"));
}

TEST_F(ClientLimitsTest, AnIdentityIsANameInARole) {
  joins(known("phone", "device"));
  joins(known("phone", "device"));
  joins(known("phone", "family"));
}

TEST_F(ClientLimitsTest, ThereAreSoManySessionsInAll) {
  joins(known("a"));
  joins(known("b"));
  auto& third = joins(known("c"));
  auto& fourth = connect(known("d"));
  fourth.says(hello);
  EXPECT_TRUE(fourth.is_aborted("wamp.error.unavailable"));
  third.vanishes();
  joins(known("d"));
}

TEST_F(ClientLimitsTest, StrangersKeepNobodyOutButStrangers) {
  joins({.authid = "", .authrole = "anonymous"});
  joins({.authid = "", .authrole = "anonymous"});
  joins({.authid = "", .authrole = "anonymous"});
  auto& stranger = connect({.authid = "", .authrole = "anonymous"});
  stranger.says(hello);
  EXPECT_TRUE(stranger.is_aborted("wamp.error.unavailable"));
  joins(known("phone"));
  owner();
}

TEST_F(ClientLimitsTest, ACallThatComesTooSoonIsRefusedAndTheNextOneInTimeIsNot) {
  auto& client = joins(known("phone"));
  client.says(R"([48, 1, {}, "no.such"])");
  client.says(R"([48, 2, {}, "no.such"])");
  EXPECT_TRUE(client.hears(R"([8, 48, 1, {}, "wamp.error.no_such_procedure", "$_"])"));
  EXPECT_TRUE(client.hears(R"([8, 48, 2, {}, "wamp.error.no_such_procedure", "$_"])"));
  client.says(R"([48, 3, {}, "no.such"])");
  EXPECT_TRUE(client.hears(R"([8, 48, 3, {}, "wamp.error.unavailable",
                               ["more than 2 calls in 1000 ms; try again in 500 ms"]])"));
  now += milliseconds(500);
  client.says(R"([48, 4, {}, "no.such"])");
  EXPECT_TRUE(client.hears(R"([8, 48, 4, {}, "wamp.error.no_such_procedure", "$_"])"));
}

TEST_F(ClientLimitsTest, APublicationThatComesTooSoonReachesNobody) {
  auto& subscriber = owner();
  subscriber.says(R"([32, 1, {}, "a.b"])");
  subscriber.skip();
  auto& publisher = joins(known("phone"));
  publisher.says(R"([16, 1, {}, "a.b"])");
  publisher.says(R"([16, 2, {}, "a.b"])");
  EXPECT_TRUE(subscriber.hears(R"([36, "$_", "$_", {}])"));
  EXPECT_TRUE(subscriber.hears(R"([36, "$_", "$_", {}])"));
  publisher.says(R"([16, 3, {}, "a.b"])");
  EXPECT_TRUE(publisher.hears_nothing());
  publisher.says(R"([16, 4, {"acknowledge": true}, "a.b"])");
  EXPECT_TRUE(publisher.hears(R"([8, 16, 4, {}, "wamp.error.unavailable",
                                 ["more than 2 publications in 1000 ms; try again in 500 ms"]])"));
  EXPECT_TRUE(subscriber.hears_nothing());
}

TEST_F(ClientLimitsTest, SubscriptionsAndRegistrationsAreCountedTogether) {
  auto& client = joins(known("phone"));
  client.says(R"([32, 1, {}, "a.b"])");
  client.says(R"([64, 2, {}, "a.b"])");
  client.says(R"([64, 3, {}, "a.c"])");
  client.skip();
  client.says(R"([32, 4, {}, "a.b"])");
  EXPECT_TRUE(client.hears(R"([8, 32, 4, {}, "wamp.error.unavailable", "$_"])"));
  client.says(R"([64, 5, {}, "a.d"])");
  EXPECT_TRUE(client.hears(R"([8, 64, 5, {}, "wamp.error.unavailable", "$_"])"));
}

TEST_F(ClientLimitsTest, TheSessionsOfAnIdentityShareItsBucketsAndNobodyElseDoes) {
  auto& first = joins(known("phone"));
  auto& second = joins(known("phone"));
  auto& other = joins(known("tablet"));
  first.says(R"([48, 1, {}, "no.such"])");
  first.says(R"([48, 2, {}, "no.such"])");
  second.says(R"([48, 1, {}, "no.such"])");
  EXPECT_TRUE(second.hears(R"([8, 48, 1, {}, "wamp.error.unavailable", "$_"])"));
  other.says(R"([48, 1, {}, "no.such"])");
  EXPECT_TRUE(other.hears(R"([8, 48, 1, {}, "wamp.error.no_such_procedure", "$_"])"));
}

TEST_F(ClientLimitsTest, JoiningAgainFillsNoBucket) {
  auto& first = joins(known("phone"));
  first.says(R"([48, 1, {}, "no.such"])");
  first.says(R"([48, 2, {}, "no.such"])");
  first.vanishes();
  auto& second = joins(known("phone"));
  second.says(R"([48, 1, {}, "no.such"])");
  EXPECT_TRUE(second.hears(R"([8, 48, 1, {}, "wamp.error.unavailable", "$_"])"));
}

TEST_F(ClientLimitsTest, AProgressiveCallThatGoesOnTooFastIsEnded) {
  auto& callee = join_with(
      R"({"callee": {"features": {"call_canceling": true, "progressive_call_results": true,
                                  "progressive_call_invocations": true}}})");
  callee.says(R"([64, 1, {}, "a.b"])");
  EXPECT_TRUE(callee.hears(R"([65, 1, "$ab"])"));
  auto& caller = join_with(R"({"caller": {"features": {"progressive_call_invocations": true}}})");
  caller.says(R"([48, 1, {"progress": true}, "a.b", [1]])");
  caller.says(R"([48, 1, {"progress": true}, "a.b", [2]])");
  EXPECT_TRUE(callee.hears(R"([68, 1, "$ab", {"progress": true}, [1]])"));
  EXPECT_TRUE(callee.hears(R"([68, 1, "$ab", {"progress": true}, [2]])"));
  caller.says(R"([48, 1, {"progress": true}, "a.b", [3]])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.unavailable", "$_"])"));
  EXPECT_TRUE(
      callee.hears(R"([69, 1, {"mode": "killnowait", "reason": "wamp.error.unavailable"}])"));
  caller.says(R"([48, 1, {}, "a.b", [4]])");
  EXPECT_TRUE(caller.hears_nothing());
  EXPECT_TRUE(callee.hears_nothing());
}

TEST_F(ClientLimitsTest, ThisUsersProgramsHaveNoneOfTheseBounds) {
  auto& program = owner();
  owner();
  owner();
  owner();
  program.says(R"([32, 1, {}, ")" + uri_of(300) + R"("])");
  program.says(R"([32, 2, {}, "a.b"])");
  program.says(R"([32, 3, {}, "a.c"])");
  program.says(R"([32, 4, {}, "a.d"])");
  EXPECT_TRUE(program.hears(R"([33, 1, "$_"])"));
  EXPECT_TRUE(program.hears(R"([33, 2, "$_"])"));
  EXPECT_TRUE(program.hears(R"([33, 3, "$_"])"));
  EXPECT_TRUE(program.hears(R"([33, 4, "$_"])"));
}

}  // namespace
}  // namespace deskgate::router

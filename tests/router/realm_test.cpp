// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/realm.hpp"

#include "tests/router/transcript.hpp"

namespace deskgate::router {
namespace {

class RealmTest : public RouterTest {};

struct Refusal {
  const char* request;
  const char* answer;
};

class Refused : public RealmTest, public testing::WithParamInterface<Refusal> {};
TEST_P(Refused, AtTheDoor) {
  auto& client = join();
  client.says(GetParam().request);
  EXPECT_TRUE(client.hears(GetParam().answer));
  EXPECT_TRUE(client.hears_nothing());
  EXPECT_TRUE(client.session.is_established());
}
INSTANTIATE_TEST_SUITE_P(
    InvalidUri, Refused,
    testing::Values(
        Refusal{R"([32, 1, {}, "a..b"])", R"([8, 32, 1, {}, "wamp.error.invalid_uri", ["$_"]])"},
        Refusal{R"([32, 1, {}, ""])", R"([8, 32, 1, {}, "wamp.error.invalid_uri", ["$_"]])"},
        Refusal{R"([32, 1, {"match": "prefix"}, "a..b"])",
                R"([8, 32, 1, {}, "wamp.error.invalid_uri", ["$_"]])"},
        Refusal{R"([32, 1, {"match": "wildcard"}, "a..b c"])",
                R"([8, 32, 1, {}, "wamp.error.invalid_uri", ["$_"]])"},
        Refusal{R"([48, 1, {}, "a b"])", R"([8, 48, 1, {}, "wamp.error.invalid_uri", ["$_"]])"},
        Refusal{R"([64, 1, {}, "a.#"])", R"([8, 64, 1, {}, "wamp.error.invalid_uri", ["$_"]])"},
        Refusal{R"([16, 1, {"acknowledge": true}, "a."])",
                R"([8, 16, 1, {}, "wamp.error.invalid_uri", ["$_"]])"}));
INSTANTIATE_TEST_SUITE_P(
    ReservedUri, Refused,
    testing::Values(Refusal{R"([64, 1, {}, "wamp.x"])",
                            R"([8, 64, 1, {}, "wamp.error.invalid_uri", ["$_"]])"},
                    Refusal{R"([16, 1, {"acknowledge": true}, "wamp.session.on_join"])",
                            R"([8, 16, 1, {}, "wamp.error.invalid_uri", ["$_"]])"}));
INSTANTIATE_TEST_SUITE_P(
    Match, Refused,
    testing::Values(Refusal{R"([32, 1, {"match": "fuzzy"}, "a"])",
                            R"([8, 32, 1, {}, "wamp.error.invalid_argument", ["$_"]])"},
                    Refusal{R"([64, 1, {"match": "fuzzy"}, "a"])",
                            R"([8, 64, 1, {}, "wamp.error.invalid_argument", ["$_"]])"}));

class Silent : public RealmTest, public testing::WithParamInterface<const char*> {};
TEST_P(Silent, WhenNoAcknowledgementIsAskedFor) {
  authorizer.refuses = [](const auto&, const Request& what) { return what.uri == "secret"; };
  auto& client = join();
  client.says(GetParam());
  EXPECT_TRUE(client.hears_nothing());
  EXPECT_TRUE(client.session.is_established());
}
INSTANTIATE_TEST_SUITE_P(RefusedPublish, Silent,
                         testing::Values(R"([16, 1, {}, "a..b"])", R"([16, 1, {}, "wamp.x"])",
                                         R"([16, 1, {"acknowledge": false}, ""])",
                                         R"([16, 1, {}, "secret"])"));

TEST_F(RealmTest, LetsReservedUrisBeSubscribedToAndCalled) {
  auto& client = join();
  client.says(R"([32, 1, {}, "wamp.session.on_join"])");
  EXPECT_TRUE(client.hears(R"([33, 1, "$_"])"));
  client.says(R"([48, 2, {}, "wamp.session.count"])");
  EXPECT_TRUE(client.hears(R"([50, 2, {}, [1]])"));
  client.says(R"([48, 3, {}, "wamp.no.such"])");
  EXPECT_TRUE(client.hears(R"([8, 48, 3, {}, "wamp.error.no_such_procedure", ["$_"]])"));
}

TEST_F(RealmTest, ReservesTheWholeFirstComponentOnly) {
  auto& client = join();
  client.says(R"([64, 1, {}, "wampfoo.x"])");
  EXPECT_TRUE(client.hears(R"([65, 1, "$_"])"));
}

TEST_F(RealmTest, IgnoresUnknownOptions) {
  auto& client = join();
  client.says(R"([32, 1, {"nkey": 5, "_mine": null}, "a.b"])");
  EXPECT_TRUE(client.hears(R"([33, 1, "$_"])"));
}

class Unauthorised : public RealmTest, public testing::WithParamInterface<Refusal> {};
TEST_P(Unauthorised, IsRefusedWithTheReason) {
  authorizer.refuses = [](const auto&, const auto&) { return true; };
  auto& client = join();
  client.says(GetParam().request);
  EXPECT_TRUE(client.hears(GetParam().answer));
}
INSTANTIATE_TEST_SUITE_P(
    Actions, Unauthorised,
    testing::Values(Refusal{R"([32, 1, {}, "a"])",
                            R"([8, 32, 1, {}, "wamp.error.not_authorized", ["the test refuses"]])"},
                    Refusal{R"([48, 1, {}, "a"])",
                            R"([8, 48, 1, {}, "wamp.error.not_authorized", ["the test refuses"]])"},
                    Refusal{R"([64, 1, {}, "a"])",
                            R"([8, 64, 1, {}, "wamp.error.not_authorized", ["the test refuses"]])"},
                    Refusal{
                        R"([16, 1, {"acknowledge": true}, "a"])",
                        R"([8, 16, 1, {}, "wamp.error.not_authorized", ["the test refuses"]])"}));

class Asked : public RealmTest,
              public testing::WithParamInterface<std::pair<const char*, Action>> {};
TEST_P(Asked, ForTheActionOfTheMessage) {
  std::vector<Action> actions;
  authorizer.refuses = [&](const Principal& who, const Request& what) {
    EXPECT_EQ(who.authid, "joe");
    EXPECT_EQ(what.uri, "a.b");
    actions.push_back(what.action);
    return false;
  };
  join("joe").says(GetParam().first);
  EXPECT_THAT(actions, testing::ElementsAre(GetParam().second));
}
INSTANTIATE_TEST_SUITE_P(Authorizer, Asked,
                         testing::Values(std::pair{R"([32, 1, {}, "a.b"])", Action::subscribe},
                                         std::pair{R"([48, 1, {}, "a.b"])", Action::call},
                                         std::pair{R"([64, 1, {}, "a.b"])", Action::register_},
                                         std::pair{R"([16, 1, {}, "a.b"])", Action::publish}));

TEST_F(RealmTest, TellsTheAuthorizerHowASubscriptionMatches) {
  std::vector<Match> matches;
  authorizer.refuses = [&](const auto&, const Request& what) {
    matches.push_back(what.match);
    return false;
  };
  join().says(R"([32, 1, {"match": "prefix"}, "a."])");
  EXPECT_THAT(matches, testing::ElementsAre(Match::prefix));
}

TEST_F(RealmTest, DoesNotRevealToTheUnauthorisedWhatIsThere) {
  auto& callee = join();
  callee.says(R"([64, 1, {}, "a.b"])");
  auto& stranger = join("stranger");
  authorizer.refuses = [](const Principal& who, const auto&) { return who.authid == "stranger"; };
  stranger.says(R"([64, 1, {}, "a.b"])");
  EXPECT_TRUE(stranger.hears(R"([8, 64, 1, {}, "wamp.error.not_authorized", ["$_"]])"));
  stranger.says(R"([48, 2, {}, "no.procedure"])");
  EXPECT_TRUE(stranger.hears(R"([8, 48, 2, {}, "wamp.error.not_authorized", ["$_"]])"));
}

TEST_F(RealmTest, KeepsRealmsApart) {
  router.add_realm("second");
  auto& here = join();
  auto& there = connect();
  there.says(R"([1, "second", {"roles": {"caller": {}}}])");
  there.skip();
  there.says(R"([32, 1, {}, "a.b"])");
  there.skip();
  here.says(R"([16, 1, {}, "a.b"])");
  EXPECT_TRUE(there.hears_nothing());
}

TEST_F(RealmTest, TakesAWildcardOf64Components) {
  auto& client = join();
  client.says(R"([32, 1, {"match": "wildcard"}, ")" + std::string(63, '.') + R"("])");
  EXPECT_TRUE(client.hears(R"([33, 1, "$_"])"));
}

TEST_F(RealmTest, RefusesAWildcardOfMoreComponents) {
  auto& client = join();
  client.says(R"([32, 1, {"match": "wildcard"}, ")" + std::string(64, '.') + R"("])");
  EXPECT_TRUE(client.hears(R"([8, 32, 1, {}, "wamp.error.invalid_uri", ["$_"]])"));
}

class StrictRealmTest : public RealmTest {
 protected:
  StrictRealmTest() { router.add_realm("strict", {.is_strict = true}); }

  TestClient& join_strict() {
    auto& client = connect();
    client.says(R"([1, "strict", {"roles": {"caller": {}}}])");
    client.skip();
    return client;
  }
};

TEST_F(StrictRealmTest, TakesUrisThatObeyTheStrictRule) {
  auto& client = join_strict();
  client.says(R"([32, 1, {"match": "wildcard"}, "com..my_app2"])");
  EXPECT_TRUE(client.hears(R"([33, 1, "$_"])"));
}

TEST_F(StrictRealmTest, RefusesUrisThatDoNot) {
  auto& client = join_strict();
  client.says(R"([32, 1, {}, "com.MyApp"])");
  EXPECT_TRUE(client.hears(R"([8, 32, 1, {}, "wamp.error.invalid_uri", ["$_"]])"));
}

}  // namespace
}  // namespace deskgate::router

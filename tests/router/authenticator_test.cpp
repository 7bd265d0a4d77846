// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/authenticator.hpp"

#include "tests/router/transcript.hpp"

namespace deskgate::router {
namespace {

// Asks a riddle, and again after "perhaps".
class Sphinx final : public Authenticator {
 public:
  void begin(const Login& login, Tell tell) override {
    session = login.session;
    tell(Challenge{"riddle", {{"legs", {4, 2, 3}}}});
  }
  void proceed(const Authenticate& answer, Tell tell) override {
    if (answer.signature == "perhaps") return tell(Challenge{"riddle", {{"again", true}}});
    if (answer.signature == "man") return tell(Admission{"oedipus", "king", "riddle", "thebes"});
    tell(Error{"wamp.error.authentication_denied", "eaten"});
  }

  SessionId session;
};

// Tells its verdict when the test says so.
class Oracle final : public Authenticator {
 public:
  explicit Oracle(Tell& tell) : tell_(tell) {}
  void begin(const Login&, Tell tell) override { tell_ = std::move(tell); }
  void proceed(const Authenticate&, Tell tell) override { tell_ = std::move(tell); }

 private:
  Tell& tell_;
};

class AuthenticatorTest : public RouterTest {
 protected:
  TestClient& meet_the_sphinx() {
    auto& client = connect(std::make_unique<Sphinx>());
    client.says(hello);
    EXPECT_TRUE(client.hears(R"([4, "riddle", {"legs": [4, 2, 3]}])"));
    return client;
  }
  TestClient& ask_the_oracle() {
    auto& client = connect(std::make_unique<Oracle>(tell));
    client.says(hello);
    EXPECT_TRUE(client.hears_nothing());
    return client;
  }

  Authenticator::Tell tell;
};

TEST_F(AuthenticatorTest, AdmitsWhoAnswersTheChallenge) {
  auto& client = meet_the_sphinx();
  EXPECT_EQ(realm.size(), 0U);
  client.says(R"([5, "man", {}])");
  EXPECT_TRUE(client.hears(R"([2, "$session", "$_"])"));
  EXPECT_EQ(client.session.principal().authid, "oedipus");
  EXPECT_EQ(client.session.principal().authrole, "king");
  EXPECT_EQ(client.session.principal().authmethod, "riddle");
  EXPECT_EQ(client.session.principal().authprovider, "thebes");
  EXPECT_EQ(realm.size(), 1U);
}

TEST_F(AuthenticatorTest, MayChallengeAgain) {
  auto& client = meet_the_sphinx();
  client.says(R"([5, "perhaps", {}])");
  EXPECT_TRUE(client.hears(R"([4, "riddle", {"again": true}])"));
  client.says(R"([5, "man", {}])");
  EXPECT_TRUE(client.hears(R"([2, "$_", "$_"])"));
}

TEST_F(AuthenticatorTest, TurnsAwayWhoAnswersWrongly) {
  auto& client = meet_the_sphinx();
  client.says(R"([5, "camel", {}])");
  EXPECT_TRUE(client.is_aborted("wamp.error.authentication_denied"));
  EXPECT_EQ(realm.size(), 0U);
}

TEST_F(AuthenticatorTest, KnowsTheIdThatTheSessionWillHave) {
  auto authenticator = std::make_unique<Sphinx>();
  const auto& sphinx = *authenticator;
  auto& client = connect(std::move(authenticator));
  client.says(hello);
  client.says(R"([5, "man", {}])");
  EXPECT_EQ(client.session.principal().session, sphinx.session);
}

TEST_F(AuthenticatorTest, IsAskedAgainForANewSessionOnTheSameTransport) {
  auto& client = meet_the_sphinx();
  client.says(R"([5, "man", {}])");
  EXPECT_TRUE(client.hears(R"([2, "$_", "$_"])"));
  client.says(R"([6, {}, "wamp.close.normal"])");
  EXPECT_TRUE(client.hears(R"([6, {}, "wamp.close.goodbye_and_out"])"));
  client.says(hello);
  EXPECT_TRUE(client.hears(R"([4, "riddle", {"legs": [4, 2, 3]}])"));
}

TEST_F(AuthenticatorTest, MayTakeItsTime) {
  auto& client = ask_the_oracle();
  tell(Admission{"pythia", "guest"});
  EXPECT_TRUE(client.hears(R"([2, "$_", "$_"])"));
  EXPECT_EQ(client.session.principal().authid, "pythia");
}

TEST_F(AuthenticatorTest, TellsTheClientWhatItAddsToTheWelcome) {
  auto& client = ask_the_oracle();
  tell(Admission{.authid = "pythia", .authrole = "guest", .authextra = {{"verifier", "v"}}});
  EXPECT_TRUE(client.hears(R"([2, "$_", {
      "realm": "$_", "authid": "$_", "authrole": "$_", "authmethod": "$_", "authprovider": "$_",
      "agent": "$_", "roles": "$_", "authextra": {"verifier": "v"}}])"));
}

TEST_F(AuthenticatorTest, AdmitsNobodyWhoHasAbortedMeanwhile) {
  auto& client = ask_the_oracle();
  client.says(R"([3, {}, "wamp.error.canceled"])");
  tell(Admission{"pythia", "guest"});
  EXPECT_TRUE(client.hears_nothing());
  EXPECT_EQ(realm.size(), 0U);
}

TEST_F(AuthenticatorTest, AdmitsNobodyWhoseTransportIsLostMeanwhile) {
  auto& client = ask_the_oracle();
  client.session.lose_transport();
  tell(Admission{"pythia", "guest"});
  EXPECT_EQ(realm.size(), 0U);
}

TEST_F(AuthenticatorTest, AdmitsNobodyWhileTheRouterShutsDown) {
  auto& client = meet_the_sphinx();
  client.session.shut_down(close::system_shutdown);
  EXPECT_TRUE(client.is_aborted("wamp.close.system_shutdown"));
}

class BeforeTheAnswer : public AuthenticatorTest,
                        public testing::WithParamInterface<const char*> {};
TEST_P(BeforeTheAnswer, NothingElseMayBeSaid) {
  auto& client = meet_the_sphinx();
  client.says(GetParam());
  EXPECT_TRUE(client.is_aborted());
}
INSTANTIATE_TEST_SUITE_P(Messages, BeforeTheAnswer,
                         testing::Values(R"([1, "test", {"roles": {"caller": {}}}])",
                                         R"([48, 1, {}, "org.example.echo"])",
                                         R"([6, {}, "wamp.close.normal"])", R"([5, 7, {}])"));

TEST_F(AuthenticatorTest, IsNotAnsweredByWhoWasNotAsked) {
  auto& client = ask_the_oracle();
  client.says(R"([5, "man", {}])");
  EXPECT_TRUE(client.is_aborted());
}

TEST_F(AuthenticatorTest, IsNotAnsweredOnceTheSessionIsEstablished) {
  auto& client = join();
  client.says(R"([5, "man", {}])");
  EXPECT_TRUE(client.is_aborted());
}

}  // namespace
}  // namespace deskgate::router

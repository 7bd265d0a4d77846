// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Specification, "Publisher Identification" and "Publication Trust Levels".

#include "tests/router/transcript.hpp"

namespace deskgate::router {
namespace {

class PublisherIdentificationTest : public RouterTest {
 protected:
  TestClient& subscriber(const std::string& topic = "a.b", const std::string& match = "exact") {
    auto& client = join();
    client.says(R"([32, 1, {"match": ")" + match + R"("}, ")" + topic + R"("])");
    EXPECT_TRUE(client.hears(R"([33, 1, "$s"])"));
    return client;
  }

  TestClient& publisher() {
    auto& client = connect({.authid = "pat", .authrole = "sensor"});
    client.says(R"([1, "test", {"roles": {"publisher": {}}}])");
    EXPECT_TRUE(client.hears(R"([2, "$pat", "$_"])"));
    return client;
  }
};

TEST_F(PublisherIdentificationTest, TellsNobodyUnasked) {
  auto& alice = subscriber();
  publisher().says(R"([16, 1, {}, "a.b"])");
  EXPECT_TRUE(alice.hears(R"([36, "$s", "$_", {}])"));
}

TEST_F(PublisherIdentificationTest, TellsWhoPublishesIfThePublisherAsks) {
  auto& alice = subscriber();
  publisher().says(R"([16, 1, {"disclose_me": true}, "a.b", [1]])");
  EXPECT_TRUE(alice.hears(
      R"([36, "$s", "$_", {"publisher": "$pat", "publisher_authid": "pat",
                           "publisher_authrole": "sensor"}, [1]])"));
}

TEST_F(PublisherIdentificationTest, TellsPatternSubscribersTheTopicToo) {
  auto& alice = subscriber("a", "prefix");
  publisher().says(R"([16, 1, {"disclose_me": true}, "a.b"])");
  EXPECT_TRUE(alice.hears(
      R"([36, "$s", "$_", {"publisher": "$pat", "publisher_authid": "pat",
                           "publisher_authrole": "sensor", "topic": "a.b"}])"));
}

TEST_F(PublisherIdentificationTest, AlwaysTellsWhereTheVerdictSaysSo) {
  authorizer.verdict.disclosure = Disclosure::always;
  auto& alice = subscriber();
  publisher().says(R"([16, 1, {"disclose_me": false}, "a.b"])");
  EXPECT_TRUE(alice.hears(
      R"([36, "$s", "$_", {"publisher": "$pat", "publisher_authid": "pat",
                           "publisher_authrole": "sensor"}])"));
}

TEST_F(PublisherIdentificationTest, RefusesWhereItIsNeverTold) {
  authorizer.verdict.disclosure = Disclosure::never;
  auto& alice = subscriber();
  auto& pat = publisher();
  pat.says(R"([16, 1, {"disclose_me": true, "acknowledge": true}, "a.b"])");
  EXPECT_TRUE(pat.hears(R"([8, 16, 1, {}, "wamp.error.option_disallowed.disclose_me", ["$_"]])"));
  EXPECT_TRUE(alice.hears_nothing());
}

TEST_F(PublisherIdentificationTest, RefusesInSilenceWhatIsNotAcknowledged) {
  authorizer.verdict.disclosure = Disclosure::never;
  auto& alice = subscriber();
  auto& pat = publisher();
  pat.says(R"([16, 1, {"disclose_me": true}, "a.b"])");
  EXPECT_TRUE(pat.hears_nothing());
  EXPECT_TRUE(alice.hears_nothing());
}

TEST_F(PublisherIdentificationTest, PublishesUndisclosedWhereItIsNeverTold) {
  authorizer.verdict.disclosure = Disclosure::never;
  auto& alice = subscriber();
  publisher().says(R"([16, 1, {}, "a.b"])");
  EXPECT_TRUE(alice.hears(R"([36, "$s", "$_", {}])"));
}

TEST_F(PublisherIdentificationTest, AbortsOverDiscloseMeThatIsNoBoolean) {
  auto& pat = publisher();
  pat.says(R"([16, 1, {"disclose_me": 1}, "a.b"])");
  EXPECT_TRUE(pat.is_aborted());
}

TEST_F(PublisherIdentificationTest, CannotBeForged) {
  auto& alice = subscriber();
  publisher().says(
      R"([16, 1, {"publisher": 1, "publisher_authid": "root", "publisher_authrole": "admin",
                  "trustlevel": 9}, "a.b"])");
  EXPECT_TRUE(alice.hears(R"([36, "$s", "$_", {}])"));
}

TEST_F(PublisherIdentificationTest, TellsTheTrustLevelOfTheVerdict) {
  authorizer.verdict.trustlevel = 2;
  auto& alice = subscriber();
  publisher().says(R"([16, 1, {}, "a.b", ["Hello, world!"]])");
  EXPECT_TRUE(alice.hears(R"([36, "$s", "$_", {"trustlevel": 2}, ["Hello, world!"]])"));
}

TEST_F(PublisherIdentificationTest, TellsTheLowestTrustLevelToo) {
  authorizer.verdict.trustlevel = 0;
  auto& alice = subscriber();
  publisher().says(R"([16, 1, {}, "a.b"])");
  EXPECT_TRUE(alice.hears(R"([36, "$s", "$_", {"trustlevel": 0}])"));
}

TEST_F(PublisherIdentificationTest, RetainsWhatWasToldWhenItWasPublished) {
  authorizer.verdict.trustlevel = 2;
  auto& pat = publisher();
  pat.says(R"([16, 1, {"disclose_me": true, "retain": true}, "a.b"])");
  pat.vanishes();
  authorizer.verdict.disclosure = Disclosure::never;
  authorizer.verdict.trustlevel = 7;
  auto& alice = join();
  alice.says(R"([32, 1, {"get_retained": true}, "a.b"])");
  EXPECT_TRUE(alice.hears(R"([33, 1, "$s"])"));
  EXPECT_TRUE(alice.hears(
      R"([36, "$s", "$_", {"publisher": "$pat", "publisher_authid": "pat",
                           "publisher_authrole": "sensor", "retained": true, "trustlevel": 2}])"));
}

}  // namespace
}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/authentication/wampcra.hpp"

#include <gmock/gmock.h>

#include <random>

#include "router/authentication/hex.hpp"
#include "router/authentication/secret.hpp"
#include "router/authentication/ticket.hpp"
#include "router/base64.hpp"

namespace deskgate::router::authentication {
namespace {

using testing::MatchesRegex;

std::string base64(const std::string& octets) {
  return to_base64({octets.begin(), octets.end()});
}

// The vectors of autobahn's tests (test_wamp_auth.py).
TEST(SecretTest, SignsAsAutobahnDoes) {
  EXPECT_EQ(base64(hmac_sha256("L3L1YUE8Txlw", "[1, 2, 3]")),
            "1njQtmmeYO41N5EWEzD2kAjjEKRZ5kPZt/TzpYXOzR0=");
}

TEST(SecretTest, DerivesAsAutobahnDoes) {
  EXPECT_EQ(salted_secret("L3L1YUE8Txlw", {"salt123", 1000, 32}).key,
            "qzcdsr9uu/L5hnss3kjNTRe490ETgA70ZBaB5rvnJ5Y=");
}

std::string hex(const std::string& octets) {
  return to_hex(std::span(reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()));
}

// RFC 7914, section 11.
TEST(SecretTest, DerivesAsRfc7914Does) {
  EXPECT_EQ(hex(pbkdf2_sha256("passwd", "salt", 1, 64)),
            "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
            "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783");
}

// RFC 4231, test case 2.
TEST(SecretTest, SignsAsRfc4231Does) {
  EXPECT_EQ(hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

class WampCraTest : public testing::Test {
 protected:
  WampCra login(const CraSecret& secret, bool is_decoy = false) {
    return {{SessionId{4711}, "joe", "phone", "static"}, secret, is_decoy, entropy, when};
  }
  static std::string text_of(WampCra& login) {
    return login.challenge().at("challenge").get<std::string>();
  }

  // 2026-05-23 14:03:09.007 UTC
  std::chrono::system_clock::time_point when{std::chrono::milliseconds(1779544989007)};
  Entropy entropy = [random = std::mt19937_64(7)]() mutable { return random(); };
};

TEST_F(WampCraTest, ChallengesWithWhatTheSpecificationLists) {
  auto one = login({"secret"});
  const auto text = Dict::parse(text_of(one));
  EXPECT_EQ(text.at("authid"), "joe");
  EXPECT_EQ(text.at("authrole"), "phone");
  EXPECT_EQ(text.at("authmethod"), "wampcra");
  EXPECT_EQ(text.at("authprovider"), "static");
  EXPECT_EQ(text.at("session"), 4711);
  EXPECT_EQ(text.at("timestamp"), "2026-05-23T14:03:09.007Z");
  EXPECT_EQ(from_base64(text.at("nonce").get<std::string>()).value().size(), 24U);
}

TEST_F(WampCraTest, TakesTheSignatureOfTheChallenge) {
  auto one = login({"secret"});
  EXPECT_TRUE(one.verify({base64(hmac_sha256("secret", text_of(one))), {}}));
}

TEST_F(WampCraTest, TellsHowTheKeyIsDerived) {
  auto one = login(salted_secret("password", {"pepper", 2000, 16}));
  const auto extra = one.challenge();
  EXPECT_EQ(extra.at("salt"), "pepper");
  EXPECT_EQ(extra.at("iterations"), 2000);
  EXPECT_EQ(extra.at("keylen"), 16);
  const auto key = base64(pbkdf2_sha256("password", "pepper", 2000, 16));
  EXPECT_TRUE(one.verify({base64(hmac_sha256(key, text_of(one))), {}}));
}

TEST_F(WampCraTest, RefusesTheSignatureOfAnotherSecret) {
  auto one = login({"secret"});
  EXPECT_FALSE(one.verify({base64(hmac_sha256("Secret", text_of(one))), {}}));
}

TEST_F(WampCraTest, RefusesTheSignatureOfAnotherChallenge) {
  auto earlier = login({"secret"});
  auto later = login({"secret"});
  EXPECT_FALSE(later.verify({base64(hmac_sha256("secret", text_of(earlier))), {}}));
}

TEST_F(WampCraTest, RefusesADecoysRightSignature) {
  auto one = login({"secret"}, true);
  EXPECT_FALSE(one.verify({base64(hmac_sha256("secret", text_of(one))), {}}));
}

TEST_F(WampCraTest, RefusesWhatIsNoSignature) {
  auto one = login({"secret"});
  EXPECT_FALSE(one.verify({"", {}}));
}

std::string salt_of_decoy(const std::string& salt) {
  const auto decoy = decoy_cra_secret("key", "nobody", CraSalting{salt, 2000, 16});
  EXPECT_EQ(decoy.salting->iterations, 2000);
  EXPECT_EQ(decoy.salting->keylen, 16);
  return decoy.salting->salt;
}

TEST(CraDecoyTest, HasASaltAsLongAsThatOfItsModelInTheSameCharacters) {
  EXPECT_THAT(salt_of_decoy("1234567890"), MatchesRegex("[0-9]{10}"));
  EXPECT_THAT(salt_of_decoy("00ff00ff00ff00ff"), MatchesRegex("[0-9a-f]{16}"));
  EXPECT_THAT(salt_of_decoy("pepper"), MatchesRegex("[a-z]{6}"));
  EXPECT_THAT(salt_of_decoy("Salt-123"), MatchesRegex("[A-Za-z0-9]{8}"));
  EXPECT_EQ(salt_of_decoy(""), "");
}

TEST(CraDecoyTest, HasASaltInBase64WhereItsModelHas) {
  const auto salt = salt_of_decoy("c2l4dGVlbiBvY3RldHMuIQ==");
  ASSERT_TRUE(from_base64(salt));
  EXPECT_EQ(from_base64(salt)->size(), 16U);
}

TEST(CraDecoyTest, HasASaltThatMayBeLongerThanAHash) {
  const std::string model(300, 'f');
  const auto salt = salt_of_decoy(model);
  EXPECT_THAT(salt, MatchesRegex("[0-9a-f]{300}"));
  EXPECT_NE(salt.substr(0, 32), salt.substr(32, 32));
}

TEST(CraDecoyTest, HasASecretThatIsNotDerivedWhereItsModelHas) {
  EXPECT_FALSE(decoy_cra_secret("key", "nobody", std::nullopt).salting);
}

TEST(CraDecoyTest, IsTheSameEachTimeAndDifferentForEach) {
  const auto model = usual_salting("00ff00ff00ff00ff");
  const auto one = decoy_cra_secret("key", "nobody", model);
  EXPECT_EQ(one, decoy_cra_secret("key", "nobody", model));
  EXPECT_NE(one.salting->salt, decoy_cra_secret("key", "somebody", model).salting->salt);
  EXPECT_NE(one.salting->salt, decoy_cra_secret("other", "nobody", model).salting->salt);
  EXPECT_NE(one.key, decoy_cra_secret("other", "nobody", model).key);
}

TEST(TicketTest, TakesTheTicketAndNothingElse) {
  EXPECT_TRUE(Ticket("open sesame").verify({"open sesame", {}}));
  EXPECT_FALSE(Ticket("open sesame").verify({"open barley", {}}));
  EXPECT_FALSE(Ticket("open sesame").verify({"", {}}));
  EXPECT_FALSE(Ticket("open sesame").verify({"open sesame ", {}}));
}

TEST(TicketTest, RefusesWhateverADecoyIsShown) {
  EXPECT_FALSE(Ticket(std::nullopt).verify({"", {}}));
  EXPECT_FALSE(Ticket(std::nullopt).verify({"open sesame", {}}));
}

}  // namespace
}  // namespace deskgate::router::authentication

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// With Autobahn's vectors, which are the specification's (tests/data/autobahn/).

#include "router/authentication/cryptosign.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <fstream>
#include <random>

#include "router/authentication/hex.hpp"
#include "router/uri.hpp"

namespace deskgate::router::authentication {
namespace {

using Octets = Cryptosign::Challenge;
using testing::HasSubstr;

Octets octets(const Value& digits) {
  return from_hex<32>(digits.get<std::string>()).value();
}

Octets exclusive_or(Octets left, const Octets& right) {
  for (std::size_t at = 0; at < left.size(); ++at) left[at] ^= right[at];
  return left;
}

// What a client answers: the signature, and behind it what is signed.
std::string signed_by(const SigningKey& key, const Octets& message) {
  return to_hex(key.sign(message)) + to_hex(message);
}

// Draws these octets, and then again.
Entropy drawing(const Octets& drawn) {
  return [drawn, at = std::size_t{0}]() mutable {
    std::uint64_t bits = 0;
    for (int i = 0; i < 8; ++i) bits |= std::uint64_t{drawn[at++ % drawn.size()]} << 8 * i;
    return bits;
  };
}

Entropy random_from(std::uint64_t seed) {
  return [engine = std::mt19937_64(seed)]() mutable { return engine(); };
}

const std::string some_challenge =
    "fa034062ad76352b53a25358854577730db82f367aa439709c91296d04a5716c";
const std::string client_challenge =
    "bbae60ea44cdd7b20dc7010a618b0f0803fab25a817520b4b7f057299b524deb";
const Octets channel_id =
    octets("62e935ae755f3d48f80d4d59f6121358c435722a67e859cc0caa8b539027f2ff");
const Octets other_channel_id =
    octets("358625312c6c3bf64ed51d17d210ce21af1639c774cabf5735a9651d7d91fc6a");

class CryptosignTest : public testing::Test {
 protected:
  // A client that is known, with this in its authextra besides the key.
  Dict says(Dict more = Dict::object()) const {
    more["pubkey"] = client.public_key().to_hex();
    return more;
  }
  Result<std::unique_ptr<Cryptosign>> made(const Dict& authextra,
                                           const CryptosignLogin& login = {.is_known = true}) {
    return Cryptosign::make(authextra, login, entropy);
  }
  std::unique_ptr<Cryptosign> logs_in(const Dict& authextra,
                                      const CryptosignLogin& login = {.is_known = true}) {
    return std::move(made(authextra, login)).value();
  }
  std::string answer_to(const Dict& extra) const {
    return signed_by(client, octets(extra.at("challenge")));
  }
  std::string answer_to(const Dict& extra, const Octets& channel) const {
    return signed_by(client, exclusive_or(octets(extra.at("challenge")), channel));
  }
  static bool takes(Cryptosign& login, const std::string& signature) {
    return login.verify(Authenticate{signature}).has_value();
  }
  // Whether a login that has been asked takes what `change` makes of its right answer.
  template <class Change>
  bool takes_answer(Change change) {
    const auto login = logs_in(says());
    return takes(*login, change(answer_to(login->challenge())));
  }

  const SigningKey client{
      octets("4d57d97a68f555696620a6d849c0ce582568518d729eb753dc7c732de2804510")};
  const SigningKey other{
      octets("d511fe78e23934b3dadb52fcd022974b80bd92bccc7c5cf404e46cc0a8a2f5cd")};
  const SigningKey router{
      octets("6e1fde9cf9e2359a87420b65a87dc0c66136e66945196ba2475990d8a0c3a25b")};
  const Dict bound{{"channel_binding", "tls-exporter"}};
  const CryptosignLogin over_tls{.channel = channel_id, .is_known = true};
  Entropy entropy = random_from(1);
};

// The vectors.
std::vector<Dict> specification() {
  std::ifstream file(DESKGATE_SOURCE_DIR "/tests/data/autobahn/cryptosign.json");
  return Dict::parse(file).get<std::vector<Dict>>();
}

class CryptosignVector : public testing::TestWithParam<Dict> {
 protected:
  bool is_bound() const { return !GetParam().at("channel_id").is_null(); }
  Dict authextra(const SigningKey& client) const {
    Dict extra{{"pubkey", client.public_key().to_hex()}};
    if (is_bound()) extra["channel_binding"] = "tls-exporter";
    return extra;
  }
  CryptosignLogin login() const {
    if (!is_bound()) return {.is_known = true};
    return {.channel = octets(GetParam().at("channel_id")), .is_known = true};
  }
  const SigningKey key{octets(GetParam().at("private_key"))};
};
TEST_P(CryptosignVector, IsTakenFromAClient) {
  const auto method =
      Cryptosign::make(authextra(key), login(), drawing(octets(GetParam().at("challenge"))));
  EXPECT_EQ((*method)->challenge().at("challenge"), GetParam().at("challenge"));
  EXPECT_TRUE((*method)->verify(Authenticate{GetParam().at("signature").get<std::string>()}));
}
TEST_P(CryptosignVector, IsWhatTheRouterProvesItselfWith) {
  const SigningKey client(octets(client_challenge));
  auto extra = authextra(client);
  extra["challenge"] = GetParam().at("challenge");
  auto with_key = login();
  with_key.router_key = &key;
  const auto method = Cryptosign::make(extra, with_key, random_from(1));
  EXPECT_EQ((*method)->challenge().at("signature"), GetParam().at("signature"));
}
INSTANTIATE_TEST_SUITE_P(Of, CryptosignVector, testing::ValuesIn(specification()));

TEST(CryptosignVectors, AreAllThere) {
  EXPECT_EQ(specification().size(), 6U);
}

// "Client Authentication", "Example Message Flow".
TEST(CryptosignExample, IsWelcome) {
  const auto method = Cryptosign::make(
      {{"pubkey", "545efb0a2192db8d43f118e9bf9aee081466e1ef36c708b96ee6f62dddad9122"}},
      {.is_known = true}, drawing(octets(some_challenge)));
  EXPECT_EQ((*method)->challenge(),
            (Dict{{"challenge", some_challenge}, {"channel_binding", nullptr}}));
  EXPECT_EQ((*method)->verify(
                Authenticate{"e2f0297a193b63b7a4a92028e9e2e6107f82730560d54a657bd982cb4b315149"
                             "0399debbbde998e494d3c3b2a5e2e91271291e10dee85a6cfaa127885ddd8b0a" +
                             some_challenge}),
            Dict::object());
}

// All eight: the login is bound or not, the client asks for the router's proof or not, the router
// has a key or not.
class CryptosignCombination : public CryptosignTest,
                              public testing::WithParamInterface<std::tuple<bool, bool, bool>> {
 protected:
  bool is_bound = std::get<0>(GetParam());
  bool is_asked = std::get<1>(GetParam());
  bool has_key = std::get<2>(GetParam());

  std::unique_ptr<Cryptosign> login() {
    auto authextra = says(is_bound ? bound : Dict::object());
    if (is_asked) authextra["challenge"] = client_challenge;
    return logs_in(
        authextra,
        {.channel = channel_id, .router_key = has_key ? &router : nullptr, .is_known = true});
  }
  Octets to_sign(const Value& challenge) const {
    return is_bound ? exclusive_or(octets(challenge), channel_id) : octets(challenge);
  }
};
TEST_P(CryptosignCombination, TakesTheAnswer) {
  const auto method = login();
  const auto extra = method->challenge();
  EXPECT_TRUE(takes(*method, signed_by(client, to_sign(extra.at("challenge")))));
}
TEST_P(CryptosignCombination, RefusesTheAnswerThatIsBoundTheOtherWay) {
  const auto method = login();
  const auto extra = method->challenge();
  EXPECT_FALSE(takes(*method, is_bound ? answer_to(extra) : answer_to(extra, channel_id)));
}
TEST_P(CryptosignCombination, NamesTheBinding) {
  EXPECT_EQ(login()->challenge().at("channel_binding"),
            is_bound ? Value("tls-exporter") : Value(nullptr));
}
TEST_P(CryptosignCombination, ProvesTheRouterWhereItCanAndIsAsked) {
  const auto extra = login()->challenge();
  const bool is_proven = is_asked && has_key;
  EXPECT_EQ(extra.value("pubkey", ""), is_proven ? router.public_key().to_hex() : "");
  EXPECT_EQ(extra.value("signature", ""),
            is_proven ? signed_by(router, to_sign(client_challenge)) : "");
}
INSTANTIATE_TEST_SUITE_P(Each, CryptosignCombination,
                         testing::Combine(testing::Bool(), testing::Bool(), testing::Bool()));

// Replays: an answer that was right once.
TEST_F(CryptosignTest, RefusesAReplayInTheSameLogin) {
  const auto login = logs_in(says());
  const auto answer = answer_to(login->challenge());
  EXPECT_TRUE(takes(*login, answer));
  EXPECT_FALSE(takes(*login, answer));
}

TEST_F(CryptosignTest, RefusesASecondAttempt) {
  const auto login = logs_in(says());
  const auto answer = answer_to(login->challenge());
  EXPECT_FALSE(takes(*login, ""));
  EXPECT_FALSE(takes(*login, answer));
}

TEST_F(CryptosignTest, RefusesAReplayInAnotherLogin) {
  const auto first = logs_in(says());
  const auto second = logs_in(says());
  const auto answer = answer_to(first->challenge());
  second->challenge();
  EXPECT_FALSE(takes(*second, answer));
}

TEST_F(CryptosignTest, RefusesAReplayOnAnotherChannelEvenOfTheSameChallenge) {
  entropy = drawing(octets(some_challenge));
  const auto first = logs_in(says(bound), over_tls);
  const auto second = logs_in(says(bound), {.channel = other_channel_id, .is_known = true});
  const auto answer = answer_to(first->challenge(), channel_id);
  second->challenge();
  EXPECT_FALSE(takes(*second, answer));
}

TEST_F(CryptosignTest, RefusesAnUnboundReplayWhereTheLoginIsBound) {
  entropy = drawing(octets(some_challenge));
  const auto unbound = logs_in(says(), over_tls);
  const auto login = logs_in(says(bound), over_tls);
  const auto answer = answer_to(unbound->challenge());
  login->challenge();
  EXPECT_FALSE(takes(*login, answer));
}

TEST_F(CryptosignTest, RefusesAReplayUnderAnotherKey) {
  entropy = drawing(octets(some_challenge));
  const auto login = logs_in({{"pubkey", other.public_key().to_hex()}});
  EXPECT_FALSE(takes(*login, answer_to(login->challenge())));
}

TEST_F(CryptosignTest, RefusesAReplayThatClaimsToHaveSignedTheNewChallenge) {
  const auto first = logs_in(says());
  const auto second = logs_in(says());
  const auto answer = answer_to(first->challenge());
  const auto challenge = second->challenge().at("challenge").get<std::string>();
  EXPECT_FALSE(takes(*second, answer.substr(0, 128) + challenge));
}

TEST_F(CryptosignTest, RefusesTheSignatureOfTheChallengeBesideAnotherMessage) {
  EXPECT_FALSE(takes_answer(
      [](const std::string& answer) { return answer.substr(0, 128) + client_challenge; }));
}

TEST_F(CryptosignTest, RefusesAnAnswerBeforeTheChallenge) {
  entropy = drawing(octets(some_challenge));
  const auto login = logs_in(says());
  EXPECT_FALSE(takes(*login, signed_by(client, octets(some_challenge))));
}

// The router signs what a client likes: here, the challenge of another login.
TEST_F(CryptosignTest, RefusesTheRouterItself) {
  const CryptosignLogin login{.router_key = &router, .is_known = true};
  const auto first = logs_in({{"pubkey", router.public_key().to_hex()}}, login);
  const auto challenge = first->challenge().at("challenge");
  const auto second = logs_in(says({{"challenge", challenge}}), login);
  EXPECT_FALSE(takes(*first, second->challenge().at("signature").get<std::string>()));
}

TEST_F(CryptosignTest, NeverTakesTheAnswerToAnotherOfAThousandChallenges) {
  auto captured = answer_to(logs_in(says())->challenge());
  for (int i = 0; i < 1000; ++i) {
    const auto login = logs_in(says());
    const auto replayed = logs_in(says());
    auto answer = answer_to(login->challenge());
    replayed->challenge();
    ASSERT_FALSE(takes(*replayed, captured));
    ASSERT_TRUE(takes(*login, answer));
    captured = std::move(answer);
  }
}

// Decoys.
TEST_F(CryptosignTest, AsksAnUnknownKeyTheSame) {
  entropy = drawing(octets(some_challenge));
  EXPECT_EQ(logs_in(says(), {.is_known = false})->challenge(), logs_in(says())->challenge());
}

TEST_F(CryptosignTest, RefusesAnUnknownKeyThatSignsWell) {
  const auto login = logs_in(says(), {.is_known = false});
  EXPECT_FALSE(takes(*login, answer_to(login->challenge())));
}

// Malformed answers.
TEST_F(CryptosignTest, TakesAnAnswerInUpperCase) {
  EXPECT_TRUE(takes_answer([](std::string answer) {
    for (auto& digit : answer) digit = static_cast<char>(std::toupper(digit));
    return answer;
  }));
}

TEST_F(CryptosignTest, RefusesAnAnswerOfTheWrongLength) {
  EXPECT_FALSE(takes_answer([](const std::string&) { return std::string(); }));
  EXPECT_FALSE(takes_answer([](const std::string& answer) { return answer.substr(0, 128); }));
  EXPECT_FALSE(takes_answer([](const std::string& answer) { return answer.substr(0, 190); }));
  EXPECT_FALSE(takes_answer([](const std::string& answer) { return answer.substr(0, 191); }));
  EXPECT_FALSE(takes_answer([](const std::string& answer) { return answer + "0"; }));
  EXPECT_FALSE(takes_answer([](const std::string& answer) { return answer + "00"; }));
  EXPECT_FALSE(takes_answer([](const std::string& answer) { return answer + answer; }));
}

TEST_F(CryptosignTest, RefusesAnAnswerThatIsNotHexadecimal) {
  EXPECT_FALSE(takes_answer([](const std::string& answer) { return "g" + answer.substr(1); }));
  EXPECT_FALSE(takes_answer([](const std::string& answer) { return " " + answer.substr(1); }));
  EXPECT_FALSE(takes_answer([](const std::string& answer) { return "0x" + answer.substr(2); }));
  EXPECT_FALSE(takes_answer([](std::string answer) {
    answer[191] = '\0';
    return answer;
  }));
  EXPECT_FALSE(takes_answer([](const std::string&) { return std::string(192, '\xff'); }));
}

TEST_F(CryptosignTest, RefusesAnAnswerWithAnyOctetChanged) {
  for (std::size_t at = 0; at < 192; at += 2) {
    EXPECT_FALSE(takes_answer([at](std::string answer) {
      answer[at] = answer[at] == '0' ? '1' : '0';
      return answer;
    })) << at;
  }
}

TEST_F(CryptosignTest, DoesNotLookAtTheExtraOfAnAnswer) {
  const auto login = logs_in(says());
  const auto answer = answer_to(login->challenge());
  EXPECT_TRUE(login->verify(Authenticate{answer, Value("no dictionary")}));
}

// Announcements.
TEST_F(CryptosignTest, RefusesTlsExporterWithoutTls) {
  EXPECT_EQ(made(says(bound)).error().uri, error::option_not_allowed);
  EXPECT_THAT(made(says(bound)).error().message, HasSubstr("not over TLS"));
}

TEST_F(CryptosignTest, RefusesTlsUnique) {
  const auto login = made(says({{"channel_binding", "tls-unique"}}), over_tls);
  EXPECT_EQ(login.error().uri, error::option_not_allowed);
  EXPECT_THAT(login.error().message, HasSubstr("TLS 1.3 does not define"));
}

TEST_F(CryptosignTest, RefusesAMalformedAnnouncementOfAnUnknownKeyAlike) {
  const auto authextra = says({{"challenge", "short"}});
  EXPECT_EQ(made(authextra, {.is_known = false}).error(), made(authextra).error());
}

TEST_F(CryptosignTest, ReadsNullAsAbsent) {
  const auto login = logs_in(says({{"channel_binding", nullptr}, {"challenge", nullptr}}),
                             {.router_key = &router, .is_known = true});
  const auto extra = login->challenge();
  EXPECT_FALSE(extra.contains("signature"));
  EXPECT_TRUE(takes(*login, answer_to(extra)));
}

TEST_F(CryptosignTest, TellsTheAnnouncedKey) {
  EXPECT_EQ(Cryptosign::announced_key(says()).value(), client.public_key());
}

TEST_F(CryptosignTest, DrawsEveryChallengeAnew) {
  EXPECT_NE(logs_in(says())->challenge(), logs_in(says())->challenge());
}

}  // namespace
}  // namespace deskgate::router::authentication

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/authentication/scram.hpp"

#include <gmock/gmock.h>

#include <random>

#include "router/authentication/secret.hpp"
#include "router/base64.hpp"
#include "router/uri.hpp"

namespace deskgate::router::authentication {
namespace {

using testing::HasSubstr;
using Kdf = ScramDerivation::Kdf;

std::string base64(std::string_view octets) {
  return to_base64({octets.begin(), octets.end()});
}

std::string octets(std::string_view text) {
  const auto read = from_base64(text).value();
  return {read.begin(), read.end()};
}

// RFC 7677 section 3.
const ScramDerivation rfc_derivation{Kdf::pbkdf2, 4096, 0};
const ScramExchange rfc_exchange{"user",
                                 "rOprNGfwEbeRWgbNEkqO",
                                 "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
                                 "W22ZaJ0SNY7soEsUEjb6gQ==",
                                 4096,
                                 "biws"};
const std::string rfc_proof = octets("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");

TEST(ScramVectors, AcceptTheProofOfRfc7677) {
  const auto credential =
      make_scram_credential("pencil", rfc_derivation, octets("W22ZaJ0SNY7soEsUEjb6gQ=="));
  EXPECT_TRUE(is_client_proof(credential, rfc_exchange.auth_message(), rfc_proof));
  EXPECT_EQ(base64(server_signature(credential, rfc_exchange.auth_message())),
            "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
}

TEST(ScramVectors, RefuseItWhereAnythingIsDifferent) {
  const auto salt = octets("W22ZaJ0SNY7soEsUEjb6gQ==");
  const auto credential = make_scram_credential("pencil", rfc_derivation, salt);
  const auto message = rfc_exchange.auth_message();
  auto other = rfc_exchange;
  other.user = "User";
  EXPECT_FALSE(is_client_proof(credential, other.auth_message(), rfc_proof));
  EXPECT_FALSE(
      is_client_proof(make_scram_credential("Pencil", rfc_derivation, salt), message, rfc_proof));
  EXPECT_FALSE(is_client_proof(credential, message, rfc_proof.substr(1)));
  EXPECT_FALSE(is_client_proof(credential, message, rfc_proof + "x"));
  EXPECT_FALSE(is_client_proof(credential, message, ""));
  for (std::size_t i = 0; i < rfc_proof.size(); ++i) {
    auto flipped = rfc_proof;
    flipped[i] = static_cast<char>(flipped[i] ^ 1);
    EXPECT_FALSE(is_client_proof(credential, message, flipped)) << i;
  }
}

TEST(ScramExchange, EscapesTheName) {
  auto exchange = rfc_exchange;
  exchange.user = "a=b,c";
  EXPECT_TRUE(exchange.auth_message().starts_with("n=a=3Db=2Cc,r=")) << exchange.auth_message();
}

// What a client does, from the specification's text.
class Client {
 public:
  Client(std::string user, std::string password)
      : user_(std::move(user)), password_(std::move(password)) {}

  Dict details(const Dict& extra = Dict::object()) const {
    Dict own{{"nonce", nonce_}};
    own.update(extra);
    return {{"authid", user_}, {"authextra", own}};
  }

  Authenticate answer(const Dict& challenge, const std::string& gs2 = "n,,",
                      const Value& binding = nullptr) {
    const auto nonce = challenge.at("nonce").get<std::string>();
    const auto salt = challenge.at("salt").get<std::string>();
    const auto iterations = challenge.at("iterations").get<int>();
    const ScramDerivation derivation{
        challenge.at("kdf") == "pbkdf2" ? Kdf::pbkdf2 : Kdf::argon2id13, iterations,
        challenge.value("memory", 0)};
    credential_ = make_scram_credential(password_, derivation, octets(salt));
    message_ = "n=" + user_ + ",r=" + nonce_ + ",r=" + nonce + ",s=" + salt +
               ",i=" + std::to_string(iterations) + ",c=" + base64(gs2) + ",r=" + nonce;
    const auto key = client_key(derivation, octets(salt));
    auto proof = hmac_sha256(sha256(key), message_);
    for (std::size_t i = 0; i < proof.size(); ++i) {
      proof[i] = static_cast<char>(proof[i] ^ key[i]);
    }
    return {base64(proof), {{"nonce", nonce}, {"channel_binding", binding}}};
  }

  std::string expected_verifier() const {
    return base64(hmac_sha256(credential_.server_key, message_));
  }

 private:
  // Only PBKDF2 can be redone without the library that is tested.
  std::string client_key(const ScramDerivation& derivation, const std::string& salt) const {
    return hmac_sha256(pbkdf2_sha256(password_, salt, derivation.iterations, 32), "Client Key");
  }

  std::string user_;
  std::string password_;
  std::string nonce_ = base64("sixteen octets.!");
  ScramCredential credential_;
  std::string message_;
};

class ScramTest : public testing::Test {
 protected:
  Result<std::unique_ptr<Scram>> login(const Dict& details, bool is_decoy = false,
                                       const std::optional<ChannelId>& channel = std::nullopt) {
    return Scram::make(details, credential, is_decoy, channel, entropy);
  }

  Client joe{"joe", "correct horse"};
  ScramCredential credential = make_scram_credential("correct horse", {Kdf::pbkdf2, 1000, 0},
                                                     octets("c2FsdCBvZiBzaXh0ZWVuIQ=="));
  std::mt19937_64 generator{1};
  Entropy entropy = [this] { return generator(); };
};

TEST_F(ScramTest, LetsInWhoKnowsThePasswordAndProvesTheRouter) {
  const auto scram = login(joe.details()).value();
  const auto extra = scram->verify(joe.answer(scram->challenge()));
  ASSERT_TRUE(extra);
  EXPECT_EQ(*extra, (Dict{{"verifier", joe.expected_verifier()}}));
}

TEST_F(ScramTest, TellsHowTheKeyIsDerived) {
  const auto challenge = login(joe.details()).value()->challenge();
  EXPECT_EQ(challenge.at("kdf"), "pbkdf2");
  EXPECT_EQ(challenge.at("iterations"), 1000);
  EXPECT_FALSE(challenge.contains("memory"));
  const auto nonce = challenge.at("nonce").get<std::string>();
  EXPECT_TRUE(nonce.starts_with(base64("sixteen octets.!")));
  EXPECT_GE(nonce.size(), base64("sixteen octets.!").size() + 24);
}

TEST_F(ScramTest, AsksEachTimeWithANewNonce) {
  const auto one = login(joe.details()).value()->challenge();
  const auto other = login(joe.details()).value()->challenge();
  EXPECT_NE(one.at("nonce"), other.at("nonce"));
}

TEST_F(ScramTest, RefusesWhoDoesNotKnowThePassword) {
  Client other("joe", "correct house");
  const auto scram = login(other.details()).value();
  EXPECT_FALSE(scram->verify(other.answer(scram->challenge())));
}

TEST_F(ScramTest, RefusesADecoyWhateverItAnswers) {
  const auto scram = login(joe.details(), true).value();
  EXPECT_FALSE(scram->verify(joe.answer(scram->challenge())));
}

TEST_F(ScramTest, RefusesTheAnswerToAnotherChallenge) {
  const auto one = login(joe.details()).value();
  const auto other = login(joe.details()).value();
  const auto answer = joe.answer(one->challenge());
  other->challenge();
  EXPECT_FALSE(other->verify(answer));
}

TEST_F(ScramTest, RefusesAnAnswerThatDoesNotRepeatTheNonce) {
  const auto scram = login(joe.details()).value();
  auto answer = joe.answer(scram->challenge());
  answer.extra.erase("nonce");
  EXPECT_FALSE(scram->verify(answer));
}

TEST_F(ScramTest, BindsToTheChannelWhereTheClientAsksForIt) {
  ChannelId channel{};
  channel.fill(7);
  const Dict bound{{"channel_binding", "tls-exporter"}};
  const auto gs2 = "p=tls-exporter,," + std::string(32, '\7');
  const auto right = login(joe.details(bound), false, channel).value();
  EXPECT_TRUE(right->verify(joe.answer(right->challenge(), gs2, "tls-exporter")));
  const auto relayed = login(joe.details(bound), false, channel).value();
  EXPECT_FALSE(relayed->verify(joe.answer(
      relayed->challenge(), "p=tls-exporter,," + std::string(32, '\6'), "tls-exporter")));
  const auto downgraded = login(joe.details(bound), false, channel).value();
  EXPECT_FALSE(downgraded->verify(joe.answer(downgraded->challenge(), "n,,", nullptr)));
}

TEST_F(ScramTest, NamesWhatIsWrongInHello) {
  const auto refusal = [&](const Dict& details) {
    const auto made = login(details);
    return made ? Error{"", "nothing"} : made.error();
  };
  EXPECT_THAT(refusal({{"authextra", {{"nonce", "AAAA"}}}}).message,
              HasSubstr("authid is missing"));
  EXPECT_THAT(refusal({{"authid", "jo\xC3\xA9"}, {"authextra", {{"nonce", "AAAA"}}}}).message,
              HasSubstr("printable ASCII"));
  EXPECT_THAT(refusal({{"authid", "joe"}}).message, HasSubstr("authextra.nonce is missing"));
  EXPECT_THAT(refusal({{"authid", "joe"}, {"authextra", {{"nonce", "!"}}}}).message,
              HasSubstr("base64"));
  const auto unbound = refusal(joe.details({{"channel_binding", "tls-exporter"}}));
  EXPECT_EQ(unbound.uri, error::option_not_allowed);
  EXPECT_THAT(unbound.message, HasSubstr("not over TLS"));
  EXPECT_EQ(refusal(joe.details({{"channel_binding", "tls-unique"}})).uri,
            error::option_not_allowed);
}

TEST(ScramCredential, IsOneLineOfText) {
  const auto credential = make_scram_credential("pencil", rfc_derivation, "sixteen octets.!");
  std::string fault;
  EXPECT_EQ(scram_credential_from(to_text(credential), fault), credential);
  const auto argon = make_scram_credential("pencil", {Kdf::argon2id13, 1, 8}, "sixteen octets.!");
  EXPECT_TRUE(to_text(argon).starts_with("argon2id13,1,8,"));
  EXPECT_EQ(scram_credential_from(to_text(argon), fault), argon);
}

// Made by argon2-cffi 25.1.0 (hash_secret_raw, type ID, version 19, parallelism 1, 32 octets).
TEST(ScramCredential, DerivesByArgon2idAsOthersDo) {
  const auto credential = make_scram_credential("p", {Kdf::argon2id13, 2, 64}, "sixteen octets.!");
  EXPECT_EQ(base64(credential.server_key), "94rbm8LJOn/4DquaxgcEvrteGjl2wCE5uNg2mnx+saE=");
}

TEST(ScramCredential, RefusesWhatIsNone) {
  const auto good =
      to_text(make_scram_credential("p", {Kdf::argon2id13, 1, 8}, "sixteen octets.!"));
  const auto fault_of = [](const std::string& text) {
    std::string fault = "nothing";
    static_cast<void>(scram_credential_from(text, fault));
    return fault;
  };
  EXPECT_EQ(fault_of(good), "nothing");
  EXPECT_THAT(fault_of(""), HasSubstr("argon2id13 or pbkdf2"));
  EXPECT_THAT(fault_of("bcrypt" + good), HasSubstr("argon2id13 or pbkdf2"));
  EXPECT_THAT(fault_of(good + ","), HasSubstr("commas"));
  EXPECT_THAT(fault_of("argon2id13,0" + good.substr(12)), HasSubstr("iterations"));
  EXPECT_THAT(fault_of("argon2id13,1,7" + good.substr(14)), HasSubstr("memory"));
  EXPECT_THAT(fault_of(good.substr(0, good.size() - 1)), HasSubstr("32 octets"));
}

TEST(ScramCredential, HasASaltOfSixteenOctetsAsDecoysHave) {
  std::string fault;
  const auto short_salt = make_scram_credential("p", rfc_derivation, "twelve octet");
  EXPECT_FALSE(scram_credential_from(to_text(short_salt), fault));
  EXPECT_THAT(fault, HasSubstr("a salt that is not 16 octets"));
}

TEST(ScramText, IsPrintableAscii) {
  EXPECT_TRUE(is_scram_text("correct horse, {battery} = ~staple!"));
  EXPECT_FALSE(is_scram_text("p\xC3\xA4ssword"));
  EXPECT_FALSE(is_scram_text("pass\tword"));
}

TEST(ScramCredential, OfNobodyIsTheSameEachTimeAndDifferentForEach) {
  const ScramDerivation model{Kdf::argon2id13, 4, 65536};
  const auto one = decoy_scram_credential("key", "nobody", model);
  EXPECT_EQ(one, decoy_scram_credential("key", "nobody", model));
  EXPECT_NE(one.salt, decoy_scram_credential("key", "somebody", model).salt);
  EXPECT_NE(one.salt, decoy_scram_credential("other", "nobody", model).salt);
  EXPECT_EQ(one.salt.size(), 16U);
  EXPECT_EQ(one.derivation, model);
}

}  // namespace
}  // namespace deskgate::router::authentication

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// RFC 8032 section 7.1, the vectors of Wycheproof (tests/data/wycheproof/), and the points of small
// order that ed25519-speccheck lists (https://github.com/novifinancial/ed25519-speccheck, the
// tables EIGHT_TORSION and EIGHT_TORSION_NON_CANONICAL in src/main.rs).

#include "router/authentication/ed25519.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <vector>

#include "router/authentication/hex.hpp"
#include "router/payload.hpp"
#include "tests/router/octets.hpp"

namespace deskgate::router::authentication {
namespace {

std::vector<std::uint8_t> octets(std::string_view digits) {
  const auto text = router::hex(digits);
  return {text.begin(), text.end()};
}

PublicKey::Octets point(std::string_view digits) {
  return from_hex<32>(digits).value();
}

// One of Wycheproof's signatures.
struct Verification {
  int id = 0;
  std::string comment;
  std::string key;
  std::string message;
  std::string signature;
  bool is_valid = false;
};

void PrintTo(const Verification& test, std::ostream* out) {
  *out << test.id << ": " << test.comment;
}

std::string text(const Value& of, const char* key) {
  return of.at(key).get<std::string>();
}

std::vector<Verification> wycheproof() {
  std::ifstream file(DESKGATE_SOURCE_DIR "/tests/data/wycheproof/ed25519_test.json");
  const auto content = Value::parse(file);
  std::vector<Verification> all;
  for (const auto& group : content.at("testGroups")) {
    for (const auto& test : group.at("tests")) {
      all.push_back({test.at("tcId").get<int>(), text(test, "comment"),
                     text(group.at("publicKey"), "pk"), text(test, "msg"), text(test, "sig"),
                     text(test, "result") == "valid"});
    }
  }
  return all;
}

class Wycheproof : public testing::TestWithParam<Verification> {};
TEST_P(Wycheproof, IsJudgedAsItsAuthorsJudge) {
  const auto& [id, comment, key, message, signature, is_valid] = GetParam();
  const auto verifier = PublicKey::from_hex(key);
  ASSERT_TRUE(verifier);
  EXPECT_EQ(verifier->verify(octets(message), octets(signature)), is_valid);
}
INSTANTIATE_TEST_SUITE_P(Of, Wycheproof, testing::ValuesIn(wycheproof()));

TEST(WycheproofVectors, AreAllThere) {
  EXPECT_EQ(wycheproof().size(), 150U);
}

// One of RFC 8032's, section 7.1.
struct Signing {
  std::string name;
  std::string seed;
  std::string key;
  std::string message;
  std::string signature;
};

void PrintTo(const Signing& test, std::ostream* out) {
  *out << test.name;
}

// TEST 1024 signs 1023 octets, which stand among Wycheproof's as well.
std::string message_of_test_1024() {
  const auto all = wycheproof();
  return std::ranges::find(all, "draft-josefsson-eddsa-ed25519-02: Test 1024",
                           &Verification::comment)
      ->message;
}

std::vector<Signing> rfc_8032() {
  return {
      {"TEST 1", "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
       "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
       "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e3970"
       "1cf9b46bd25bf5f0595bbe24655141438e7a100b"},
      {"TEST 2", "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
       "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
       "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613"
       "d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
      {"TEST 3", "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
       "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
       "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760"
       "984dc6594a7c15e9716ed28dc027beceea1ec40a"},
      {"TEST 1024", "f5e5767cf153319517630f226876b86c8160cc583bc013744c6bf255f5cc0ee5",
       "278117fc144c72340f67d0f2316e8386ceffbf2b2428c9c51fef7c597f1d426e", message_of_test_1024(),
       "0aab4c900501b3e24d7cdf4663326a3a87df5e4843b2cbdb67cbf6e460fec350aa5371b1508f9f4528ecea23"
       "c436d94b5e8fcd4f681e30a6ac00a9704a188a03"},
      {"TEST SHA(abc)", "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
       "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
       "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23"
       "a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
       "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c6"
       "6431e0303dca179c138ac17ad9bef1177331a704"}};
}

class Rfc8032 : public testing::TestWithParam<Signing> {};
TEST_P(Rfc8032, HasTheKeyOfItsSeed) {
  EXPECT_EQ(SigningKey(point(GetParam().seed)).public_key().to_hex(), GetParam().key);
}
TEST_P(Rfc8032, IsSigned) {
  const SigningKey key(point(GetParam().seed));
  EXPECT_EQ(to_hex(key.sign(octets(GetParam().message))), GetParam().signature);
}
TEST_P(Rfc8032, IsVerified) {
  const auto key = PublicKey::from_hex(GetParam().key).value();
  EXPECT_TRUE(key.verify(octets(GetParam().message), octets(GetParam().signature)));
}
INSTANTIATE_TEST_SUITE_P(Of, Rfc8032, testing::ValuesIn(rfc_8032()));

class PointOfSmallOrder : public testing::TestWithParam<const char*> {};
TEST_P(PointOfSmallOrder, IsNoPublicKey) {
  EXPECT_FALSE(PublicKey::from(point(GetParam())));
}
TEST_P(PointOfSmallOrder, IsNoPartOfASignature) {
  const SigningKey key(point("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
  auto signature = key.sign({});
  std::ranges::copy(point(GetParam()), signature.begin());
  EXPECT_FALSE(key.public_key().verify({}, signature));
}
INSTANTIATE_TEST_SUITE_P(
    Canonical, PointOfSmallOrder,
    testing::Values("0100000000000000000000000000000000000000000000000000000000000000",
                    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                    "0000000000000000000000000000000000000000000000000000000000000080",
                    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
                    "0000000000000000000000000000000000000000000000000000000000000000",
                    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"));
INSTANTIATE_TEST_SUITE_P(
    NotCanonical, PointOfSmallOrder,
    testing::Values("0100000000000000000000000000000000000000000000000000000000000080",
                    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"));

// 2^255 - 16 is p + 3: another way to write the y of the point whose y is 3.
TEST(PublicKeys, AreWrittenInTheCanonicalWay) {
  EXPECT_FALSE(
      PublicKey::from(point("f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")));
}

TEST(PublicKeys, AreReadAndWrittenAsHexadecimalDigits) {
  const std::string digits = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
  EXPECT_EQ(PublicKey::from_hex(digits).value().to_hex(), digits);
}

TEST(PublicKeys, AreNotReadFromTooFewDigits) {
  EXPECT_FALSE(
      PublicKey::from_hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f70751"));
}

TEST(HexadecimalDigits, AreReadInEitherCase) {
  EXPECT_EQ(from_hex<2>("aBCd"), (std::array<std::uint8_t, 2>{0xab, 0xcd}));
}

TEST(HexadecimalDigits, AreWrittenInLowerCase) {
  EXPECT_EQ(to_hex(std::array<std::uint8_t, 2>{0xab, 0x0d}), "ab0d");
}

TEST(HexadecimalDigits, AreAsManyAsAskedFor) {
  EXPECT_FALSE(from_hex<2>("abc"));
  EXPECT_FALSE(from_hex<2>("abcde"));
  EXPECT_FALSE(from_hex<2>("abcdef"));
  EXPECT_FALSE(from_hex<2>(""));
}

TEST(HexadecimalDigits, AreNothingElse) {
  EXPECT_FALSE(from_hex<2>("0xab"));
  EXPECT_FALSE(from_hex<2>("ab c"));
  EXPECT_FALSE(from_hex<2>("abcg"));
  EXPECT_FALSE(from_hex<2>(std::string_view("ab\0c", 4)));
}

}  // namespace
}  // namespace deskgate::router::authentication

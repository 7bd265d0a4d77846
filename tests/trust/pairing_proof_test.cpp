// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The expected values were computed with Python's hmac and hashlib, as docs/pairing.md says.

#include "gateway/trust/pairing_proof.hpp"

#include <gtest/gtest.h>

#include "gateway/trust/base32.hpp"
#include "gateway/trust/pairing_link.hpp"
#include "gateway/trust/words.hpp"
#include "router/authentication/hex.hpp"
#include "tests/trust/a_device.hpp"

namespace deskgate::gateway::trust::testing {
namespace {

using router::authentication::PublicKey;
using router::authentication::to_hex;

// The first test vector of RFC 8032, section 7.1.
const auto device =
    *PublicKey::from_hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
// The second.
const auto identity =
    *PublicKey::from_hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");

Token token() {
  Token token{};
  for (std::uint8_t i = 0; i < token.size(); ++i) token[i] = i;
  return token;
}

PairingTranscript transcript() {
  PairingTranscript transcript{device, {}};
  transcript.tls_key.fill(0xAB);
  return transcript;
}

TEST(PairingProof, IsWhatTheDocumentationSays) {
  EXPECT_EQ(to_hex(claim_proof(hash_of(token()), transcript())),
            "fae3c6c882b63ed1f638e0e3c20cd770593bbf4ab5cbf65137706d22e5956459");
  EXPECT_EQ(to_hex(confirmation(hash_of(token()), transcript(), identity)),
            "5d619862eb5ab84ff3065d3f907ac8b5596874290f50800ddcec0792d79e053e");
}

TEST(PairingProof, WordsAreTheFirstTwoOctets) {
  EXPECT_EQ(check_words(hash_of(token()), transcript()), "water orchid");
}

TEST(PairingProof, IsOfThisTokenThisKeyAndThisTls) {
  const auto proof = claim_proof(hash_of(token()), transcript());
  auto other_token = token();
  other_token[15] ^= 1;
  EXPECT_FALSE(are_equal(proof, claim_proof(hash_of(other_token), transcript())));
  auto other = transcript();
  other.tls_key[31] ^= 1;
  EXPECT_FALSE(are_equal(proof, claim_proof(hash_of(token()), other)));
  EXPECT_FALSE(are_equal(proof, claim_proof(hash_of(token()), {identity, transcript().tls_key})));
  EXPECT_TRUE(are_equal(proof, claim_proof(hash_of(token()), transcript())));
}

TEST(PairingLink, SaysEverythingBehindTheHash) {
  EXPECT_EQ(
      pairing_link({"192.168.1.20:5021", "[fd12::1]:5021"}, transcript().tls_key, identity,
                   token()),
      "https://192.168.1.20:5021/"
      "pair#v=1&a=192.168.1.20:5021,[fd12::1]:5021&c=q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s&r="
      "PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw&t=aaaqeayeaudaocajbifqydiob4");
}

// RFC 4648, section 10.
TEST(Base32, IsThatOfTheSpecification) {
  const auto encoded = [](std::string_view text) {
    return to_base32({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  };
  EXPECT_EQ(encoded(""), "");
  EXPECT_EQ(encoded("f"), "my");
  EXPECT_EQ(encoded("fo"), "mzxq");
  EXPECT_EQ(encoded("foo"), "mzxw6");
  EXPECT_EQ(encoded("foob"), "mzxw6yq");
  EXPECT_EQ(encoded("fooba"), "mzxw6ytb");
  EXPECT_EQ(encoded("foobar"), "mzxw6ytboi");
}

TEST(CleanName, LeavesWhatCanBeSeen) {
  EXPECT_EQ(clean_name("Ann's phone"), "Ann's phone");
  EXPECT_EQ(clean_name("a\u202Eb\u2066c\u200Dd"), "abcd");
  EXPECT_EQ(clean_name("a\x1b[31m\x7f\xc2\x85"), "a[31m");
  EXPECT_EQ(clean_name("  a  b  "), "a b");
  EXPECT_EQ(clean_name("\xff"), "");
  EXPECT_EQ(clean_name("日本語", 2), "日本");
}

TEST(CleanName, LeavesNothingThatIsBlank) {
  // Fillers of Hangul, the braille pattern without dots, the joiner of graphemes, the vowels that
  // Khmer does not write, selectors of variants, shorthand, musical and annotation marks, tags.
  EXPECT_EQ(clean_name("\u3164\u115F\u1160\uFFA0\u2800\u034F\u180E\uFEFF"), "");
  EXPECT_EQ(clean_name("\u17B4\u17B5\u180B\u180F\uFE00\uFE0F\uFFF0\uFFFB"), "");
  EXPECT_EQ(clean_name("\U0001BCA0\U0001D159\U0001D173\U0001D17A"), "");
  EXPECT_EQ(clean_name("\U000E0001\U000E0041\U000E007F\U000E0100\U000E0FFF"), "");
  EXPECT_EQ(clean_name("a\uFE0Fb\u3164c"), "abc");
}

TEST(CleanName, KnowsOneSpaceAlone) {
  EXPECT_EQ(clean_name("Ann\u00A0\u2003\u3000s\u202Fphone\u1680"), "Ann s phone");
  EXPECT_EQ(clean_name("\u00A0\u2000\u200A\u205F "), "");
}

TEST(CleanName, LeavesLettersOfEveryScript) {
  EXPECT_EQ(clean_name("טלפון של דנה"), "טלפון של דנה");
  EXPECT_EQ(clean_name("한국어 \u1100\u1161"), "한국어 \u1100\u1161");
  EXPECT_EQ(clean_name("📱\u2801"), "📱\u2801");
}

}  // namespace
}  // namespace deskgate::gateway::trust::testing

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Specification, "Payload Passthru Mode", for publishers and subscribers.

#include "tests/router/transcript.hpp"

namespace deskgate::router {
namespace {

class PubsubPassthruTest : public RouterTest {
 protected:
  TestClient& publisher() {
    return join_with(R"({"publisher": {"features": {"payload_passthru_mode": true}}})");
  }
  TestClient& subscriber() {
    auto& client = join_with(R"({"subscriber": {"features": {"payload_passthru_mode": true}}})");
    client.says(R"([32, 1, {}, "a.b"])");
    EXPECT_TRUE(client.hears(R"([33, 1, "$s"])"));
    return client;
  }
};

TEST_F(PubsubPassthruTest, CarriesTheFourKeys) {
  auto& alice = subscriber();
  publisher().says(
      R"([16, 1, {"ppt_scheme": "wamp", "ppt_serializer": "cbor", "ppt_cipher": "aes256gcm",
                  "ppt_keyid": "k"}, "a.b", ["\u0000AAEC"]])");
  EXPECT_TRUE(alice.hears(
      R"([36, "$s", "$_", {"ppt_scheme": "wamp", "ppt_serializer": "cbor",
                           "ppt_cipher": "aes256gcm", "ppt_keyid": "k"}, ["\u0000AAEC"]])"));
}

TEST_F(PubsubPassthruTest, ReachesSubscribersThatHaveNotAnnouncedIt) {
  auto& alice = join();
  alice.says(R"([32, 1, {}, "a.b"])");
  EXPECT_TRUE(alice.hears(R"([33, 1, "$s"])"));
  publisher().says(R"([16, 1, {"ppt_scheme": "x_own"}, "a.b", ["\u0000AAEC"]])");
  EXPECT_TRUE(alice.hears(R"([36, "$s", "$_", {"ppt_scheme": "x_own"}, ["\u0000AAEC"]])"));
}

TEST_F(PubsubPassthruTest, AbortsAPublisherThatHasNotAnnouncedIt) {
  auto& alice = subscriber();
  auto& pat = join();
  pat.says(R"([16, 1, {"ppt_scheme": "wamp"}, "a.b", ["\u0000AAEC"]])");
  EXPECT_TRUE(pat.is_aborted());
  EXPECT_TRUE(alice.hears_nothing());
}

TEST_F(PubsubPassthruTest, AbortsOverASchemeThatIsNoText) {
  auto& pat = publisher();
  pat.says(R"([16, 1, {"ppt_scheme": 1}, "a.b"])");
  EXPECT_TRUE(pat.is_aborted());
}

TEST_F(PubsubPassthruTest, IsRetained) {
  publisher().says(
      R"([16, 1, {"ppt_scheme": "wamp", "ppt_serializer": "cbor", "retain": true}, "a.b",
          ["\u0000AAEC"]])");
  auto& alice = join();
  alice.says(R"([32, 1, {"get_retained": true}, "a.b"])");
  EXPECT_TRUE(alice.hears(R"([33, 1, "$s"])"));
  EXPECT_TRUE(alice.hears(
      R"([36, "$s", "$_", {"ppt_scheme": "wamp", "ppt_serializer": "cbor", "retained": true},
          ["\u0000AAEC"]])"));
}

}  // namespace
}  // namespace deskgate::router

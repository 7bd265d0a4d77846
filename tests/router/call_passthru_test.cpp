// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/router/transcript.hpp"

namespace deskgate::router {
namespace {

class CallPassthruTest : public RouterTest {
 protected:
  ~CallPassthruTest() override { EXPECT_TRUE(realm.dealer().invariant()); }

  // Provides "a.b" with these REGISTER.Options: "$ab".
  TestClient& provides(TestClient& callee, const std::string& options = "{}") {
    callee.says("[64, 1, " + options + R"(, "a.b"])");
    EXPECT_TRUE(callee.hears(R"([65, 1, "$ab"])"));
    return callee;
  }

  TestClient& passing_callee() { return provides(join_as("callee", {"payload_passthru_mode"})); }
  TestClient& passing_caller() { return join_as("caller", {"payload_passthru_mode"}); }

  static constexpr auto call =
      R"([48, 1, {"ppt_scheme": "x_own", "ppt_serializer": "cbor", "ppt_cipher": "aes256gcm",
                  "ppt_keyid": "k1", "other": 1}, "a.b", ["\u0000AAEC"]])";
};

TEST_F(CallPassthruTest, CarriesTheModeOfACall) {
  auto& callee = passing_callee();
  passing_caller().says(call);
  EXPECT_TRUE(callee.hears(
      R"([68, 1, "$ab", {"ppt_scheme": "x_own", "ppt_serializer": "cbor",
          "ppt_cipher": "aes256gcm", "ppt_keyid": "k1"}, ["\u0000AAEC"]])"));
}

TEST_F(CallPassthruTest, CarriesTheModeOfAResult) {
  auto& callee = passing_callee();
  auto& caller = passing_caller();
  caller.says(call);
  callee.says(R"([70, 1, {"ppt_scheme": "wamp", "ppt_serializer": "json"}, ["\u0000AAEC"]])");
  EXPECT_TRUE(
      caller.hears(R"([50, 1, {"ppt_scheme": "wamp", "ppt_serializer": "json"}, ["\u0000AAEC"]])"));
}

TEST_F(CallPassthruTest, CarriesTheModeOfAnError) {
  auto& callee = passing_callee();
  auto& caller = passing_caller();
  caller.says(call);
  callee.says(R"([8, 68, 1, {"ppt_scheme": "wamp"}, "a.error", ["\u0000AAEC"]])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {"ppt_scheme": "wamp"}, "a.error", ["\u0000AAEC"]])"));
}

TEST_F(CallPassthruTest, IsAViolationOfACallerThatHasNotAnnouncedIt) {
  passing_callee();
  auto& caller = join("caller");
  caller.says(call);
  EXPECT_TRUE(caller.is_aborted());
}

TEST_F(CallPassthruTest, IsAViolationOfACalleeThatHasNotAnnouncedIt) {
  auto& callee = provides(join("callee"));
  passing_caller().says(R"([48, 1, {}, "a.b"])");
  callee.skip();
  callee.says(R"([70, 1, {"ppt_scheme": "wamp"}])");
  EXPECT_TRUE(callee.is_aborted());
}

TEST_F(CallPassthruTest, IsRefusedForACalleeThatHasNotAnnouncedIt) {
  provides(join("callee"));
  auto& caller = passing_caller();
  caller.says(call);
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.feature_not_supported", ["$_"]])"));
}

TEST_F(CallPassthruTest, EndsACallWhoseCallerHasNotAnnouncedIt) {
  auto& callee = passing_callee();
  auto& caller = join("caller");
  caller.says(R"([48, 1, {}, "a.b"])");
  callee.says(R"([70, 1, {"ppt_scheme": "wamp"}, ["\u0000AAEC"]])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.feature_not_supported", ["$_"]])"));
}

TEST_F(CallPassthruTest, NeedsAScheme) {
  auto& caller = passing_caller();
  caller.says(R"([48, 1, {"ppt_cipher": "aes256gcm"}, "a.b"])");
  EXPECT_TRUE(caller.is_aborted());
}

TEST_F(CallPassthruTest, NeedsText) {
  auto& caller = passing_caller();
  caller.says(R"([48, 1, {"ppt_scheme": 1}, "a.b"])");
  EXPECT_TRUE(caller.is_aborted());
}

TEST_F(CallPassthruTest, CarriesTheOlderFormUnannounced) {
  auto& callee = provides(join("callee"));
  join("caller").says(
      R"([48, 1, {"enc_algo": "cryptobox", "enc_key": "k", "enc_serializer": "json"}, "a.b"])");
  EXPECT_TRUE(callee.hears(
      R"([68, 1, "$ab", {"enc_algo": "cryptobox", "enc_key": "k", "enc_serializer": "json"}])"));
}

}  // namespace
}  // namespace deskgate::router

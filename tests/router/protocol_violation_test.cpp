// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/router/transcript.hpp"

// Every violation that the specification lists: ABORT, and nothing that arrives later is looked at.
namespace deskgate::router {
namespace {

class ViolationTest : public RouterTest {};

class BeforeHello : public ViolationTest, public testing::WithParamInterface<const char*> {};
TEST_P(BeforeHello, IsAProtocolViolation) {
  auto& client = connect();
  client.says(GetParam());
  EXPECT_TRUE(client.is_aborted());
}
INSTANTIATE_TEST_SUITE_P(
    Messages, BeforeHello,
    testing::Values(R"([2, 1, {}])", R"([4, "ticket", {}])", R"([5, "secret", {}])",
                    R"([6, {}, "wamp.close.close_realm"])", R"([8, 68, 1, {}, "a.b"])",
                    R"([16, 1, {}, "a.b"])", R"([32, 1, {}, "a.b"])", R"([34, 1, 1])",
                    R"([48, 1, {}, "a.b"])", R"([49, 1, {}])", R"([64, 1, {}, "a.b"])",
                    R"([66, 1, 1])", R"([70, 1, {}])", R"([99])", "no JSON"));

class Unlawful : public ViolationTest, public testing::WithParamInterface<const char*> {};
TEST_P(Unlawful, IsAProtocolViolationInAnEstablishedSession) {
  auto& client = join();
  client.says(GetParam());
  EXPECT_TRUE(client.is_aborted());
  EXPECT_EQ(realm.size(), 0U);
}
INSTANTIATE_TEST_SUITE_P(Direction, Unlawful,
                         testing::Values(R"([1, "test", {"roles": {"caller": {}}}])",
                                         R"([2, 1, {}])", R"([4, "ticket", {}])",
                                         R"([5, "secret", {}])", "[17, 1, 1]", "[33, 1, 1]",
                                         "[35, 1]", R"([36, 1, 1, {}])", R"([50, 1, {}])",
                                         "[65, 1, 1]", "[67, 1]", R"([68, 1, 1, {}])",
                                         R"([69, 1, {}])"));
INSTANTIATE_TEST_SUITE_P(ErrorType, Unlawful,
                         testing::Values(R"([8, 48, 1, {}, "a.b"])", R"([8, 16, 1, {}, "a.b"])",
                                         R"([8, 32, 1, {}, "a.b"])", R"([8, 64, 1, {}, "a.b"])",
                                         R"([8, 69, 1, {}, "a.b"])", R"([8, 0, 1, {}, "a.b"])"));
INSTANTIATE_TEST_SUITE_P(UnknownInvocation, Unlawful,
                         testing::Values(R"([70, 1, {}])", R"([70, 1, {"progress": true}])",
                                         R"([8, 68, 1, {}, "a.b"])"));
INSTANTIATE_TEST_SUITE_P(FirstRequestId, Unlawful,
                         testing::Values(R"([16, 2, {}, "a.b"])", R"([32, 2, {}, "a.b"])",
                                         "[34, 2, 1]", R"([48, 2, {}, "a.b"])",
                                         R"([64, 2, {}, "a.b"])", "[66, 2, 1]",
                                         R"([48, 9007199254740992, {}, "a.b"])"));
INSTANTIATE_TEST_SUITE_P(Form, Unlawful,
                         testing::Values("[]", "[99]", "{}", "[48", R"([48, 1, {}])",
                                         R"([48, 1, [], "a.b"])", R"([48, 1, {}, "a.b", {}])",
                                         R"([48, 0, {}, "a.b"])"));
INSTANTIATE_TEST_SUITE_P(
    OptionType, Unlawful,
    testing::Values(R"([32, 1, {"match": 1}, "a.b"])", R"([32, 1, {"match": null}, "a.b"])",
                    R"([32, 1, {"get_retained": 1}, "a.b"])", R"([64, 1, {"match": true}, "a.b"])",
                    R"([16, 1, {"acknowledge": 1}, "a.b"])",
                    R"([16, 1, {"exclude_me": "no"}, "a.b"])", R"([16, 1, {"retain": 0}, "a.b"])",
                    R"([16, 1, {"eligible": 5}, "a.b"])", R"([48, 1, {"progress": 1}, "a.b"])"));
INSTANTIATE_TEST_SUITE_P(FeatureNotAnnounced, Unlawful,
                         testing::Values(R"([48, 1, {"progress": true}, "a.b"])",
                                         R"([48, 1, {"ppt_scheme": "wamp"}, "a.b"])",
                                         R"([16, 1, {"ppt_scheme": "wamp"}, "a.b"])",
                                         R"([70, 1, {"ppt_scheme": "wamp"}])"));

TEST_F(ViolationTest, CountsRequestsAcrossAllTheirTypes) {
  auto& client = join();
  client.says(R"([32, 1, {}, "a.b"])");
  client.says(R"([64, 2, {}, "a.b"])");
  client.says(R"([16, 3, {}, "a.b"])");
  client.says(R"([48, 4, {}, "no.procedure"])");
  client.says("[34, 5, 77]");
  client.says("[66, 6, 77]");
  EXPECT_TRUE(client.session.is_established());
  client.skip();
  client.says(R"([48, 6, {}, "no.procedure"])");
  EXPECT_TRUE(client.is_aborted());
}

TEST_F(ViolationTest, CountsARequestThatIsRefused) {
  auto& client = join();
  client.says(R"([48, 1, {}, "no..uri"])");
  client.says(R"([48, 2, {}, "no.procedure"])");
  EXPECT_TRUE(client.session.is_established());
}

TEST_F(ViolationTest, DoesNotCountCancel) {
  auto& client = join();
  client.says(R"([49, 1, {}])");
  client.says(R"([48, 1, {}, "no.procedure"])");
  EXPECT_TRUE(client.hears(R"([8, 48, 1, {}, "wamp.error.no_such_procedure", ["$_"]])"));
}

TEST_F(ViolationTest, RefusesAGapInTheRequestIds) {
  auto& client = join();
  client.says(R"([48, 1, {}, "no.procedure"])");
  client.skip();
  client.says(R"([48, 3, {}, "no.procedure"])");
  EXPECT_TRUE(client.is_aborted());
}

TEST_F(ViolationTest, SaysWhatIsWrongInAbort) {
  auto& client = join();
  client.says(R"([48, 3, {}, "a.b"])");
  EXPECT_TRUE(client.hears(R"([3, {"message": "CALL: request id 3 where 1 is the next"},
                               "wamp.error.protocol_violation"])"));
}

}  // namespace
}  // namespace deskgate::router

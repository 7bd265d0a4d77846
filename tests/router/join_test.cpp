// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/join.hpp"

#include "tests/router/transcript.hpp"

namespace deskgate::router {
namespace {

class JoinTest : public RouterTest {};

TEST_F(JoinTest, IsEstablishedByHello) {
  auto& client = connect();
  client.says(hello);
  EXPECT_TRUE(client.hears(R"([2, "$session", "$_"])"));
  EXPECT_TRUE(client.session.is_established());
  EXPECT_EQ(realm.size(), 1U);
  EXPECT_EQ(names["$session"], client.session.principal().session.value);
}

TEST_F(JoinTest, IsToldWhoItIsAndWhatTheRouterDoes) {
  auto& client = connect(
      {.authid = "joe", .authrole = "phone", .authmethod = "anonymous", .authprovider = "static"});
  client.says(hello);
  EXPECT_TRUE(client.hears(R"([2, "$_", {
      "realm": "test", "authid": "joe", "authrole": "phone", "authmethod": "anonymous",
      "authprovider": "static", "agent": "Deskgate-0.1.0",
      "roles": {
        "broker": {"features": {"event_history": true, "event_retention": true,
                                "pattern_based_subscription": true, "payload_passthru_mode": true,
                                "publication_trustlevels": true, "publisher_exclusion": true,
                                "publisher_identification": true, "session_meta_api": true,
                                "subscriber_blackwhite_listing": true,
                                "subscription_meta_api": true, "subscription_revocation": true}},
        "dealer": {"features": {"call_canceling": true, "call_reroute": true, "call_timeout": true,
                                "call_trustlevels": true, "caller_identification": true,
                                "pattern_based_registration": true, "payload_passthru_mode": true,
                                "progressive_call_invocations": true,
                                "progressive_call_results": true, "registration_meta_api": true,
                                "registration_revocation": true, "session_meta_api": true,
                                "shared_registration": true, "testament_meta_api": true}}}}])"));
}

TEST_F(JoinTest, IsGivenARandomAuthidWhereTheTransportHasNone) {
  auto& one = connect({.authid = "", .authrole = "client"});
  auto& other = connect({.authid = "", .authrole = "client"});
  one.says(hello);
  other.says(hello);
  EXPECT_NE(one.session.principal().authid, "");
  EXPECT_NE(one.session.principal().authid, other.session.principal().authid);
}

TEST_F(JoinTest, HasAnIdThatNoOtherHas) {
  numbers.seed(5);
  auto& one = join();
  numbers.seed(5);
  auto& other = join();
  EXPECT_NE(one.session.principal().session, other.session.principal().session);
}

class LawfulHello : public JoinTest, public testing::WithParamInterface<const char*> {};
TEST_P(LawfulHello, IsWelcome) {
  auto& client = connect();
  client.says(GetParam());
  EXPECT_TRUE(client.hears(R"([2, "$_", "$_"])"));
}
INSTANTIATE_TEST_SUITE_P(
    Details, LawfulHello,
    testing::Values(R"([1, "test", {"roles": {"publisher": {}}}])",
                    R"([1, "test", {"roles": {"subscriber": {"features": {}}}}])",
                    R"([1, "test", {"roles": {"callee": {}, "nobody": 1}}])",
                    R"([1, "test", {"roles": {"caller": {}}, "authmethods": ["anonymous"]}])",
                    R"([1, "test", {"roles": {"caller": {}}, "authmethods": ["x", "anonymous"]}])",
                    R"([1, "test", {"roles": {"caller": {}}, "agent": 5, "unknown": null}])"));

struct Refusal {
  const char* hello;
  const char* reason;
};

class RefusedHello : public JoinTest, public testing::WithParamInterface<Refusal> {};
TEST_P(RefusedHello, IsAborted) {
  auto& client = connect();
  client.says(GetParam().hello);
  EXPECT_TRUE(client.is_aborted(GetParam().reason));
  EXPECT_EQ(realm.size(), 0U);
}
constexpr auto violation = "wamp.error.protocol_violation";
INSTANTIATE_TEST_SUITE_P(
    Details, RefusedHello,
    testing::Values(
        Refusal{R"([1, "no..uri", {"roles": {"caller": {}}}])", "wamp.error.invalid_uri"},
        Refusal{R"([1, "", {"roles": {"caller": {}}}])", "wamp.error.invalid_uri"},
        Refusal{R"([1, 5, {"roles": {"caller": {}}}])", "wamp.error.protocol_violation"},
        Refusal{R"([1, "other", {"roles": {"caller": {}}}])", "wamp.error.no_such_realm"},
        Refusal{R"([1, "test", {}])", violation},
        Refusal{R"([1, "test", {"roles": {}}])", violation},
        Refusal{R"([1, "test", {"roles": ["caller"]}])", violation},
        Refusal{R"([1, "test", {"roles": {"nobody": {}}}])", violation},
        Refusal{R"([1, "test", {"roles": {"caller": true}}])", violation},
        Refusal{R"([1, "test", {"roles": {"caller": {}, "callee": null}}])", violation},
        Refusal{R"([1, "test", {"roles": {"caller": {}}, "authmethods": "anonymous"}])", violation},
        Refusal{R"([1, "test", {"roles": {"caller": {}}, "authmethods": ["ticket"]}])",
                "wamp.error.no_matching_auth_method"},
        Refusal{R"([1, "test", {"roles": {"caller": {}}, "authmethods": []}])",
                "wamp.error.no_matching_auth_method"}));

TEST_F(JoinTest, IsAdmittedByTheKernelWhateverMethodsTheClientNames) {
  auto& client = connect({.authid = "1000", .authrole = "owner", .authmethod = "unix"});
  client.says(R"([1, "test", {"roles": {"caller": {}}, "authmethods": ["ticket"]}])");
  EXPECT_TRUE(client.hears(R"([2, "$_", "$_"])"));
}

TEST_F(JoinTest, IgnoresWhatTheClientSaysOfItself) {
  auto& client = connect();
  client.says(R"([1, "test", {"roles": {"caller": {}}, "authid": "root", "authrole": "owner"}])");
  EXPECT_EQ(client.session.principal().authid, "guest");
  EXPECT_EQ(client.session.principal().authrole, "client");
}

TEST_F(JoinTest, JoinsOnlyItsOwnRealm) {
  auto& second = router.add_realm("second");
  auto& client = connect();
  client.says(R"([1, "second", {"roles": {"caller": {}}}])");
  EXPECT_EQ(second.size(), 1U);
  EXPECT_EQ(realm.size(), 0U);
}

}  // namespace
}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/features.hpp"

#include <gtest/gtest.h>

namespace deskgate::router {
namespace {

Features from(const char* roles) {
  return Features::from(Dict::parse(roles));
}

TEST(Features, AreNoneWhereNothingIsAnnounced) {
  EXPECT_FALSE(from(R"({"caller": {}})").caller.payload_passthru_mode);
  EXPECT_FALSE(from("{}").callee.call_canceling);
}

TEST(Features, AreReadForEachRole) {
  const auto features = from(R"({
      "publisher": {"features": {"payload_passthru_mode": true}},
      "subscriber": {"features": {"subscription_revocation": true}}})");
  EXPECT_TRUE(features.publisher.payload_passthru_mode);
  EXPECT_FALSE(features.subscriber.payload_passthru_mode);
  EXPECT_TRUE(features.subscriber.subscription_revocation);
}

TEST(Features, AreNotReadBesideTheirDictionary) {
  EXPECT_FALSE(from(R"({"subscriber": {"subscription_revocation": true}})")
                   .subscriber.subscription_revocation);
}

class NotTrue : public testing::TestWithParam<const char*> {};
TEST_P(NotTrue, AnnouncesNothing) {
  EXPECT_FALSE(from(GetParam()).subscriber.subscription_revocation);
}
INSTANTIATE_TEST_SUITE_P(
    Flags, NotTrue,
    testing::Values(R"({"subscriber": {"features": {"subscription_revocation": false}}})",
                    R"({"subscriber": {"features": {"subscription_revocation": 1}}})",
                    R"({"subscriber": {"features": {"subscription_revocation": "true"}}})",
                    R"({"subscriber": {"features": {"subscription_revocation": null}}})",
                    R"({"subscriber": {"features": {"subscription_revocation": {}}}})",
                    R"({"subscriber": {"features": ["subscription_revocation"]}})",
                    R"({"subscriber": {"features": null}})"));

TEST(Features, KnowBothSpellingsOfCallCanceling) {
  EXPECT_TRUE(from(R"({"callee": {"features": {"call_canceling": true}}})").callee.call_canceling);
  EXPECT_TRUE(from(R"({"callee": {"features": {"call_cancelling": true}}})").callee.call_canceling);
}

TEST(Features, OfProgressNeedCanceling) {
  const auto without = from(R"({"callee": {"features": {
      "progressive_call_results": true, "progressive_call_invocations": true}}})");
  EXPECT_FALSE(without.callee.progressive_call_results);
  EXPECT_FALSE(without.callee.progressive_call_invocations);
  const auto with = from(R"({"callee": {"features": {
      "progressive_call_results": true, "progressive_call_invocations": true,
      "call_canceling": true}}})");
  EXPECT_TRUE(with.callee.progressive_call_results);
  EXPECT_TRUE(with.callee.progressive_call_invocations);
}

}  // namespace
}  // namespace deskgate::router

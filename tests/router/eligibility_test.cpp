// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/eligibility.hpp"

#include <gtest/gtest.h>

namespace deskgate::router {
namespace {

const Principal publisher{SessionId{1}, "pat", "bridge", {}, {}};
const Principal alice{SessionId{2}, "alice", "phone", {}, {}};

Eligibility from(const char* options) {
  return Eligibility::from(Dict::parse(options), publisher.session).value();
}

class AdmitsAlice : public testing::TestWithParam<const char*> {};
TEST_P(AdmitsAlice, AsTheOptionsSay) {
  EXPECT_TRUE(from(GetParam()).admits(alice));
}
INSTANTIATE_TEST_SUITE_P(
    Lists, AdmitsAlice,
    testing::Values(R"({})", R"({"exclude": [3]})", R"({"exclude": []})", R"({"eligible": [1, 2]})",
                    R"({"eligible": [2.0]})", R"({"exclude_authid": ["bob"]})",
                    R"({"eligible_authid": ["alice"]})", R"({"exclude_authrole": []})",
                    R"({"eligible_authrole": ["tv", "phone"]})",
                    R"({"eligible": [2], "eligible_authid": ["alice"], "exclude": [3]})"));

class DoesNotAdmitAlice : public testing::TestWithParam<const char*> {};
TEST_P(DoesNotAdmitAlice, AsTheOptionsSay) {
  EXPECT_FALSE(from(GetParam()).admits(alice));
}
INSTANTIATE_TEST_SUITE_P(
    Lists, DoesNotAdmitAlice,
    testing::Values(R"({"exclude": [2]})", R"({"eligible": [1]})", R"({"eligible": []})",
                    R"({"exclude_authid": ["alice"]})", R"({"eligible_authid": ["bob"]})",
                    R"({"eligible_authid": []})", R"({"exclude_authrole": ["phone"]})",
                    R"({"eligible_authrole": ["tv"]})", R"({"eligible_authrole": []})",
                    R"({"eligible": [2], "exclude": [2]})",
                    R"({"eligible": [2], "eligible_authrole": ["tv"]})"));

TEST(Eligibility, ExcludesThePublisher) {
  EXPECT_FALSE(from("{}").admits(publisher));
}

TEST(Eligibility, AdmitsThePublisherThatAsks) {
  EXPECT_TRUE(from(R"({"exclude_me": false})").admits(publisher));
}

TEST(Eligibility, HoldsThePublisherToTheListsEvenIfItAsks) {
  EXPECT_FALSE(from(R"({"exclude_me": false, "exclude_authid": ["pat"]})").admits(publisher));
}

TEST(Eligibility, IsRestrictedByListsAndNotByPublisherExclusion) {
  EXPECT_FALSE(from(R"({"exclude_me": true})").is_restricted());
  EXPECT_TRUE(from(R"({"exclude": [3]})").is_restricted());
  EXPECT_TRUE(from(R"({"eligible_authrole": []})").is_restricted());
}

class WrongType : public testing::TestWithParam<const char*> {};
TEST_P(WrongType, IsAProtocolViolation) {
  const auto read = Eligibility::from(Dict::parse(GetParam()), publisher.session);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().uri, "wamp.error.protocol_violation");
}
INSTANTIATE_TEST_SUITE_P(
    Options, WrongType,
    testing::Values(R"({"exclude_me": 1})", R"({"exclude_me": null})", R"({"exclude": 2})",
                    R"({"exclude": ["2"]})", R"({"exclude": [0]})", R"({"exclude": [-1]})",
                    R"({"exclude": [1.5]})", R"({"exclude": [null]})", R"({"exclude": [true]})",
                    R"({"eligible": null})", R"({"eligible": {}})", R"({"eligible": [1e300]})",
                    R"({"exclude_authid": "alice"})", R"({"exclude_authid": [1]})",
                    R"({"eligible_authid": [null]})", R"({"exclude_authrole": {}})",
                    R"({"eligible_authrole": [["phone"]]})"));

TEST(Eligibility, NamesTheOptionOfTheWrongType) {
  EXPECT_EQ(Eligibility::from(Dict::parse(R"({"exclude": [""]})"), {}).error().message,
            "PUBLISH: Options.exclude must be a list of session ids");
}

}  // namespace
}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What a client may get wrong in HELLO.Details.authextra.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "router/authentication/cryptosign.hpp"
#include "router/uri.hpp"

namespace deskgate::router::authentication {
namespace {

using testing::HasSubstr;

struct Malformed {
  const char* authextra;  // KEY stands for one that is well-formed
  const char* what;       // is said
};

void PrintTo(const Malformed& announcement, std::ostream* out) {
  *out << announcement.authextra;
}

class MalformedAnnouncement : public testing::TestWithParam<Malformed> {
 protected:
  static Dict authextra() {
    auto dict = Dict::parse(GetParam().authextra);
    if (dict.is_object() && dict.value("pubkey", Value()) == "KEY") {
      dict["pubkey"] = "545efb0a2192db8d43f118e9bf9aee081466e1ef36c708b96ee6f62dddad9122";
    }
    return dict;
  }
};
TEST_P(MalformedAnnouncement, IsRefusedByTheNameOfItsKey) {
  const auto made = Cryptosign::make(authextra(), {.is_known = true}, [] { return 1; });
  EXPECT_EQ(made.error().uri, error::protocol_violation);
  EXPECT_THAT(made.error().message, HasSubstr(GetParam().what));
}
INSTANTIATE_TEST_SUITE_P(
    Of, MalformedAnnouncement,
    testing::Values(
        Malformed{"null", "pubkey is missing"}, Malformed{"[1]", "pubkey is missing"},
        Malformed{R"("pubkey")", "pubkey is missing"}, Malformed{"{}", "pubkey is missing"},
        Malformed{R"({"pubkey":null})", "pubkey is missing"},
        Malformed{R"({"pubkey":1})", "pubkey must"}, Malformed{R"({"pubkey":[]})", "pubkey must"},
        Malformed{R"({"pubkey":""})", "pubkey must"},
        Malformed{R"({"pubkey":"545efb"})", "pubkey must"},
        Malformed{
            R"({"pubkey":"z45efb0a2192db8d43f118e9bf9aee081466e1ef36c708b96ee6f62dddad9122"})",
            "pubkey must"},
        Malformed{
            R"({"pubkey":"0100000000000000000000000000000000000000000000000000000000000000"})",
            "pubkey must"},
        Malformed{R"({"pubkey":"KEY","challenge":1})", "authextra.challenge must"},
        Malformed{R"({"pubkey":"KEY","challenge":"bbae"})", "authextra.challenge must"},
        Malformed{R"({"pubkey":"KEY","challenge":""})", "authextra.challenge must"},
        Malformed{R"({"pubkey":"KEY","channel_binding":1})", "channel_binding must"},
        Malformed{R"({"pubkey":"KEY","channel_binding":"tls"})", "channel_binding must"}));

}  // namespace
}  // namespace deskgate::router::authentication

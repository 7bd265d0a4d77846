// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Wrong proofs from one network, of whose addresses a neighbour may take as many as he likes.

#include "gateway/trust/counted_login.hpp"

#include <gmock/gmock.h>

#include <memory>
#include <utility>

#include "gateway/roles.hpp"
#include "router/uri.hpp"

namespace deskgate::gateway::trust {
namespace {

using router::Authenticator;
using std::chrono::minutes;
using ::testing::HasSubstr;

const router::Error wrong{std::string(router::error::authentication_denied), "it is wrong"};
const router::Admission right{.authid = "pixel", .authrole = "device"};

// Says what it has been told to say.
class Decided final : public Authenticator {
 public:
  explicit Decided(Verdict verdict) : verdict_(std::move(verdict)) {}
  void begin(const router::Login&, Tell tell) override { tell(verdict_); }
  void proceed(const router::Authenticate&, Tell tell) override { tell(verdict_); }

 private:
  Verdict verdict_;
};

// Two wrong proofs in a minute from one address, and a clock that stands still until a test moves
// it.
class CountedLoginTest : public testing::Test {
 protected:
  // What the client hears who answers a challenge from there.
  std::string answers(const std::string& source, const Authenticator::Verdict& verdict) {
    CountedLogin login(std::make_unique<Decided>(verdict), failed, source);
    std::string heard;
    login.proceed({}, [&](const Authenticator::Verdict& told) {
      const auto* error = std::get_if<router::Error>(&told);
      heard = error ? error->uri : "welcome";
    });
    return heard;
  }

  // Four addresses use up what one network may.
  void bars_the_network() {
    for (const auto* source : {"fd12::a", "fd12::b", "fd12::c", "fd12::d"}) {
      answers(source, wrong);
      answers(source, wrong);
    }
  }

  bool is_barred(const std::string& source) const {
    return failed.barred_for(source) != std::nullopt;
  }

  router::Time now{};
  FailedLogins failed{router::Rate{2, minutes(1)}, [this] { return now; }};
};

TEST_F(CountedLoginTest, RefusesTheRightProofWhereTooManyWereWrong) {
  EXPECT_EQ(answers("192.0.2.1", wrong), "wamp.error.authentication_denied");
  EXPECT_EQ(answers("192.0.2.1", wrong), "wamp.error.authentication_denied");
  EXPECT_EQ(answers("192.0.2.1", right), "wamp.error.unavailable");
  EXPECT_EQ(answers("192.0.2.2", right), "welcome");
}

TEST_F(CountedLoginTest, BarsOneAddressOfANetworkAndNoneOfItsNeighbours) {
  answers("fd12::bad", wrong);
  answers("fd12::bad", wrong);
  EXPECT_TRUE(is_barred("fd12::bad"));
  EXPECT_FALSE(is_barred("fd12::1"));
}

TEST_F(CountedLoginTest, BarsANetworkAfterFourTimesAsManyAndNotBefore) {
  for (const auto* source :
       {"fd12::1", "fd12::2", "fd12::3", "fd12::4", "fd12::5", "fd12::6", "fd12::7"}) {
    answers(source, wrong);
  }
  EXPECT_FALSE(is_barred("fd12::1:1"));
  answers("fd12::8", wrong);
  EXPECT_TRUE(is_barred("fd12::1:1"));
  EXPECT_FALSE(is_barred("fd12:0:0:1::1"));
  now += minutes(1);
  EXPECT_FALSE(is_barred("fd12::1:1"));
}

TEST_F(CountedLoginTest, BarsNoAddressWithItsNetworkThatHasLoggedInBefore) {
  EXPECT_EQ(answers("fd12::1", right), "welcome");
  bars_the_network();
  EXPECT_EQ(answers("fd12::2", right), "wamp.error.unavailable");
  EXPECT_EQ(answers("fd12::1", right), "welcome");
}

TEST_F(CountedLoginTest, BarsAnAddressThatHasLoggedInBeforeForItsOwnWrongProofs) {
  answers("fd12::1", right);
  answers("fd12::1", wrong);
  answers("fd12::1", wrong);
  EXPECT_EQ(answers("fd12::1", right), "wamp.error.unavailable");
}

TEST_F(CountedLoginTest, TakesNobodyForKnownWhoIsAboutToBePaired) {
  answers("fd12::1", router::Admission{.authid = "anybody", .authrole = std::string(pairing_role)});
  bars_the_network();
  EXPECT_TRUE(is_barred("fd12::1"));
}

TEST_F(CountedLoginTest, SaysWhichNetworkIsBarred) {
  testing::internal::CaptureStderr();
  bars_the_network();
  const auto log = testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr("login_flood: fd12::a: too many wrong proofs; nobody may connect"));
  EXPECT_THAT(log, HasSubstr("login_flood: fd12::/64: too many wrong proofs; only addresses that "
                             "have logged in before may connect from there for 60 s"));
}

}  // namespace
}  // namespace deskgate::gateway::trust

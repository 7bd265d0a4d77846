// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/failed_logins.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deskgate::gateway::trust {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

// Three in a minute, and a clock that stands still until a test moves it.
class FailedLoginsTest : public testing::Test {
 protected:
  router::Time now{};
  FailedLogins failed{router::Rate{3, minutes(1)}, [this] { return now; }};
};

TEST_F(FailedLoginsTest, BarsAPlaceAfterSoManyAndNotBefore) {
  EXPECT_EQ(failed.note("192.0.2.1"), std::nullopt);
  EXPECT_EQ(failed.note("192.0.2.1"), std::nullopt);
  EXPECT_EQ(failed.barred_for("192.0.2.1"), std::nullopt);
  EXPECT_EQ(failed.note("192.0.2.1"), minutes(1));
  EXPECT_EQ(failed.barred_for("192.0.2.1"), minutes(1));
}

TEST_F(FailedLoginsTest, BarsNoOtherPlace) {
  failed.note("192.0.2.1");
  failed.note("192.0.2.1");
  failed.note("192.0.2.1");
  EXPECT_EQ(failed.barred_for("192.0.2.2"), std::nullopt);
  EXPECT_EQ(failed.note("192.0.2.2"), std::nullopt);
}

TEST_F(FailedLoginsTest, LetsThePlaceInAgainAfterAWhile) {
  failed.note("192.0.2.1");
  failed.note("192.0.2.1");
  failed.note("192.0.2.1");
  now += seconds(59);
  EXPECT_EQ(failed.barred_for("192.0.2.1"), seconds(1));
  now += seconds(1);
  EXPECT_EQ(failed.barred_for("192.0.2.1"), std::nullopt);
  EXPECT_EQ(failed.note("192.0.2.1"), std::nullopt);
  EXPECT_EQ(failed.barred_for("192.0.2.1"), std::nullopt);
}

TEST_F(FailedLoginsTest, ToleratesMistakesThatAreFarApart) {
  failed.note("192.0.2.1");
  failed.note("192.0.2.1");
  now += seconds(20);
  EXPECT_EQ(failed.note("192.0.2.1"), std::nullopt);
  now += seconds(20);
  EXPECT_EQ(failed.note("192.0.2.1"), std::nullopt);
  EXPECT_EQ(failed.barred_for("192.0.2.1"), std::nullopt);
}

TEST_F(FailedLoginsTest, TellsOnceThatAPlaceIsBarred) {
  failed.note("192.0.2.1");
  failed.note("192.0.2.1");
  EXPECT_NE(failed.note("192.0.2.1"), std::nullopt);
  EXPECT_EQ(failed.note("192.0.2.1"), std::nullopt);
}

TEST_F(FailedLoginsTest, RemembersSoManyPlacesAndForgetsTheOneThatIsNearestToItsEnd) {
  failed.note("first");
  now += seconds(1);
  failed.note("barred");
  failed.note("barred");
  failed.note("barred");
  for (std::size_t i = failed.size(); i < FailedLogins::most_sources; ++i) {
    failed.note(std::to_string(i));
  }
  failed.note("one more");
  EXPECT_EQ(failed.size(), FailedLogins::most_sources);
  EXPECT_NE(failed.barred_for("barred"), std::nullopt);
}

TEST(FailedLoginsWithoutABoundTest, BarNobody) {
  FailedLogins failed(std::nullopt, [] { return router::Time(); });
  failed.note("192.0.2.1");
  EXPECT_EQ(failed.size(), 0U);
  EXPECT_EQ(failed.barred_for("192.0.2.1"), std::nullopt);
}

}  // namespace
}  // namespace deskgate::gateway::trust

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/limits.hpp"

#include <gtest/gtest.h>

namespace deskgate::mapping {
namespace {

using namespace std::chrono_literals;

TEST(LimitsTest, ReadsARateInASecondAMinuteOrAnHour) {
  EXPECT_EQ(parse_rate("10/s"), (Rate{10, 1s}));
  EXPECT_EQ(parse_rate("3/min"), (Rate{3, 60s}));
  EXPECT_EQ(parse_rate("1/h"), (Rate{1, 3600s}));
  EXPECT_EQ(parse_rate("10000/s"), (Rate{10000, 1s}));
}

TEST(LimitsTest, RefusesWhatIsNoRate) {
  EXPECT_EQ(parse_rate(""), std::nullopt);
  EXPECT_EQ(parse_rate("10"), std::nullopt);
  EXPECT_EQ(parse_rate("10/"), std::nullopt);
  EXPECT_EQ(parse_rate("/s"), std::nullopt);
  EXPECT_EQ(parse_rate("0/s"), std::nullopt);
  EXPECT_EQ(parse_rate("-1/s"), std::nullopt);
  EXPECT_EQ(parse_rate("1.5/s"), std::nullopt);
  EXPECT_EQ(parse_rate("10001/s"), std::nullopt);
  EXPECT_EQ(parse_rate("10/day"), std::nullopt);
  EXPECT_EQ(parse_rate(" 10/s"), std::nullopt);
}

TEST(LimitsTest, ReadsATimeout) {
  EXPECT_EQ(parse_timeout("1ms"), 1ms);
  EXPECT_EQ(parse_timeout("5s"), 5s);
  EXPECT_EQ(parse_timeout("10min"), 10min);
}

TEST(LimitsTest, RefusesWhatIsNoTimeout) {
  EXPECT_EQ(parse_timeout(""), std::nullopt);
  EXPECT_EQ(parse_timeout("5"), std::nullopt);
  EXPECT_EQ(parse_timeout("s"), std::nullopt);
  EXPECT_EQ(parse_timeout("0s"), std::nullopt);
  EXPECT_EQ(parse_timeout("5 s"), std::nullopt);
  EXPECT_EQ(parse_timeout("11min"), std::nullopt);
  EXPECT_EQ(parse_timeout("601s"), std::nullopt);
  EXPECT_EQ(parse_timeout("99999999999999999999s"), std::nullopt);
  EXPECT_EQ(parse_timeout("1h"), std::nullopt);
}

TEST(LimitsTest, IsShownAsItIsWritten) {
  EXPECT_EQ(Limits{}.text(), "");
  EXPECT_EQ((Limits{.rate = Rate{10, 1s}, .timeout = 1500ms}).text(),
            "at most 10/s, within 1500ms");
  EXPECT_EQ((Limits{.ask = true, .timeout = 2min}).text(),
            "within 2min, after asking at the desktop");
}

}  // namespace
}  // namespace deskgate::mapping

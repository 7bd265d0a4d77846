// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/rate_limiter.hpp"

#include <gtest/gtest.h>

namespace deskgate::mapping {
namespace {

using namespace std::chrono_literals;
using Time = RateLimiter::Time;

constexpr Time start{};

Rule rule(const std::string& member, Rate rate) {
  return {.interface = "org.example.Thing",
          .access = Access::call,
          .member = member,
          .grant = "thing.a",
          .limits = {.rate = rate}};
}

const auto two_each_second = rule("Play", {2, 1s});

// Whether all of so many calls may be made at this time.
bool takes(RateLimiter& limiter, int calls, Time now, const std::string& caller = "phone") {
  while (calls > 0 && !limiter.refuse(caller, two_each_second, now)) --calls;
  return calls == 0;
}

TEST(RateLimiterTest, LetsAsManyPassAtOnceAsTheRateCounts) {
  RateLimiter limiter;
  EXPECT_TRUE(takes(limiter, 2, start));
  EXPECT_FALSE(takes(limiter, 1, start));
}

TEST(RateLimiterTest, LetsOneMorePassAfterItsShareOfTheTime) {
  RateLimiter limiter;
  takes(limiter, 2, start);
  EXPECT_FALSE(takes(limiter, 1, start + 499ms));
  EXPECT_TRUE(takes(limiter, 1, start + 500ms));
  EXPECT_FALSE(takes(limiter, 1, start + 500ms));
}

TEST(RateLimiterTest, IsFullAgainAfterTheWholeTimeAndNoFuller) {
  RateLimiter limiter;
  takes(limiter, 2, start);
  EXPECT_TRUE(takes(limiter, 2, start + 1h));
  EXPECT_FALSE(takes(limiter, 1, start + 1h));
}

TEST(RateLimiterTest, SaysHowLongToWait) {
  RateLimiter limiter;
  takes(limiter, 2, start);
  EXPECT_EQ(limiter.refuse("phone", two_each_second, start + 200ms), 300ms);
}

TEST(RateLimiterTest, DoesNotCountWhatItRefuses) {
  RateLimiter limiter;
  takes(limiter, 3, start);
  takes(limiter, 3, start + 400ms);
  EXPECT_TRUE(takes(limiter, 1, start + 500ms));
}

TEST(RateLimiterTest, CountsEachCallerForItself) {
  RateLimiter limiter;
  takes(limiter, 2, start);
  EXPECT_TRUE(takes(limiter, 2, start, "tablet"));
}

TEST(RateLimiterTest, CountsEachRuleForItself) {
  RateLimiter limiter;
  takes(limiter, 2, start);
  EXPECT_EQ(limiter.refuse("phone", rule("Stop", {1, 1s}), start), std::nullopt);
}

TEST(RateLimiterTest, TakesTheSameRuleOfAFileThatHasBeenReadAgainForTheSame) {
  RateLimiter limiter;
  takes(limiter, 2, start);
  auto again = two_each_second;
  again.line = 99;
  EXPECT_NE(limiter.refuse("phone", again, start), std::nullopt);
}

TEST(RateLimiterTest, NeverRefusesWithoutARate) {
  RateLimiter limiter;
  auto unlimited = two_each_second;
  unlimited.limits = {};
  EXPECT_EQ(limiter.refuse("phone", unlimited, start), std::nullopt);
  EXPECT_EQ(limiter.size(), 0U);
}

TEST(RateLimiterTest, LetsThePreciseNumberPassAtRatesThatDoNotDivideTheTime) {
  RateLimiter limiter;
  const auto odd = rule("Play", {7, 1s});
  int passed = 0;
  while (!limiter.refuse("phone", odd, start)) ++passed;
  EXPECT_EQ(passed, 7);
}

TEST(RateLimiterTest, ForgetsWhoHasNotCalledForLong) {
  RateLimiter limiter;
  for (int i = 0; i < 1000; ++i) takes(limiter, 1, start + i * 1s, std::to_string(i));
  EXPECT_LE(limiter.size(), 65U);
}

}  // namespace
}  // namespace deskgate::mapping

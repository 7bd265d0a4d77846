// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/alarms.hpp"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <random>

namespace deskgate::gateway::net {
namespace {

class Sleeper final : public Alarm {};

Clock::time_point at(int milliseconds) {
  return Clock::time_point(std::chrono::milliseconds(milliseconds));
}

TEST(Alarms, NobodyIsDueAtFirst) {
  Alarms alarms;
  EXPECT_EQ(alarms.next(), Clock::time_point::max());
  EXPECT_EQ(alarms.take_due(Clock::time_point::max()), nullptr);
}

TEST(Alarms, TheEarliestIsTakenOnceItIsDue) {
  Alarms alarms;
  Sleeper early;
  Sleeper late;
  alarms.set_by(late, at(20));
  alarms.set_by(early, at(10));
  EXPECT_EQ(alarms.next(), at(10));
  EXPECT_EQ(alarms.take_due(at(9)), nullptr);
  EXPECT_EQ(alarms.take_due(at(10)), &early);
  EXPECT_EQ(alarms.take_due(at(10)), nullptr);
  EXPECT_EQ(alarms.next(), at(20));
}

TEST(Alarms, ATimeMovesForwardOnly) {
  Alarms alarms;
  Sleeper sleeper;
  alarms.set_by(sleeper, at(20));
  alarms.set_by(sleeper, at(30));
  EXPECT_EQ(alarms.next(), at(20));
  alarms.set_by(sleeper, at(10));
  EXPECT_EQ(alarms.next(), at(10));
  EXPECT_EQ(alarms.size(), 1U);
}

TEST(Alarms, ClearingTwiceDoesNoHarm) {
  Alarms alarms;
  Sleeper sleeper;
  alarms.set_by(sleeper, at(20));
  alarms.clear(sleeper);
  alarms.clear(sleeper);
  EXPECT_EQ(alarms.size(), 0U);
}

// Random work against a plain table.
TEST(Alarms, AgreeWithATable) {
  std::mt19937 random(7);
  Alarms alarms;
  std::array<Sleeper, 40> sleepers;
  std::map<Alarm*, Clock::time_point> table;
  const auto earliest = [&] {
    auto when = Clock::time_point::max();
    for (const auto& [alarm, due] : table) when = std::min(when, due);
    return when;
  };
  for (int round = 0; round < 20'000; ++round) {
    auto& sleeper = sleepers[random() % sleepers.size()];
    const auto when = at(static_cast<int>(random() % 500));
    if (random() % 3 > 0) {
      alarms.set_by(sleeper, when);
      const auto [entry, is_new] = table.emplace(&sleeper, when);
      if (!is_new) entry->second = std::min(entry->second, when);
    } else if (random() % 2 > 0) {
      alarms.clear(sleeper);
      table.erase(&sleeper);
    } else if (auto* taken = alarms.take_due(when)) {
      ASSERT_EQ(table.at(taken), earliest());
      table.erase(taken);
    } else {
      ASSERT_GT(earliest(), when);
    }
    ASSERT_EQ(alarms.next(), earliest());
    ASSERT_EQ(alarms.size(), table.size());
  }
}

}  // namespace
}  // namespace deskgate::gateway::net

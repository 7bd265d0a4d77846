// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/outbox.hpp"

#include <gmock/gmock.h>

#include <string>

namespace deskgate::gateway::net {
namespace {

TEST(Outbox, HandsOutFramesBackToBack) {
  Outbox outbox(100);
  outbox.append("h1", "one");
  outbox.append("h2", "two");
  EXPECT_EQ(outbox.front(), "h1oneh2two");
}

TEST(Outbox, IsEmptyAtFirst) {
  Outbox outbox(100);
  EXPECT_TRUE(outbox.is_empty());
  EXPECT_EQ(outbox.front(), "");
}

TEST(Outbox, GoesOnAfterAPartialWrite) {
  Outbox outbox(100);
  outbox.append("", "abcdef");
  outbox.front();
  outbox.consume(2);
  EXPECT_EQ(outbox.front(), "cdef");
  EXPECT_EQ(outbox.size(), 4U);
}

TEST(Outbox, KeepsWhatIsBeingWrittenApartFromWhatComes) {
  Outbox outbox(100);
  outbox.append("", "abc");
  const auto writing = outbox.front();
  outbox.append("", "def");
  EXPECT_EQ(outbox.front().data(), writing.data());
  EXPECT_EQ(outbox.front(), "abc");
  outbox.consume(3);
  EXPECT_EQ(outbox.front(), "def");
}

TEST(Outbox, CountsBothBuffers) {
  Outbox outbox(100);
  outbox.append("", "abc");
  outbox.front();
  outbox.consume(1);
  outbox.append("x", "yz");
  EXPECT_EQ(outbox.size(), 5U);
}

// Pongs "00", "01", ...
void append_pongs(Outbox& outbox, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    outbox.append_pong(std::to_string(i / 10), std::to_string(i % 10));
  }
}

TEST(Outbox, KeepsEachOfAFewPongs) {
  Outbox outbox(1000);
  append_pongs(outbox, 16);
  EXPECT_EQ(outbox.front(), "00010203040506070809101112131415");
}

TEST(Outbox, KeepsTheNewestOfManyPongs) {
  router::MemoryBudget budget(1000);
  Outbox outbox(32, nullptr, &budget);
  append_pongs(outbox, 100);
  EXPECT_FALSE(outbox.has_overflowed());
  EXPECT_EQ(budget.used(), 32U);
  EXPECT_EQ(outbox.front(), "00010203040506070809101112131499");
}

TEST(Outbox, ReplacesNoPongThatIsBeingWrittenOrThatSomethingFollows) {
  Outbox outbox(1000);
  append_pongs(outbox, 16);
  outbox.front();
  outbox.append_pong("", "next");
  outbox.append("", "event");
  append_pongs(outbox, 17);
  EXPECT_EQ(outbox.front(), "00010203040506070809101112131415");
  outbox.consume(32);
  EXPECT_EQ(outbox.front(), "nextevent00010203040506070809101112131416");
}

void append_state(Outbox& outbox, std::string_view key, std::string_view octets) {
  outbox.append_state(key, [&] { outbox.append("", octets); });
}

TEST(Outbox, LeavesOutAStateThatANewerOneOvertakes) {
  Outbox outbox(100);
  append_state(outbox, "volume", "v1");
  outbox.append("", "signal");
  append_state(outbox, "title", "t1");
  append_state(outbox, "volume", "v2");
  append_state(outbox, "volume", "v3");
  EXPECT_EQ(outbox.size(), 10U);
  EXPECT_EQ(outbox.front(), "signalt1v3");
}

TEST(Outbox, LeavesOutNoStateThatIsBeingWritten) {
  Outbox outbox(100);
  append_state(outbox, "volume", "v1");
  outbox.front();
  append_state(outbox, "volume", "v2");
  append_state(outbox, "volume", "v3");
  EXPECT_EQ(outbox.front(), "v1");
  outbox.consume(2);
  EXPECT_EQ(outbox.front(), "v3");
}

TEST(Outbox, LeavesOutAStateOfSeveralPieces) {
  Outbox outbox(100);
  const auto two_pieces = [&] {
    outbox.append("1", "2");
    outbox.append("3", "");
  };
  outbox.append_state("volume", two_pieces);
  outbox.append_state("volume", two_pieces);
  EXPECT_EQ(outbox.front(), "123");
}

TEST(Outbox, HoldsEndlesslyManyStatesOfFewTopics) {
  router::MemoryBudget budget(1000);
  Outbox outbox(12, nullptr, &budget);
  for (int i = 0; i < 100'000; ++i) {
    append_state(outbox, std::to_string(i % 3), "." + std::to_string(i % 1000));
  }
  EXPECT_FALSE(outbox.has_overflowed());
  EXPECT_EQ(budget.used(), 12U);
  EXPECT_EQ(outbox.front(), ".997.998.999");
}

TEST(Outbox, KeepsPongsApartFromStates) {
  Outbox outbox(1000);
  append_state(outbox, "volume", "old");
  append_pongs(outbox, 16);
  append_state(outbox, "volume", "new");
  append_pongs(outbox, 17);
  EXPECT_EQ(outbox.front(), "00010203040506070809101112131415new00010203040506070809101112131416");
}

TEST(Outbox, TakesAsMuchAsTheLimitAndOverflowsAtOneMore) {
  Outbox outbox(5);
  outbox.append("12", "345");
  EXPECT_FALSE(outbox.has_overflowed());
  outbox.append("", "6");
  EXPECT_TRUE(outbox.has_overflowed());
  EXPECT_EQ(outbox.size(), 5U);
}

TEST(Outbox, HasRoomAgainForWhatHasBeenWritten) {
  Outbox outbox(5);
  outbox.append("", "12345");
  outbox.front();
  outbox.consume(3);
  outbox.append("", "678");
  EXPECT_FALSE(outbox.has_overflowed());
}

TEST(Outbox, TakesNothingAfterAnOverflow) {
  Outbox outbox(3);
  outbox.append("", "four");
  outbox.append("", "x");
  EXPECT_TRUE(outbox.is_empty());
}

TEST(Outbox, IsUnharmedByAnEnormousFrame) {
  Outbox outbox(1000);
  outbox.append("", std::string(100000, 'x'));
  EXPECT_TRUE(outbox.has_overflowed());
  EXPECT_TRUE(outbox.is_empty());
}

TEST(Outbox, GivesItsMemoryToOthersWhileNothingWaits) {
  BufferPool pool;
  Outbox first(10'000, &pool);
  first.append("", std::string(1000, 'x'));
  const auto* memory = first.front().data();
  first.consume(1000);
  Outbox second(10'000, &pool);
  second.append("", std::string(1000, 'y'));
  EXPECT_EQ(second.front().data(), memory);
  EXPECT_EQ(second.front(), std::string(1000, 'y'));
}

TEST(Outbox, TakesNoMoreThanTheMemoryOfAllHas) {
  router::MemoryBudget memory(10);
  Outbox first(100, nullptr, &memory);
  Outbox second(100, nullptr, &memory);
  first.append("123", "4567");
  second.append("", "890");
  EXPECT_FALSE(second.has_overflowed());
  second.append("", "1");
  EXPECT_TRUE(second.has_overflowed());
}

TEST(Outbox, GivesMemoryBackAsItIsWritten) {
  router::MemoryBudget memory(10);
  Outbox outbox(100, nullptr, &memory);
  outbox.append("", "1234567890");
  outbox.front();
  outbox.consume(4);
  EXPECT_EQ(memory.used(), 6U);
  outbox.append("", "1234");
  EXPECT_FALSE(outbox.has_overflowed());
  outbox.discard();
  EXPECT_EQ(memory.used(), 0U);
  EXPECT_TRUE(outbox.is_empty());
}

}  // namespace
}  // namespace deskgate::gateway::net

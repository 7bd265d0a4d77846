// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Ten times as much from somebody who means harm costs about ten times as much, never a hundred
// times. The bound lies between the two, as generous to a busy machine as it can be.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <ctime>
#include <functional>
#include <limits>

#include "router/pattern_index.hpp"
#include "router/serializer.hpp"

namespace deskgate::router {
namespace {

constexpr std::size_t few = 1000;
constexpr std::size_t many = 10 * few;
constexpr double bound = 50;

using Work = std::function<void(std::size_t)>;

// Of this thread's own work: what other programs do meanwhile is not counted.
double seconds_of_work() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

double fastest(const Work& work, std::size_t count) {
  auto best = std::numeric_limits<double>::max();
  for (int i = 0; i < 7; ++i) {
    const auto begin = seconds_of_work();
    work(count);
    best = std::min(best, seconds_of_work() - begin);
  }
  return best;
}

double time_ratio(const Work& work) {
  return fastest(work, many) / fastest(work, few);
}

// What std::hash of libstdc++ does with 64 bits, MurmurHash64A, and its inverse.
constexpr std::uint64_t multiplier = 0xc6a4a7935bd1e995;

std::uint64_t inverse_of_multiplier() {
  std::uint64_t inverse = 1;
  for (int i = 0; i < 6; ++i) inverse *= 2 - multiplier * inverse;
  return inverse;
}

std::uint64_t shift_mix(std::uint64_t value) {
  return value ^ value >> 47;
}

std::uint64_t mix(std::uint64_t word) {
  return shift_mix(word * multiplier) * multiplier;
}

std::uint64_t unmix(std::uint64_t word) {
  const auto inverse = inverse_of_multiplier();
  return shift_mix(word * inverse) * inverse;
}

// Two words, of which the second takes back what the first has done to the hash.
std::string colliding(std::uint64_t number) {
  const std::uint64_t seed = 0xc70f6907;
  const auto after_first = ((seed ^ 16 * multiplier) ^ mix(number)) * multiplier;
  const std::array words{number, unmix(after_first)};
  std::string text(sizeof words, '\0');
  std::memcpy(text.data(), words.data(), sizeof words);
  return text;
}

TEST(AdversarialKeysTest, TextsThatAllCollideInAHashWithoutAKeyDoNotHere) {
  const std::hash<std::string_view> keyless;
  ASSERT_EQ(keyless(colliding(1)), keyless(colliding(2)));
  ASSERT_EQ(keyless(colliding(1)), keyless(colliding(many)));
  EXPECT_NE(StringHash()(colliding(1)), StringHash()(colliding(2)));
}

TEST(AdversarialKeysTest, CollidingUrisCostWhatOthersCost) {
  EXPECT_LT(time_ratio([](std::size_t count) {
              int item = 0;
              PatternIndex<int> index;
              for (std::size_t i = 0; i < count; ++i) {
                index.insert(colliding(i), Match::exact, item);
              }
              for (std::size_t i = 0; i < count; ++i) index.best_match(colliding(i));
            }),
            bound);
}

// The bits of `number` as components: a literal or a wildcard.
std::string wildcard(std::size_t number) {
  std::string pattern = "x";
  for (int bit = 0; bit < 14; ++bit) pattern += (number >> bit & 1U) != 0 ? ".a" : ".";
  return pattern;
}

TEST(AdversarialKeysTest, WildcardsThatBranchEverywhereCostWhatTheirNumberSays) {
  std::string uri = "x";
  for (int i = 0; i < 14; ++i) uri += ".a";
  EXPECT_LT(time_ratio([&](std::size_t count) {
              int item = 0;
              std::size_t found = 0;
              PatternIndex<int> index;
              for (std::size_t i = 0; i < count; ++i) {
                index.insert(wildcard(i), Match::wildcard, item);
              }
              index.visit_matches(uri, [&](int&) { ++found; });
              ASSERT_EQ(found, count);
            }),
            bound);
}

TEST(AdversarialKeysTest, PrefixesThatShareAlmostAllCostWhatTheirNumberSays) {
  const std::string shared(200, 'a');
  EXPECT_LT(time_ratio([&](std::size_t count) {
              int item = 0;
              PatternIndex<int> index;
              for (std::size_t i = 0; i < count; ++i) {
                index.insert(shared + std::to_string(i), Match::prefix, item);
              }
              for (std::size_t i = 0; i < count; ++i) {
                index.best_match(shared + std::to_string(i) + "b");
              }
            }),
            bound);
}

TEST(AdversarialKeysTest, OptionsWithManyKeysCostWhatTheirNumberSays) {
  const auto call = [](std::size_t count) {
    std::string text = R"([48, 1, {)";
    for (std::size_t i = 0; i < count; ++i) {
      text += (i == 0 ? "\"" : ",\"") + std::to_string(i) + R"(": 0)";
    }
    return text + R"(}, "a.b"])";
  };
  const std::map<std::size_t, std::string> texts{{few, call(few)}, {many, call(many)}};
  EXPECT_LT(time_ratio(
                [&](std::size_t count) { ASSERT_TRUE(json_serializer().decode(texts.at(count))); }),
            bound);
}

}  // namespace
}  // namespace deskgate::router

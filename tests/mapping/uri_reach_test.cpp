// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/uri_reach.hpp"

#include <gtest/gtest.h>

namespace deskgate::mapping {
namespace {

const Template lamp("com.example.lamp");
const Template player("com.example.player.{name}");
const Template bed("com.{place}.bed{number}");

TEST(UriReachTest, AnObjectAndAllThatIsBelowIt) {
  EXPECT_TRUE(is_at_or_below(lamp, "com.example.lamp"));
  EXPECT_TRUE(is_at_or_below(lamp, "com.example.lamp.Switch.On"));
  EXPECT_TRUE(is_at_or_below(player, "com.example.player.vlc.Player.Play"));
  EXPECT_TRUE(is_at_or_below(bed, "com.garden.bed7.Water"));
}

TEST(UriReachTest, NothingBesideIt) {
  EXPECT_FALSE(is_at_or_below(lamp, "com.example"));
  EXPECT_FALSE(is_at_or_below(lamp, "com.example.lamps.On"));
  EXPECT_FALSE(is_at_or_below(player, "com.example.player"));
  EXPECT_FALSE(is_at_or_below(player, "com.example.player..Play"));
  EXPECT_FALSE(is_at_or_below(bed, "com.garden.bed.Water"));
  EXPECT_FALSE(is_at_or_below(bed, "com.garden.shed7"));
}

TEST(UriReachTest, APrefixThatBeginsAsItDoesOrGoesOn) {
  EXPECT_TRUE(may_reach_by_prefix(lamp, ""));
  EXPECT_TRUE(may_reach_by_prefix(lamp, "com.ex"));
  EXPECT_TRUE(may_reach_by_prefix(lamp, "com.example.lamp"));
  EXPECT_TRUE(may_reach_by_prefix(lamp, "com.example.lamp.Switch"));
  EXPECT_TRUE(may_reach_by_prefix(player, "com.example.player.v"));
  EXPECT_FALSE(may_reach_by_prefix(lamp, "com.example.lamps"));
  EXPECT_FALSE(may_reach_by_prefix(player, "com.example.players"));
}

TEST(UriReachTest, AWildcardWhoseComponentsMayBeIts) {
  EXPECT_TRUE(may_reach_by_wildcard(lamp, "com..lamp.Switch.On"));
  EXPECT_TRUE(may_reach_by_wildcard(player, "...vlc.."));
  EXPECT_TRUE(may_reach_by_wildcard(bed, "com.garden..Water"));
  EXPECT_FALSE(may_reach_by_wildcard(lamp, "com..door"));
  EXPECT_FALSE(may_reach_by_wildcard(lamp, "com..door.On"));
  EXPECT_FALSE(may_reach_by_wildcard(player, ".."));
}

}  // namespace
}  // namespace deskgate::mapping

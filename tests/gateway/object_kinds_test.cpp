// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/cli/object_kinds.hpp"

#include <gmock/gmock.h>

namespace deskgate::gateway::cli {
namespace {

using testing::ElementsAre;

std::vector<std::string> paths_of(const std::vector<ObjectKind>& kinds) {
  std::vector<std::string> paths;
  for (const auto& kind : kinds) paths.push_back(kind.path);
  return paths;
}

TEST(ObjectKindsTest, ObjectsThatShareAnInterfaceAreOneKind) {
  const auto kinds = kinds_of(
      "org.freedesktop.UPower",
      {{{"/org/freedesktop/UPower", {"org.freedesktop.UPower"}},
        {"/org/freedesktop/UPower/devices/battery_BAT0", {"org.freedesktop.UPower.Device"}},
        {"/org/freedesktop/UPower/devices/line_power_AC", {"org.freedesktop.UPower.Device"}}},
       false});
  EXPECT_THAT(paths_of(kinds),
              ElementsAre("/org/freedesktop/UPower", "/org/freedesktop/UPower/devices/{device}"));
  EXPECT_THAT(kinds.back().captures, ElementsAre("device"));
  EXPECT_THAT(kinds.back().objects, ElementsAre("/org/freedesktop/UPower/devices/battery_BAT0",
                                                "/org/freedesktop/UPower/devices/line_power_AC"));
}

TEST(ObjectKindsTest, ObjectsThatShareNothingAreKindsOfTheirOwn) {
  const auto kinds = kinds_of(
      "org.example.House",
      {{{"/house/door", {"org.example.Door"}}, {"/house/lamp", {"org.example.Lamp"}}}, false});
  EXPECT_THAT(paths_of(kinds), ElementsAre("/house/door", "/house/lamp"));
  EXPECT_EQ(main_kind("org.example.House", kinds), nullptr);
}

TEST(ObjectKindsTest, AManagedObjectWithANumberIsOneOfMany) {
  const ServiceObjects objects{
      {{"/org/bluez", {"org.bluez.AgentManager1"}},
       {"/org/bluez/hci0", {"org.bluez.Adapter1", "org.bluez.Media1"}},
       {"/org/bluez/hci0/dev_11_22", {"org.bluez.Battery1", "org.bluez.Device1"}}},
      true};
  const auto kinds = kinds_of("org.bluez", objects);
  EXPECT_THAT(paths_of(kinds),
              ElementsAre("/org/bluez", "/org/bluez/{adapter}", "/org/bluez/{adapter}/{device}"));
}

TEST(ObjectKindsTest, AnUnmanagedObjectWithANumberMayBeTheOnlyOne) {
  const auto kinds = kinds_of("org.example.Lamp", {{{"/lamp1", {"org.example.Lamp"}}}, false});
  EXPECT_THAT(paths_of(kinds), ElementsAre("/lamp1"));
}

TEST(ObjectKindsTest, WhatBelongsToTheNameOfTheServiceIsNoCapture) {
  const auto kinds =
      kinds_of("org.mpris.MediaPlayer2.vlc",
               {{{"/org/mpris/MediaPlayer2", {"org.mpris.MediaPlayer2.Player"}}}, true});
  EXPECT_THAT(paths_of(kinds), ElementsAre("/org/mpris/MediaPlayer2"));
}

TEST(ObjectKindsTest, TwoCapturesHaveTwoNames) {
  const auto kinds = kinds_of(
      "org.example.Tree",
      {{{"/tree/1", {"org.example.Branch"}}, {"/tree/1/2", {"org.example.Branch"}}}, true});
  EXPECT_THAT(paths_of(kinds), ElementsAre("/tree/{branch}", "/tree/{branch}/{branch2}"));
}

TEST(ObjectKindsTest, TheRootMayBeAnObject) {
  const auto kinds = kinds_of("org.example.Root", {{{"/", {"org.example.Root"}}}, true});
  EXPECT_THAT(paths_of(kinds), ElementsAre("/"));
}

TEST(ObjectKindsTest, TheRootIsBesideNoObject) {
  const auto kinds =
      kinds_of("org.example.House",
               {{{"/", {"org.example.Named"}}, {"/lamp", {"org.example.Named"}}}, false});
  EXPECT_THAT(paths_of(kinds), ElementsAre("/", "/lamp"));
}

TEST(ObjectKindsTest, AServiceIsAboutTheInnermostOfItsKinds) {
  const std::vector<ObjectKind> kinds{
      {"/org/bluez", {}, {}},
      {"/org/bluez/{adapter}", {"adapter"}, {}},
      {"/org/bluez/{adapter}/{device}", {"adapter", "device"}, {}},
  };
  EXPECT_EQ(main_kind("org.bluez", kinds), &kinds.back());
}

TEST(ObjectKindsTest, AServiceWithKindsBesideEachOtherIsAboutTheObjectNamedLikeIt) {
  const std::vector<ObjectKind> kinds{
      {"/org/example/House", {}, {}},
      {"/org/example/House/doors/{door}", {"door"}, {}},
      {"/org/example/House/lamps/{lamp}", {"lamp"}, {}},
  };
  EXPECT_EQ(main_kind("org.example.House", kinds), &kinds.front());
}

}  // namespace
}  // namespace deskgate::gateway::cli

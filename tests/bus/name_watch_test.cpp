// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/name_watch.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/bus/private_bus.hpp"

namespace deskgate::gateway::bus {
namespace {

using test::Service;

class NameWatchTest : public test::BusTest {
 protected:
  void watch(const std::vector<NamePattern>& patterns) {
    watch_ = std::make_unique<NameWatch>(
        bus, patterns,
        [this](const auto& name, const auto& owner) {
          heard.push_back(name + (owner.empty() ? " gone" : " there"));
        },
        [this] { heard.emplace_back("listed"); });
  }

  bool hears(const std::string& what) {
    return run_until([&] { return std::find(heard.begin(), heard.end(), what) != heard.end(); });
  }

  std::vector<std::string> heard;
  Bus bus{io, "session", [] {}};

 private:
  std::unique_ptr<NameWatch> watch_;
};

TEST_F(NameWatchTest, TellsNamesThatWereThereBeforeItSaysThatAllAreListed) {
  const Service vlc(daemon, "org.example.Player.vlc");
  watch({{"org.example.Player", true}});
  ASSERT_TRUE(hears("listed"));
  EXPECT_THAT(heard, testing::ElementsAre("org.example.Player.vlc there", "listed"));
}

TEST_F(NameWatchTest, TellsNamesThatComeAndGo) {
  watch({{"org.example.Player", true}});
  ASSERT_TRUE(hears("listed"));
  {
    const Service mpv(daemon, "org.example.Player.mpv");
    ASSERT_TRUE(hears("org.example.Player.mpv there"));
  }
  EXPECT_TRUE(hears("org.example.Player.mpv gone"));
}

TEST_F(NameWatchTest, ANamespaceEndsAtADot) {
  const Service other(daemon, "org.example.PlayerTwo");
  watch({{"org.example.Player", true}});
  ASSERT_TRUE(hears("listed"));
  EXPECT_THAT(heard, testing::ElementsAre("listed"));
}

TEST_F(NameWatchTest, AnExactNameMeansNoLongerOnes) {
  const Service exact(daemon, "org.example.Player");
  const Service longer(daemon, "org.example.Player.mpv");
  watch({{"org.example.Player", false}});
  ASSERT_TRUE(hears("listed"));
  EXPECT_THAT(heard, testing::ElementsAre("org.example.Player there", "listed"));
}

TEST_F(NameWatchTest, AChangeOfOwnerIsALossAndAGain) {
  Service first(daemon);
  first.connection().requestName("org.example.Player");
  watch({{"org.example.Player", false}});
  ASSERT_TRUE(hears("listed"));
  Service second(daemon);
  first.connection().releaseName("org.example.Player");
  ASSERT_TRUE(hears("org.example.Player gone"));
  heard.clear();
  second.connection().requestName("org.example.Player");
  EXPECT_TRUE(hears("org.example.Player there"));
}

}  // namespace
}  // namespace deskgate::gateway::bus

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/property_cache.hpp"

#include <gmock/gmock.h>

#include <atomic>

#include "tests/bus/private_bus.hpp"

namespace deskgate::gateway::bus {
namespace {

constexpr auto interface = "org.example.Player";
constexpr auto path = "/org/example";

// A player with the properties Status and Volume. Its introspection data lies about Volume's type.
class Player {
 public:
  explicit Player(const test::PrivateBus& bus) : service_(bus) {
    object_ = sdbus::createObject(service_.connection(), path);
    object_->registerProperty(interface, "Status", "s", [this](sdbus::PropertyGetReply& reply) {
      ++reads;
      reply << status;
    });
    object_->registerProperty(interface, "Volume", "d",
                              [](sdbus::PropertyGetReply& reply) { reply << 0.5; });
    object_->finishRegistration();
  }

  std::string owner() const { return service_.unique_name(); }

  void announce(const std::map<std::string, sdbus::Variant>& changed,
                const std::vector<std::string>& invalidated) {
    auto signal = object_->createSignal("org.freedesktop.DBus.Properties", "PropertiesChanged");
    signal << interface << changed << invalidated;
    object_->emitSignal(signal);
  }

  void seeks() { object_->emitSignal(object_->createSignal(interface, "Seeked")); }

  // Says that something has changed, but not as the specification wants it.
  void mumbles() {
    auto signal = object_->createSignal("org.freedesktop.DBus.Properties", "PropertiesChanged");
    signal << interface << std::int32_t{7};
    object_->emitSignal(signal);
  }

  void flush() { service_.flush(); }

  std::string status = "Playing";
  std::atomic<int> reads = 0;  // of Status

 private:
  test::Service service_;
  std::unique_ptr<sdbus::IObject> object_;
};

class PropertyCacheTest : public test::BusTest {
 protected:
  PropertyCacheTest() {
    cache = std::make_unique<PropertyCache>(
        CacheParts{bus, questions, signals, changes},
        PropertySource{player.owner(), path, interface},
        [this](const auto& property, const auto* value) {
          heard.push_back(property + (value ? "=" + value->dump() : " is not known"));
        },
        [this] { is_ready = true; },
        CacheRules{[this](const auto& property) { return wanted(property); },
                   [](const auto&) { return false; }});
  }

  // What the player says meanwhile has arrived, and waits to be handled in one turn.
  void say_at_once(const std::function<void()>& say) {
    say();
    player.flush();
    test::wait_for_round_trip(bus);
  }

  bool hears(const std::string& what) {
    return run_until([&] { return !heard.empty() && heard.back() == what; });
  }

  Player player{daemon};
  Bus bus{io, "session", [] {}};
  Questions questions;
  Signals signals{bus, player.owner(), path};
  PendingChanges changes{bus};
  std::vector<std::string> heard;
  bool is_ready = false;
  std::function<bool(const std::string&)> wanted = [](const auto&) { return true; };
  std::unique_ptr<PropertyCache> cache;
};

TEST_F(PropertyCacheTest, ReadsEveryPropertyAtTheStart) {
  ASSERT_TRUE(run_until([&] { return is_ready; }));
  EXPECT_THAT(heard, testing::UnorderedElementsAre("Status=\"Playing\"", "Volume=0.5"));
}

TEST_F(PropertyCacheTest, HearsWhatIsAnnounced) {
  ASSERT_TRUE(run_until([&] { return is_ready; }));
  player.announce({{"Status", sdbus::Variant(std::string("Paused"))}}, {});
  EXPECT_TRUE(hears("Status=\"Paused\""));
}

TEST_F(PropertyCacheTest, ReadsAnInvalidatedPropertyAgain) {
  ASSERT_TRUE(run_until([&] { return is_ready; }));
  player.status = "Stopped";
  player.announce({}, {"Status"});
  EXPECT_TRUE(hears("Status=\"Stopped\""));
}

TEST_F(PropertyCacheTest, IsSilentAboutAValueThatStaysTheSame) {
  ASSERT_TRUE(run_until([&] { return is_ready; }));
  heard.clear();
  player.announce({{"Status", sdbus::Variant(std::string("Playing"))}}, {});
  player.announce({{"Volume", sdbus::Variant(0.75)}}, {});
  ASSERT_TRUE(hears("Volume=0.75"));
  EXPECT_EQ(heard.size(), 1U);
}

TEST_F(PropertyCacheTest, TellsTheLastOfManyValuesThatComeInOneTurn) {
  ASSERT_TRUE(run_until([&] { return is_ready; }));
  heard.clear();
  say_at_once([&] {
    for (int i = 1; i <= 100; ++i) player.announce({{"Volume", sdbus::Variant(i / 100.0)}}, {});
  });
  ASSERT_TRUE(hears("Volume=1.0"));
  EXPECT_EQ(heard.size(), 1U);
}

TEST_F(PropertyCacheTest, TellsPropertiesInTheOrderOfTheirLastChange) {
  ASSERT_TRUE(run_until([&] { return is_ready; }));
  heard.clear();
  say_at_once([&] {
    player.announce({{"Volume", sdbus::Variant(0.1)}}, {});
    player.announce({{"Status", sdbus::Variant(std::string("Paused"))}}, {});
    player.announce({{"Volume", sdbus::Variant(0.2)}}, {});
  });
  ASSERT_TRUE(hears("Volume=0.2"));
  EXPECT_THAT(heard, testing::ElementsAre("Status=\"Paused\"", "Volume=0.2"));
}

TEST_F(PropertyCacheTest, IsSilentAboutAValueThatReturnsWithinOneTurn) {
  ASSERT_TRUE(run_until([&] { return is_ready; }));
  heard.clear();
  say_at_once([&] {
    player.announce({{"Status", sdbus::Variant(std::string("Paused"))}}, {});
    player.announce({{"Status", sdbus::Variant(std::string("Playing"))}}, {});
    player.announce({{"Volume", sdbus::Variant(0.75)}}, {});
  });
  ASSERT_TRUE(hears("Volume=0.75"));
  EXPECT_EQ(heard.size(), 1U);
}

TEST_F(PropertyCacheTest, KnowsTheNewestBeforeItIsTold) {
  ASSERT_TRUE(run_until([&] { return is_ready; }));
  say_at_once([&] { player.announce({{"Volume", sdbus::Variant(0.1)}}, {}); });
  heard.clear();
  std::vector<nlohmann::json> known;
  const auto ear = signals.listen(path, {"org.example.Player", "Seeked"}, [&](auto&) {
    known.push_back(cache->find("Volume")->value);
    changes.tell();
    known.push_back(heard);
  });
  say_at_once([&] {
    player.announce({{"Volume", sdbus::Variant(0.2)}}, {});
    player.seeks();
    player.announce({{"Volume", sdbus::Variant(0.3)}}, {});
  });
  ASSERT_TRUE(hears("Volume=0.3"));
  EXPECT_THAT(known, testing::ElementsAre(0.2, nlohmann::json{"Volume=0.2"}));
}

TEST_F(PropertyCacheTest, ReadsAPropertyThatIsInvalidatedAThousandTimesOnlyOnceMore) {
  ASSERT_TRUE(run_until([&] { return is_ready; }));
  player.status = "Stopped";
  player.reads = 0;
  say_at_once([&] {
    for (int i = 0; i < 1000; ++i) player.announce({}, {"Status"});
  });
  ASSERT_TRUE(hears("Status=\"Stopped\""));
  player.announce({{"Volume", sdbus::Variant(0.75)}}, {});
  ASSERT_TRUE(hears("Volume=0.75"));
  EXPECT_LE(player.reads, 20);
}

TEST_F(PropertyCacheTest, KnowsNoMorePropertiesThanItsBound) {
  ASSERT_TRUE(run_until([&] { return is_ready; }));
  std::map<std::string, sdbus::Variant> many;
  for (std::size_t i = 0; i < PropertyCache::most_properties; ++i) {
    many.emplace("P" + std::to_string(i), sdbus::Variant(true));
  }
  player.announce(many, {});
  player.announce({{"Status", sdbus::Variant(std::string("Paused"))}}, {});
  ASSERT_TRUE(hears("Status=\"Paused\""));
  EXPECT_EQ(cache->all().size(), PropertyCache::most_properties);
}

TEST_F(PropertyCacheTest, WhatIsNoPropertiesChangedHarmsNothing) {
  ASSERT_TRUE(run_until([&] { return is_ready; }));
  player.mumbles();
  player.announce({{"Status", sdbus::Variant(std::string("Paused"))}}, {});
  EXPECT_TRUE(hears("Status=\"Paused\""));
}

TEST_F(PropertyCacheTest, KeepsTheTypeThatAValueReallyHas) {
  ASSERT_TRUE(run_until([&] { return is_ready; }));
  player.announce({{"Volume", sdbus::Variant(std::int32_t{7})}}, {});
  ASSERT_TRUE(hears("Volume=7"));
  EXPECT_EQ(cache->find("Volume")->type, "i");
}

TEST_F(PropertyCacheTest, LeavesOutAFileDescriptorAndKeepsTheRest) {
  ASSERT_TRUE(run_until([&] { return is_ready; }));
  player.announce({{"Handle", sdbus::Variant(sdbus::UnixFd(0))},
                   {"Status", sdbus::Variant(std::string("Paused"))}},
                  {});
  EXPECT_TRUE(hears("Status=\"Paused\""));
  EXPECT_EQ(cache->find("Handle"), nullptr);
}

TEST_F(PropertyCacheTest, KnowsNothingOfAPropertyThatWasNeverShown) {
  ASSERT_TRUE(run_until([&] { return is_ready; }));
  EXPECT_EQ(cache->find("Metadata"), nullptr);
}

}  // namespace
}  // namespace deskgate::gateway::bus

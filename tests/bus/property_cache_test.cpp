// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/property_cache.hpp"

#include <gmock/gmock.h>

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
    object_->registerProperty(interface, "Status", "s",
                              [this](sdbus::PropertyGetReply& reply) { reply << status; });
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

  std::string status = "Playing";

 private:
  test::Service service_;
  std::unique_ptr<sdbus::IObject> object_;
};

class PropertyCacheTest : public test::BusTest {
 protected:
  PropertyCacheTest() {
    cache = std::make_unique<PropertyCache>(
        bus, questions, signals, PropertySource{player.owner(), path, interface},
        [this](const auto& property, const auto& value) {
          heard.push_back(property + "=" + value.dump());
        },
        [this] { is_ready = true; });
  }

  bool hears(const std::string& what) {
    return run_until([&] { return !heard.empty() && heard.back() == what; });
  }

  Player player{daemon};
  Bus bus{io, "session", [] {}};
  Questions questions;
  Signals signals{bus, player.owner(), path};
  std::vector<std::string> heard;
  bool is_ready = false;
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

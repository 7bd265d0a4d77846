// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// How a property's EmitsChangedSignal decides what becomes of it.
#include "gateway/bus/mirrored_interface.hpp"

#include <gmock/gmock.h>

#include "tests/bus/mirror_test.hpp"

namespace deskgate::gateway::bus {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto interface = "org.example.Meter";
constexpr auto path = "/org/example/Meter";

constexpr auto policy_text = R"(
summary = "A meter"
[service]
name = "org.example.Meter"
path = "/org/example/Meter"
uri = "com.example.meter"
[grant.use."org.example.Meter"]
watch = ["*"]
signal = ["Blinked", "Beeped"]
[types."org.example.Meter"]
signal.Blinked = "u"
)";

class MirroredInterfaceTest : public test::MirrorTest {
 protected:
  MirroredInterfaceTest() : MirrorTest(policy_text) {
    object = sdbus::createObject(service.connection(), path);
    add("Serial", sdbus::Flags::CONST_PROPERTY_VALUE, serial);
    add("Noise", sdbus::Flags::EMITS_NO_SIGNAL, noise);
    add("Level", sdbus::Flags::EMITS_INVALIDATION_SIGNAL, level);
    object->finishRegistration();
    service.connection().requestName("org.example.Meter");
    realm.broker().observe(&topics);
    mirror();
  }

  void add(const char* name, sdbus::Flags::PropertyUpdateBehaviorFlags behaviour,
           const std::uint32_t& value) {
    sdbus::Flags flags;
    flags.set(behaviour);
    object->registerProperty(
        interface, name, "u", [&value](sdbus::PropertyGetReply& reply) { reply << value; }, flags);
  }

  void announce(const std::map<std::string, sdbus::Variant>& changed,
                const std::vector<std::string>& invalidated = {}) {
    auto signal = object->createSignal("org.freedesktop.DBus.Properties", "PropertiesChanged");
    signal << interface << changed << invalidated;
    object->emitSignal(signal);
  }

  void emit(const char* name, std::uint32_t times) {
    auto signal = object->createSignal(interface, name);
    signal << times;
    object->emitSignal(signal);
  }
  void blink(std::uint32_t times) { emit("Blinked", times); }

  // All that the meter has said has arrived, and waits to be handled in one turn.
  void arrive_at_once() {
    service.flush();
    deskgate::test::wait_for_round_trip(bus);
  }

  std::uint32_t serial = 7;
  std::uint32_t noise = 1;
  std::uint32_t level = 2;
  deskgate::test::Service service{daemon};
  std::unique_ptr<sdbus::IObject> object;
};

TEST_F(MirroredInterfaceTest, AConstantIsPublishedOnce) {
  ASSERT_TRUE(listen("com.example.meter.Meter.Serial"));
  ASSERT_TRUE(listen("com.example.meter.Meter.Level"));
  announce({{"Serial", sdbus::Variant(std::uint32_t{8})}});
  announce({{"Level", sdbus::Variant(std::uint32_t{3})}});
  ASSERT_TRUE(hears({3}));
  EXPECT_THAT(heard, ElementsAre(json::array({7}), json::array({2}), json::array({3})));
}

TEST_F(MirroredInterfaceTest, APropertyThatChangesWithoutAWordRetainsNothing) {
  EXPECT_THAT(retained("com.example.meter.Meter.Noise"), IsEmpty());
}

TEST_F(MirroredInterfaceTest, AnInvalidatedPropertyIsReadAgain) {
  ASSERT_TRUE(listen("com.example.meter.Meter.Level"));
  ASSERT_TRUE(hears({2}));
  level = 9;
  announce({}, {"Level"});
  EXPECT_TRUE(hears({9}));
}

TEST_F(MirroredInterfaceTest, ASignalThatOnlyTheFileDeclaresIsATopic) {
  ASSERT_TRUE(listen("com.example.meter.Meter.Blinked"));
  blink(5);
  EXPECT_TRUE(hears({5}));
}

TEST_F(MirroredInterfaceTest, ASignalThatOnlyAGrantNamesIsATopic) {
  ASSERT_TRUE(listen("com.example.meter.Meter.Beeped"));
  emit("Beeped", 6);
  EXPECT_TRUE(hears({6}));
}

TEST_F(MirroredInterfaceTest, OfManyValuesThatComeAtOnceTheLastIsPublished) {
  ASSERT_TRUE(listen("com.example.meter.Meter.Level"));
  announce({{"Level", sdbus::Variant(std::uint32_t{3})}});
  announce({{"Level", sdbus::Variant(std::uint32_t{4})}});
  announce({{"Level", sdbus::Variant(std::uint32_t{5})}});
  arrive_at_once();
  ASSERT_TRUE(hears({5}));
  EXPECT_THAT(heard, ElementsAre(json::array({2}), json::array({5})));
}

TEST_F(MirroredInterfaceTest, ASignalStaysBetweenTheChangesThatItCameBetween) {
  ASSERT_TRUE(listen("com.example.meter.Meter.Level"));
  ASSERT_TRUE(listen("com.example.meter.Meter.Blinked"));
  announce({{"Level", sdbus::Variant(std::uint32_t{3})}});
  announce({{"Level", sdbus::Variant(std::uint32_t{4})}});
  blink(1);
  announce({{"Level", sdbus::Variant(std::uint32_t{5})}});
  arrive_at_once();
  ASSERT_TRUE(hears({5}));
  EXPECT_THAT(heard,
              ElementsAre(json::array({2}), json::array({4}), json::array({1}), json::array({5})));
}

TEST_F(MirroredInterfaceTest, WhatHasChangedIsSaidBeforeTheServiceGoes) {
  ASSERT_TRUE(listen("com.example.meter.Meter.Level"));
  announce({{"Level", sdbus::Variant(std::uint32_t{3})}});
  service.connection().releaseName("org.example.Meter");
  arrive_at_once();
  ASSERT_TRUE(shows_nothing());
  EXPECT_TRUE(hears({3}));
}

}  // namespace
}  // namespace deskgate::gateway::bus

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Many objects under one name, which come and go while it stays.
#include <gmock/gmock.h>

#include <map>

#include "gateway/bus/bridge.hpp"
#include "tests/bus/mirror_test.hpp"

namespace deskgate::gateway::bus {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr auto lamp = "org.example.Lamp";
constexpr auto timer = "org.example.Timer";
constexpr auto hall_path = "/org/example/hall";

constexpr auto policy_text = R"(
summary = "Lamps of a hall"
[service]
name = "org.example.Hall"
path = "/org/example/hall/{lamp}"
uri = "com.example.hall.{lamp}"
[grant.use."org.example.Lamp"]
watch = ["*"]
signal = ["Flickered"]
[grant.use."org.example.Timer"]
watch = ["Minutes"]
)";

// The line of the catalogue for a lamp.
std::string line(const std::string& name) {
  return "com.example.hall." + name + "  (org.example.Hall)";
}

// A hall on the bus, where lamps come and go.
class Hall {
 public:
  explicit Hall(const deskgate::test::PrivateBus& bus) : service_(bus) {
    hall_ = sdbus::createObject(service_.connection(), hall_path);
    hall_->registerSignal("org.example.Hall", "LampAdded", "o");
    hall_->registerSignal("org.example.Hall", "LampRemoved", "so");
    hall_->finishRegistration();
  }

  void is_open() { service_.connection().requestName("org.example.Hall"); }
  void becomes_manager() {
    service_.connection().addObjectManager("/org/example", sdbus::floating_slot);
  }

  sdbus::IObject& add(const std::string& name, const std::string& interface = lamp) {
    auto object = sdbus::createObject(service_.connection(), path_of(name));
    object->registerProperty(interface, interface == lamp ? "Brightness" : "Minutes", "y",
                             [](sdbus::PropertyGetReply& reply) { reply << std::uint8_t{80}; });
    if (interface == lamp) object->registerSignal(lamp, "Flickered", "u");
    object->finishRegistration();
    return *(parts_[{name, interface}] = std::move(object));
  }

  void remove(const std::string& name, const std::string& interface = lamp) {
    parts_.erase({name, interface});
  }

  // As an ObjectManager tells it.
  void tells_added(const std::string& name, const std::string& interface = lamp) {
    parts_.at({name, interface})->emitInterfacesAddedSignal({interface});
  }
  void tells_removed(const std::string& name, const std::string& interface = lamp) {
    parts_.at({name, interface})->emitInterfacesRemovedSignal({interface});
  }

  // Of an object that no file speaks of.
  void tells_of_another(int number, const char* member) {
    const sdbus::ObjectPath path("/org/example/other/n" + std::to_string(number));
    auto signal = hall_->createSignal("org.freedesktop.DBus.ObjectManager", member);
    signal << path;
    if (member == std::string_view("InterfacesAdded")) {
      signal << std::map<std::string, std::map<std::string, sdbus::Variant>>{
          {"org.example.Other", {}}};
    } else {
      signal << std::vector<std::string>{"org.example.Other"};
    }
    hall_->emitSignal(signal);
  }

  void mumbles() {
    auto signal = hall_->createSignal("org.freedesktop.DBus.ObjectManager", "InterfacesAdded");
    signal << "no path";
    hall_->emitSignal(signal);
  }

  // As services without an ObjectManager tell it, each in its own way.
  void says_added(const std::string& name) {
    auto signal = hall_->createSignal("org.example.Hall", "LampAdded");
    signal << sdbus::ObjectPath(path_of(name));
    hall_->emitSignal(signal);
  }
  void says_removed(const std::string& name) {
    auto signal = hall_->createSignal("org.example.Hall", "LampRemoved");
    signal << name << sdbus::ObjectPath(path_of(name));
    hall_->emitSignal(signal);
  }

 private:
  static std::string path_of(const std::string& name) {
    return std::string(hall_path) + "/" + name;
  }

  deskgate::test::Service service_;
  std::unique_ptr<sdbus::IObject> hall_;
  std::map<std::pair<std::string, std::string>, std::unique_ptr<sdbus::IObject>> parts_;
};

class ObjectsTest : public test::MirrorTest {
 protected:
  ObjectsTest() : MirrorTest(policy_text) {}

  void open() {
    hall.is_open();
    mirror();
  }

  Hall hall{daemon};
};

// The hall is an ObjectManager.
class ManagedObjectsTest : public ObjectsTest {
 protected:
  ManagedObjectsTest() { hall.becomes_manager(); }
};

TEST_F(ManagedObjectsTest, EachObjectThatIsThereIsMirroredBeforeTheBridgeSettles) {
  hall.add("left");
  hall.add("right");
  open();
  EXPECT_THAT(catalogue.lines(), testing::UnorderedElementsAre(line("left"), line("right")));
  EXPECT_THAT(retained("com.example.hall.left.Lamp.Brightness"), ElementsAre(json::array({80})));
}

TEST_F(ManagedObjectsTest, AnObjectThatComesIsMirrored) {
  open();
  hall.add("left");
  hall.tells_added("left");
  EXPECT_TRUE(shows(line("left")));
}

TEST_F(ManagedObjectsTest, AnObjectThatGoesIsTakenBack) {
  hall.add("left");
  open();
  hall.tells_removed("left");
  ASSERT_TRUE(shows_nothing());
  EXPECT_THAT(retained("com.example.hall.left.Lamp.Brightness"), IsEmpty());
}

TEST_F(ManagedObjectsTest, AnObjectWithNoInterfaceOfTheFileIsNotMirrored) {
  hall.add("door", "org.example.Door");
  hall.add("left");
  open();
  EXPECT_THAT(catalogue.lines(), ElementsAre(line("left")));
}

TEST_F(ManagedObjectsTest, AnInterfaceThatAppearsOnALiveObjectIsMirrored) {
  hall.add("left");
  open();
  hall.add("left", timer);
  hall.tells_added("left", timer);
  ASSERT_TRUE(listen("com.example.hall.left.Timer.Minutes"));
  EXPECT_TRUE(hears({80}));
  EXPECT_THAT(catalogue.lines(), ElementsAre(line("left")));
}

TEST_F(ManagedObjectsTest, AnInterfaceThatVanishesFromALiveObjectIsTakenBack) {
  hall.add("left");
  hall.add("left", timer);
  open();
  hall.tells_removed("left", timer);
  EXPECT_TRUE(run_until([&] { return retained("com.example.hall.left.Timer.Minutes").empty(); }));
  EXPECT_THAT(catalogue.lines(), ElementsAre(line("left")));
}

TEST_F(ManagedObjectsTest, ObjectsAreTakenBackWithTheirName) {
  auto other = std::make_unique<Hall>(daemon);
  other->becomes_manager();
  other->add("left");
  other->is_open();
  mirror();
  other.reset();
  EXPECT_TRUE(shows_nothing());
}

TEST_F(ManagedObjectsTest, FiveHundredObjectsAppearAndVanish) {
  for (int number = 0; number < 500; ++number) hall.add("lamp" + std::to_string(number));
  open();
  EXPECT_THAT(catalogue.lines(), SizeIs(500));
  for (int number = 0; number < 500; ++number) hall.tells_removed("lamp" + std::to_string(number));
  EXPECT_TRUE(shows_nothing());
}

TEST_F(ManagedObjectsTest, WhatIsNoInterfacesAddedHarmsNothing) {
  open();
  hall.add("left");
  hall.mumbles();
  hall.tells_added("left");
  EXPECT_TRUE(shows(line("left")));
}

TEST_F(ManagedObjectsTest, KnowsNoMoreObjectsThanItsBound) {
  open();
  hall.add("left");
  const auto most = static_cast<int>(ManagedObjects::most_objects);
  for (int number = 0; number < most; ++number) hall.tells_of_another(number, "InterfacesAdded");
  hall.tells_added("left");
  hall.tells_of_another(0, "InterfacesRemoved");
  hall.add("right");
  hall.tells_added("right");
  ASSERT_TRUE(shows(line("right")));
  EXPECT_THAT(catalogue.lines(), ElementsAre(line("right")));
}

TEST_F(ManagedObjectsTest, ASignalOfOneObjectIsNotAnothers) {
  realm.broker().observe(&topics);
  auto& left = hall.add("left");
  auto& right = hall.add("right");
  open();
  ASSERT_TRUE(listen("com.example.hall.right.Lamp.Flickered"));
  auto of_left = left.createSignal(lamp, "Flickered");
  of_left << std::uint32_t{1};
  left.emitSignal(of_left);
  auto of_right = right.createSignal(lamp, "Flickered");
  of_right << std::uint32_t{2};
  right.emitSignal(of_right);
  ASSERT_TRUE(hears({2}));
  EXPECT_THAT(heard, SizeIs(1));
}

TEST_F(ObjectsTest, WithoutAManagerObjectsAreFoundByIntrospection) {
  hall.add("left");
  hall.add("right");
  open();
  EXPECT_THAT(catalogue.lines(), testing::UnorderedElementsAre(line("left"), line("right")));
}

TEST_F(ObjectsTest, AnObjectFoundByIntrospectionHasTheInterfacesThatItTells) {
  hall.add("door", "org.example.Door");
  hall.add("left");
  open();
  EXPECT_THAT(catalogue.lines(), ElementsAre(line("left")));
}

TEST_F(ObjectsTest, ASignalThatSpeaksOfAnObjectsPathLetsTheBridgeLookAgain) {
  open();
  hall.add("left");
  hall.says_added("left");
  ASSERT_TRUE(shows(line("left")));
  hall.remove("left");
  hall.says_removed("left");
  EXPECT_TRUE(shows_nothing());
}

TEST_F(ObjectsTest, FiveHundredObjectsAreFoundByIntrospection) {
  for (int number = 0; number < 500; ++number) hall.add("lamp" + std::to_string(number));
  open();
  EXPECT_THAT(catalogue.lines(), SizeIs(500));
}

}  // namespace
}  // namespace deskgate::gateway::bus

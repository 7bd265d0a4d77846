// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/bridge.hpp"

#include <gmock/gmock.h>

#include <atomic>

#include "tests/bus/mirror_test.hpp"

namespace deskgate::gateway::bus {
namespace {

using deskgate::test::Service;
using nlohmann::json;
using testing::ElementsAre;

constexpr auto interface = "org.example.Lamp";
constexpr auto path = "/org/example/Lamp";

constexpr auto policy_text = R"(
summary = "Lamps"
[service]
name = "org.example.lamp.{lamp}"
path = "/org/example/Lamp"
uri = "com.example.lamps.{lamp}"
[grant.use."org.example.Lamp"]
call = ["Switch", "Wait"]
signal = ["Flickered"]
watch = ["Brightness"]
)";

// A lamp on the bus.
class Lamp {
 public:
  Lamp(const deskgate::test::PrivateBus& bus, const std::string& name) : service_(bus) {
    object_ = sdbus::createObject(service_.connection(), path);
    object_->registerMethod(interface, "Switch", "b", {"on"}, "s", {"state"},
                            [](sdbus::MethodCall call) {
                              bool on = false;
                              call >> on;
                              auto reply = call.createReply();
                              reply << (on ? "on" : "off");
                              reply.send();
                            });
    object_->registerMethod(interface, "Wait", "", "",
                            [this](sdbus::MethodCall) { is_asked = true; });
    object_->registerMethod(interface, "Secret", "", "", [](sdbus::MethodCall) {});
    object_->registerSignal(interface, "Flickered", "u", {"times"});
    object_->registerProperty(interface, "Brightness", "y",
                              [](sdbus::PropertyGetReply& reply) { reply << std::uint8_t{80}; });
    object_->finishRegistration();
    service_.connection().requestName("org.example.lamp." + name);
  }

  void flicker(std::uint32_t times) {
    auto signal = object_->createSignal(interface, "Flickered");
    signal << times;
    object_->emitSignal(signal);
  }

  std::atomic<bool> is_asked = false;

 private:
  Service service_;
  std::unique_ptr<sdbus::IObject> object_;
};

class BridgeTest : public test::MirrorTest {
 protected:
  BridgeTest() : MirrorTest(policy_text) {}
};

constexpr auto brightness = "com.example.lamps.desk.Lamp.Brightness";

TEST_F(BridgeTest, MirrorsWhatIsThereBeforeItSettles) {
  const Lamp desk(daemon, "desk");
  mirror();
  EXPECT_THAT(catalogue.lines(), ElementsAre("com.example.lamps.desk  (org.example.lamp.desk)"));
}

TEST_F(BridgeTest, MirrorsWhatComesLater) {
  mirror();
  const Lamp desk(daemon, "desk");
  EXPECT_TRUE(shows("com.example.lamps.desk  (org.example.lamp.desk)"));
}

TEST_F(BridgeTest, TakesBackWhatGoes) {
  auto desk = std::make_unique<Lamp>(daemon, "desk");
  mirror();
  desk.reset();
  EXPECT_TRUE(shows_nothing());
}

TEST_F(BridgeTest, GivesTheSecondOfTwoNamesThatWouldShareAUriANumber) {
  const Lamp dotted(daemon, "desk.left");
  mirror();
  const Lamp underscored(daemon, "desk_left");
  EXPECT_TRUE(shows("com.example.lamps.desk_left_2  (org.example.lamp.desk_left)"));
  EXPECT_TRUE(shows("com.example.lamps.desk_left  (org.example.lamp.desk.left)"));
}

TEST_F(BridgeTest, AServiceThatDoesNotAnswerDelaysNobody) {
  // It owns its name and reads nothing.
  const auto hung = sdbus::createSessionBusConnectionWithAddress(daemon.address());
  hung->requestName("org.example.lamp.hung");
  const Lamp desk(daemon, "desk");
  start();
  EXPECT_TRUE(shows("com.example.lamps.desk  (org.example.lamp.desk)"));
  EXPECT_FALSE(is_settled);
}

TEST_F(BridgeTest, PublishesASignalToWhoSubscribes) {
  realm.broker().observe(&topics);
  Lamp desk(daemon, "desk");
  mirror();
  ASSERT_TRUE(listen("com.example.lamps.desk.Lamp.Flickered"));
  desk.flicker(3);
  EXPECT_TRUE(hears({3}));
}

TEST_F(BridgeTest, RetainsAWatchedProperty) {
  const Lamp desk(daemon, "desk");
  mirror();
  EXPECT_THAT(retained(brightness), ElementsAre(json::array({80})));
}

TEST_F(BridgeTest, ForgetsTheRetainedPropertiesOfWhatIsGone) {
  auto desk = std::make_unique<Lamp>(daemon, "desk");
  mirror();
  desk.reset();
  ASSERT_TRUE(shows_nothing());
  EXPECT_THAT(retained(brightness), testing::IsEmpty());
}

}  // namespace
}  // namespace deskgate::gateway::bus

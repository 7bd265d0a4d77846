// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/bridge.hpp"
#include "gateway/system_clock.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/post.hpp>
#include <filesystem>
#include <fstream>

#include "gateway/bus/catalogue.hpp"
#include "gateway/grants_authorizer.hpp"
#include "router/router.hpp"
#include "tests/bus/private_bus.hpp"

namespace deskgate::gateway::bus {
namespace {

using nlohmann::json;
using test::Service;
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
  Lamp(const test::PrivateBus& bus, const std::string& name) : service_(bus) {
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

class BridgeTest : public test::BusTest {
 protected:
  static mapping::Policy read_policy() {
    const auto folder = std::filesystem::path(testing::TempDir()) / "deskgate-bridge-test";
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "lamps.toml") << policy_text;
    mapping::Diagnostics diagnostics;
    auto policy = mapping::load_policy({folder.string()}, diagnostics);
    EXPECT_TRUE(diagnostics.empty());
    return policy;
  }

  router::LocalPeer join(const char* role) {
    return {
        router, "deskgate", {.authid = role, .authrole = role}, [this](std::function<void()> task) {
          boost::asio::post(io, std::move(task));
        }};
  }

  void mirror() {
    bridge =
        std::make_unique<Bridge>(MirrorContext{bus, peer, topics, gate}, policy,
                                 policy.files().front(), catalogue, [this] { is_settled = true; });
    ASSERT_TRUE(run_until([&] { return is_settled; }));
  }

  bool shows(const std::string& line) {
    return run_until([&] {
      const auto lines = catalogue.lines();
      return std::find(lines.begin(), lines.end(), line) != lines.end();
    });
  }

  bool subscribe_to_brightness() {
    const auto subscription = client.subscribe(
        "com.example.lamps.desk.Lamp.Brightness", router::Match::exact,
        [this](const auto&, const auto& payload) { brightness = payload.values()->args; },
        {{"get_retained", true}});
    return subscription.has_value();
  }

  ~BridgeTest() override { realm.broker().observe(nullptr); }

  mapping::Policy policy = read_policy();
  Roles roles{{{"owner", {"*"}}}};
  GrantsAuthorizer authorizer{policy, roles};
  router::Router router{authorizer, [n = std::uint64_t{0}]() mutable { return ++n << 11; },
                        system_clock()};
  router::Realm& realm = router.add_realm("deskgate");
  router::LocalPeer peer = join(bridge_role.data());
  router::LocalPeer client = join("owner");
  CallGate gate{policy, roles};
  SubscribedTopics topics;
  Catalogue catalogue{peer, policy, roles};
  Bus bus{io, "session", [] {}};
  bool is_settled = false;
  json brightness;
  std::unique_ptr<Bridge> bridge;
};

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
  EXPECT_TRUE(run_until([&] { return catalogue.lines().empty(); }));
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
  bridge =
      std::make_unique<Bridge>(MirrorContext{bus, peer, topics, gate}, policy,
                               policy.files().front(), catalogue, [this] { is_settled = true; });
  EXPECT_TRUE(shows("com.example.lamps.desk  (org.example.lamp.desk)"));
  EXPECT_FALSE(is_settled);
}

TEST_F(BridgeTest, PublishesASignalToWhoSubscribes) {
  realm.broker().observe(&topics);
  Lamp desk(daemon, "desk");
  mirror();
  json heard;
  const auto subscription =
      client.subscribe("com.example.lamps.desk.Lamp.Flickered", router::Match::exact,
                       [&](const auto&, const auto& payload) { heard = payload.values()->args; });
  ASSERT_TRUE(subscription.has_value());
  desk.flicker(3);
  ASSERT_TRUE(run_until([&] { return !heard.is_null(); }));
  EXPECT_EQ(heard, json::array({3}));
}

TEST_F(BridgeTest, RetainsAWatchedProperty) {
  const Lamp desk(daemon, "desk");
  mirror();
  ASSERT_TRUE(subscribe_to_brightness());
  ASSERT_TRUE(run_until([&] { return !brightness.is_null(); }));
  EXPECT_EQ(brightness, json::array({80}));
}

TEST_F(BridgeTest, ForgetsTheRetainedPropertiesOfWhatIsGone) {
  auto desk = std::make_unique<Lamp>(daemon, "desk");
  mirror();
  desk.reset();
  ASSERT_TRUE(run_until([&] { return catalogue.lines().empty(); }));
  ASSERT_TRUE(subscribe_to_brightness());
  io.restart();
  io.poll();
  EXPECT_TRUE(brightness.is_null());
}

}  // namespace
}  // namespace deskgate::gateway::bus

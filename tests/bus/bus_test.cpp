// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/bus.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

#include "tests/bus/private_bus.hpp"

namespace deskgate::gateway::bus {
namespace {

using test::BusTest;
using test::Service;

constexpr auto daemon_name = "org.freedesktop.DBus";
constexpr auto daemon_path = "/org/freedesktop/DBus";
constexpr auto rule = "type='signal',interface='org.example.Source',member='Tick'";

void emit(Service& service, const std::string& text) {
  auto object = sdbus::createObject(service.connection(), "/org/example");
  auto signal = object->createSignal("org.example.Source", "Tick");
  signal << text;
  object->emitSignal(signal);
}

// A service whose method never answers.
std::unique_ptr<sdbus::IObject> hang(Service& service) {
  auto object = sdbus::createObject(service.connection(), "/org/example");
  object->registerMethod("org.example.Slow", "Wait", "", "", [](sdbus::MethodCall) {});
  object->finishRegistration();
  return object;
}

TEST_F(BusTest, AnswersACall) {
  Bus bus(io, "session", [] {});
  RemoteObject object(bus, daemon_name, daemon_path);
  std::string owner;
  object.call(
      daemon_name, "GetNameOwner", [](auto& m) { m << daemon_name; }, no_timeout,
      [&](auto* reply, auto*) { *reply >> owner; });
  ASSERT_TRUE(run_until([&] { return !owner.empty(); }));
  EXPECT_EQ(owner, daemon_name);
}

TEST_F(BusTest, TellsTheErrorOfACall) {
  Bus bus(io, "session", [] {});
  RemoteObject object(bus, daemon_name, daemon_path);
  std::string error;
  object.call(
      daemon_name, "GetNameOwner", [](auto& m) { m << "org.example.Nobody"; }, no_timeout,
      [&](auto*, auto* failure) { error = failure->name; });
  ASSERT_TRUE(run_until([&] { return !error.empty(); }));
  EXPECT_EQ(error, "org.freedesktop.DBus.Error.NameHasNoOwner");
}

TEST_F(BusTest, AnUnsendableCallIsToldToItsHandlerLikeAnyOther) {
  Bus bus(io, "session", [] {});
  RemoteObject object(bus, daemon_name, daemon_path);
  std::string error;
  object.call(
      "not an interface", "Method", [](auto&) {}, no_timeout,
      [&](auto*, auto* failure) { error = failure->name; });
  EXPECT_EQ(error, "") << "the handler must not run inside call()";
  ASSERT_TRUE(run_until([&] { return !error.empty(); }));
}

TEST_F(BusTest, DeliversSignalsThatHaveBeenReadAhead) {
  Bus bus(io, "session", [] {});
  Service source(daemon);
  std::vector<std::string> heard;
  const auto first = bus.add_match(rule, [&](sdbus::Message& message) {
    std::string text;
    message >> text;
    heard.push_back(text);
  });
  emit(source, "one");
  emit(source, "two");
  source.connection().getUniqueName();
  test::wait_for_round_trip(bus);
  ASSERT_TRUE(run_until([&] { return heard.size() == 2; }));
  EXPECT_THAT(heard, testing::ElementsAre("one", "two"));
}

TEST_F(BusTest, AFloodLetsOthersHaveTheirTurn) {
  Bus bus(io, "session", [] {});
  Service source(daemon);
  int heard = 0;
  const auto match = bus.add_match(rule, [&](auto&) { ++heard; });
  for (int i = 0; i < 1000; ++i) emit(source, "again");
  source.flush();
  test::wait_for_round_trip(bus);
  ASSERT_TRUE(run_until([&] { return heard > 0; }));
  EXPECT_LT(heard, 1000);
  EXPECT_TRUE(run_until([&] { return heard == 1000; }));
}

TEST_F(BusTest, ATurnEndsWhenItsMessagesHaveBeenHandled) {
  Bus bus(io, "session", [] {});
  Service source(daemon);
  std::vector<std::string> happened;
  const auto end =
      std::make_shared<const std::function<void()>>([&] { happened.emplace_back("end"); });
  const auto match = bus.add_match(rule, [&](sdbus::Message& message) {
    std::string text;
    message >> text;
    happened.push_back(text);
    if (text == "one") bus.at_end_of_turn(end);
  });
  emit(source, "one");
  emit(source, "two");
  source.flush();
  test::wait_for_round_trip(bus);
  ASSERT_TRUE(run_until([&] { return happened.size() == 3; }));
  EXPECT_THAT(happened, testing::ElementsAre("one", "two", "end"));
}

TEST_F(BusTest, ATaskThatNobodyOwnsIsNotDoneAtTheEndOfTheTurn) {
  Bus bus(io, "session", [] {});
  bool is_done = false;
  bus.at_end_of_turn(std::make_shared<const std::function<void()>>([] { FAIL(); }));
  const auto owned = std::make_shared<const std::function<void()>>([&] { is_done = true; });
  bus.at_end_of_turn(owned);
  EXPECT_TRUE(run_until([&] { return is_done; }));
}

TEST_F(BusTest, SurvivesAHandlerThatThrows) {
  Bus bus(io, "session", [] {});
  RemoteObject object(bus, daemon_name, daemon_path);
  bool was_called = false;
  object.call(
      daemon_name, "ListNames", [](auto&) {}, no_timeout,
      [&](auto*, auto*) {
        was_called = true;
        throw std::runtime_error("a bug");
      });
  ASSERT_TRUE(run_until([&] { return was_called; }));
  bool is_answered = false;
  object.call(
      daemon_name, "ListNames", [](auto&) {}, no_timeout,
      [&](auto* reply, auto*) { is_answered = reply != nullptr; });
  EXPECT_TRUE(run_until([&] { return is_answered; }));
}

TEST_F(BusTest, ACallEndsWithItsTimeOut) {
  Bus bus(io, "session", [] {});
  Service service(daemon);
  const auto hanging = hang(service);
  RemoteObject object(bus, service.unique_name(), "/org/example");
  std::string error;
  object.call(
      "org.example.Slow", "Wait", [](auto&) {}, std::chrono::milliseconds(50),
      [&](auto*, auto* failure) { error = failure->name; });
  ASSERT_TRUE(run_until([&] { return !error.empty(); }));
  EXPECT_EQ(error, "org.freedesktop.DBus.Error.NoReply");
}

TEST_F(BusTest, ForgetsTheCallsOfAnObjectThatIsDestroyed) {
  Bus bus(io, "session", [] {});
  Service service(daemon);
  const auto hanging = hang(service);
  auto object = std::make_unique<RemoteObject>(bus, service.unique_name(), "/org/example");
  const auto witness = std::make_shared<int>(0);
  object->call(
      "org.example.Slow", "Wait", [](auto&) {}, no_timeout,
      [witness](auto*, auto*) { FAIL() << "nobody waits for this"; });
  object.reset();
  EXPECT_EQ(witness.use_count(), 1);
}

TEST_F(BusTest, ForgetsAnUnsendableCallOfAnObjectThatIsDestroyed) {
  Bus bus(io, "session", [] {});
  auto object = std::make_unique<RemoteObject>(bus, daemon_name, daemon_path);
  object->call(
      "not an interface", "Method", [](auto&) {}, no_timeout,
      [](auto*, auto*) { FAIL() << "nobody waits for this"; });
  object.reset();
  bool is_answered = false;
  RemoteObject other(bus, daemon_name, daemon_path);
  other.call(
      daemon_name, "ListNames", [](auto&) {}, no_timeout,
      [&](auto*, auto*) { is_answered = true; });
  EXPECT_TRUE(run_until([&] { return is_answered; }));
}

TEST_F(BusTest, TellsThatTheBusIsLost) {
  int times = 0;
  Bus bus(io, "session", [&] { ++times; });
  daemon.kill();
  ASSERT_TRUE(run_until([&] { return times > 0; }));
  EXPECT_FALSE(bus.add_match(rule, [](auto&) {}).has_value());
  EXPECT_EQ(times, 1);
}

TEST_F(BusTest, SaysWhichBusIsMissing) {
  daemon.kill();
  try {
    Bus bus(io, "session", [] {});
    FAIL() << "there is no bus";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), testing::StartsWith("cannot connect to the session bus: "));
  }
}

}  // namespace
}  // namespace deskgate::gateway::bus

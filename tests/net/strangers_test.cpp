// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What those who have not joined may occupy, and what the log says of them: they come from
// wherever a test says.

#include <gmock/gmock.h>

#include <deque>
#include <random>

#include "gateway/net/connection_set.hpp"
#include "gateway/net/stranger_log.hpp"
#include "gateway/system_clock.hpp"
#include "tests/net/fake_stream.hpp"
#include "tests/net/frames.hpp"
#include "tests/net/listener_fixture.hpp"

namespace deskgate::gateway::net::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::size_t count_of(std::string_view what, const std::string& text) {
  std::size_t count = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

PeerInfo neighbour(const std::string& address) {
  return {address + ":40000", std::nullopt, Reach::network};
}

class StrangersTest : public ::testing::Test {
 protected:
  StrangersTest()
      : router(
            authorizer, [random = std::mt19937_64(1)]() mutable { return random(); },
            system_clock()) {
    router.add_realm("org.example.realm");
  }
  ~StrangersTest() override {
    connections->end_all();
    for (auto& wire : wires) wire.reader = wire.writer = nullptr;
  }

  void limits_are(const Limits& limits) {
    connections = std::make_shared<ConnectionSet>(io, router, limits, HttpRules{});
  }

  Wire& comes(const PeerInfo& peer) {
    auto& wire = wires.emplace_back();
    connections->add(std::make_unique<FakeStream>(wire), peer,
                     std::make_unique<router::Vouched>(router::Admission{"test", "guest"}));
    return wire;
  }
  Wire& comes_from(const std::string& address) { return comes(neighbour(address)); }
  Wire& comes_over_loopback(const std::string& address) {
    return comes({address + ":40000", std::nullopt, Reach::loopback});
  }

  static void joins(Wire& wire) {
    wire.brings(WsClient::request() +
                client_text(R"([1,"org.example.realm",{"roles":{"subscriber":{}}}])"));
  }

  boost::asio::io_context io{1};
  AllowAll authorizer;
  router::Router router;
  std::deque<Wire> wires;
  std::shared_ptr<ConnectionSet> connections =
      std::make_shared<ConnectionSet>(io, router, Limits{}, HttpRules{});
};

TEST_F(StrangersTest, HoldEightPlacesOfOneAddressAndNotOneMore) {
  for (int i = 0; i < 8; ++i) EXPECT_TRUE(comes_from("192.0.2.1").is_served());
  EXPECT_FALSE(comes_from("192.0.2.1").is_served());
  EXPECT_TRUE(comes_from("192.0.2.2").is_served());
}

TEST_F(StrangersTest, HoldSixtyFourPlacesAndMakeWayForOneFromElsewhere) {
  for (int i = 0; i < 64; ++i) comes_from("192.0.2." + std::to_string(1 + i / 8));
  EXPECT_EQ(connections->size(), 64U);
  EXPECT_TRUE(wires[0].is_served());
  EXPECT_TRUE(comes_from("192.0.2.99").is_served());
  EXPECT_EQ(connections->size(), 64U);
  EXPECT_FALSE(wires[0].is_served());
}

TEST_F(StrangersTest, MakeWayWhereMostOfThemAre) {
  limits_are({.unjoined_connections = 4});
  auto& alone = comes_from("192.0.2.1");
  auto& oldest = comes_from("192.0.2.2");
  auto& second = comes_from("192.0.2.2");
  auto& third = comes_from("192.0.2.2");
  EXPECT_TRUE(comes_from("192.0.2.3").is_served());
  EXPECT_FALSE(oldest.is_served());
  EXPECT_TRUE(alone.is_served() && second.is_served() && third.is_served());
}

TEST_F(StrangersTest, MakeNoWayForOneMoreFromWhereMostOfThemAre) {
  limits_are({.unjoined_connections = 3});
  auto& alone = comes_from("192.0.2.1");
  comes_from("192.0.2.2");
  comes_from("192.0.2.2");
  EXPECT_FALSE(comes_from("192.0.2.2").is_served());
  EXPECT_TRUE(alone.is_served());
  EXPECT_EQ(connections->size(), 3U);
}

TEST_F(StrangersTest, MakeWayWhoeverOfThemComesAloneAsWell) {
  limits_are({.unjoined_connections = 2});
  auto& first = comes_from("192.0.2.1");
  auto& second = comes_from("192.0.2.2");
  EXPECT_TRUE(comes_from("192.0.2.3").is_served());
  EXPECT_FALSE(first.is_served());
  EXPECT_TRUE(second.is_served());
}

TEST_F(StrangersTest, MakeWayInTheNetworkWhereMostOfThemAre) {
  limits_are({.unjoined_connections = 3});
  auto& alone = comes_from("192.0.2.1");
  auto& first = comes_from("[fd12::1]");
  auto& second = comes_from("[fd12::2]");
  EXPECT_TRUE(comes_from("[fd12::3]").is_served());
  EXPECT_FALSE(first.is_served());
  EXPECT_TRUE(alone.is_served() && second.is_served());
}

TEST_F(StrangersTest, TakeNoPlacesOfTheirNeighbours) {
  for (int i = 0; i < 8; ++i) comes_from("[fd12::bad]");
  EXPECT_FALSE(comes_from("[fd12::bad]").is_served());
  EXPECT_TRUE(comes_from("[fd12::1]").is_served());
}

TEST_F(StrangersTest, OfTheNetworkTakeNoPlacesOfThisMachine) {
  limits_are({.unjoined_connections = 2});
  comes_from("192.0.2.1");
  comes_from("192.0.2.2");
  auto& here = comes_over_loopback("127.0.0.1");
  EXPECT_TRUE(comes_over_loopback("127.0.0.1").is_served());
  EXPECT_FALSE(comes_over_loopback("127.0.0.1").is_served());
  EXPECT_TRUE(comes_from("192.0.2.3").is_served());
  EXPECT_TRUE(here.is_served());
  EXPECT_EQ(connections->size(), 4U);
}

TEST_F(StrangersTest, OfThisMachineAreOneWhicheverAddressTheyTake) {
  limits_are({.connections_per_address = 2});
  comes_over_loopback("127.7.7.7");
  comes_over_loopback("[::1]");
  EXPECT_FALSE(comes_over_loopback("127.0.0.1").is_served());
}

TEST_F(StrangersTest, AreThoseNoLongerWhoHaveJoined) {
  limits_are({.unjoined_connections = 1});
  auto& joined = comes_from("192.0.2.1");
  joins(joined);
  EXPECT_TRUE(comes_from("192.0.2.2").is_served());
  EXPECT_TRUE(comes_from("192.0.2.3").is_served());
  EXPECT_TRUE(joined.is_served());
  EXPECT_EQ(connections->size(), 2U);
}

TEST_F(StrangersTest, AreNotThisUsersOwnPrograms) {
  limits_are({.unjoined_connections = 1, .connections_per_address = 1});
  const PeerInfo own{"unix", 1000, Reach::unix_socket};
  auto& first = comes(own);
  EXPECT_TRUE(comes(own).is_served());
  EXPECT_TRUE(comes_from("192.0.2.1").is_served());
  EXPECT_TRUE(first.is_served());
}

TEST_F(StrangersTest, AreRefusedInSixtyLinesAMinuteAndTheOthersAreCounted) {
  limits_are({.connections_per_address = 1});
  comes_from("192.0.2.1");
  ::testing::internal::CaptureStderr();
  for (int i = 0; i < 1000; ++i) comes_from("192.0.2.1");
  const auto log = ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(count_of("refuse: 192.0.2.1:40000: too many connections", log), 60U);
  EXPECT_THAT(log, Not(HasSubstr("more within")));
}

TEST_F(StrangersTest, AreCountedAndThoseWhoHaveJoinedAreNot) {
  ::testing::internal::CaptureStderr();
  for (int i = 0; i < 61; ++i) {
    auto& wire = comes_from("192.0.2." + std::to_string(i));
    joins(wire);
    wire.brings(client_text("nonsense"));
  }
  const auto log = ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(count_of("protocol_error: 192.0.2.", log), 61U);
}

// Of a minute of twenty milliseconds.
class StrangerLogTest : public ::testing::Test {
 protected:
  StrangerLogTest() { ::testing::internal::CaptureStderr(); }

  void warns(const std::string& event, int times, const PeerInfo& peer = neighbour("192.0.2.1")) {
    for (int i = 0; i < times; ++i) log->warn(peer, event, "what happened");
  }
  static std::string heard() { return ::testing::internal::GetCapturedStderr(); }

  boost::asio::io_context io{1};
  std::shared_ptr<StrangerLog> log = std::make_shared<StrangerLog>(io, milliseconds(20));
};

TEST_F(StrangerLogTest, SaysSixtyOfEachEventAndHowManyMoreThereWere) {
  warns("refuse", 60);
  warns("join_timeout", 63);
  run_for(io, milliseconds(40));
  const auto said = heard();
  EXPECT_EQ(count_of(" refuse: 192.0.2.1:40000: what happened", said), 60U);
  EXPECT_EQ(count_of(" join_timeout: 192.0.2.1:40000: what happened", said), 60U);
  EXPECT_THAT(said, HasSubstr(" join_timeout: 3 more within a minute"));
  EXPECT_THAT(said, Not(HasSubstr(" refuse: 0 more")));
}

TEST_F(StrangerLogTest, BeginsAnewWithTheNextMinute) {
  warns("refuse", 61);
  run_for(io, milliseconds(40));
  warns("refuse", 61);
  run_for(io, milliseconds(40));
  const auto said = heard();
  EXPECT_EQ(count_of("what happened", said), 120U);
  EXPECT_EQ(count_of(" refuse: 1 more within a minute", said), 2U);
}

TEST_F(StrangerLogTest, TellsAtItsEndWhatItHasCounted) {
  warns("refuse", 62);
  log.reset();
  EXPECT_THAT(heard(), HasSubstr(" refuse: 2 more within a minute"));
}

TEST_F(StrangerLogTest, CountsNoneOfThisUsersOwnPrograms) {
  warns("protocol_error", 61, {"unix", 1000, Reach::unix_socket});
  EXPECT_EQ(count_of("what happened", heard()), 61U);
}

}  // namespace
}  // namespace deskgate::gateway::net::testing

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Connections over a stream that the test holds the other end of, so that each single write counts.

#include "gateway/net/connection.hpp"
#include "gateway/system_clock.hpp"

#include <gmock/gmock.h>

#include <deque>
#include <random>
#include <utility>
#include <vector>

#include "gateway/net/connection_set.hpp"
#include "tests/net/fake_stream.hpp"
#include "tests/net/frames.hpp"
#include "tests/net/listener_fixture.hpp"

namespace deskgate::gateway::net::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class NoTransport final : public router::Transport {
  void send(const router::Outgoing&) override {}
  void close() override {}
};

class ConnectionTest : public ::testing::Test {
 protected:
  ConnectionTest()
      : router(
            authorizer, [random = std::mt19937_64(1)]() mutable { return random(); },
            system_clock()) {
    router.add_realm("org.example.realm");
  }
  ~ConnectionTest() override {
    connections->end_all();
    for (auto& wire : wires) wire.reader = wire.writer = nullptr;
  }

  Wire& connects() {
    auto& wire = wires.emplace_back();
    connections->add(std::make_unique<FakeStream>(wire), PeerInfo{"test", {}},
                     std::make_unique<router::Vouched>(router::Admission{"test", "guest"}));
    return wire;
  }

  // A connection that hears everything on org.example.topic; its writes so far are forgotten.
  Wire& subscribes() {
    auto& wire = connects();
    wire.brings(WsClient::request() + hello() + client_text(R"([32,1,{},"org.example.topic"])"));
    wire.writes.clear();
    return wire;
  }

  static std::string hello() {
    return client_text(R"([1,"org.example.realm",{"roles":{"subscriber":{},"publisher":{}}}])");
  }
  static std::string publish(int request, const std::string& text) {
    return client_text("[16," + std::to_string(request) + ",{},\"org.example.topic\",[\"" + text +
                       "\"]]");
  }

  // Publishes from inside this process, as the bridge does: from no connection's own turn.
  void bridge_publishes(int request, const std::string& text) {
    router::Publish message{.request = {static_cast<std::uint64_t>(request)},
                            .topic = "org.example.topic",
                            .payload = router::Payload(router::Value::array({text}))};
    bridge.receive(router::Message(std::move(message)));
  }
  void bridge_joins() {
    router::Hello hello{.realm = "org.example.realm",
                        .details = router::Dict::parse(R"({"roles":{"publisher":{}}})")};
    bridge.receive(router::Message(std::move(hello)));
  }

  Limits limits{.outgoing = 2000, .blocked = milliseconds(60)};
  boost::asio::io_context io{1};
  AllowAll authorizer;
  router::Router router;
  NoTransport nowhere;
  router::Session bridge{router, nowhere, {"bridge", "trusted"}};
  std::deque<Wire> wires;
  std::shared_ptr<ConnectionSet> connections =
      std::make_shared<ConnectionSet>(io, router, limits, HttpRules{});
};

TEST_F(ConnectionTest, AnswersEverythingThatCameTogetherInOneWrite) {
  auto& wire = connects();
  wire.brings(WsClient::request() + hello() + client_frame(0x89, "one") +
              client_frame(0x89, "two"));
  ASSERT_THAT(wire.writes, SizeIs(1));
  EXPECT_THAT(wire.writes[0],
              AllOf(HasSubstr("HTTP/1.1 101"), HasSubstr("[2,"),
                    EndsWith(server_frame(0x8A, "one") + server_frame(0x8A, "two"))));
}

TEST_F(ConnectionTest, WritesTheEventsOfOneBatchTogether) {
  auto& subscriber = subscribes();
  auto& publisher = subscribes();
  publisher.brings(publish(2, "one") + publish(3, "two") + publish(4, "three"));
  ASSERT_THAT(subscriber.writes, SizeIs(1));
  EXPECT_THAT(subscriber.writes[0], AllOf(HasSubstr("one"), HasSubstr("two"), HasSubstr("three")));
  EXPECT_THAT(publisher.writes, IsEmpty());
}

TEST_F(ConnectionTest, WritesWhatComesFromElsewhereInOneTurn) {
  auto& wire = subscribes();
  bridge_joins();
  bridge_publishes(1, "one");
  bridge_publishes(2, "two");
  EXPECT_THAT(wire.writes, IsEmpty());
  io.poll();
  ASSERT_THAT(wire.writes, SizeIs(1));
  EXPECT_THAT(wire.writes[0], AllOf(HasSubstr("one"), HasSubstr("two")));
}

TEST_F(ConnectionTest, WritesTheRestWhenThereIsRoom) {
  auto& wire = subscribes();
  wire.room = 2;
  wire.brings(client_frame(0x89, "abcdef"));
  EXPECT_THAT(wire.writes, ElementsAre("\x8A\x06"));
  wire.has_room_for(100);
  EXPECT_THAT(wire.writes, ElementsAre("\x8A\x06", "abcdef"));
}

TEST_F(ConnectionTest, DoesNotTryToWriteWhileItWaitsForRoom) {
  auto& wire = subscribes();
  wire.room = 0;
  wire.brings(client_frame(0x89, "1"));
  wire.room = 100;
  wire.brings(client_frame(0x89, "2"));
  EXPECT_THAT(wire.writes, IsEmpty());
  wire.has_room_for(100);
  EXPECT_EQ(wire.writes.front(), server_frame(0x8A, "1"));
  EXPECT_EQ(wire.writes.back(), server_frame(0x8A, "2"));
}

TEST_F(ConnectionTest, KeepsASlowPeerAsLongAsItsSystemTakesSomething) {
  auto& wire = subscribes();
  wire.taken = 0;
  wire.room = 0;
  wire.is_taking = true;
  wire.brings(client_frame(0x89, "1"));
  run_for(io, 5 * limits.blocked);
  ASSERT_FALSE(wire.is_closed);
  wire.is_taking = false;
  run_until(
      io, [&] { return wire.is_closed; }, "the end of a peer that takes nothing");
}

TEST_F(ConnectionTest, KeepsASlowPeerThatIsAskedForBothAtOnce) {
  limits.ping = limits.blocked;
  connections = std::make_shared<ConnectionSet>(io, router, limits, HttpRules{});
  auto& wire = subscribes();
  wire.is_taking = true;
  wire.room = 0;
  wire.brings(client_frame(0x89, "1"));
  run_for(io, 6 * limits.ping);
  EXPECT_FALSE(wire.is_closed);
}

TEST_F(ConnectionTest, EndsWhenAWriteFails) {
  auto& wire = subscribes();
  wire.is_broken = true;
  wire.brings(client_frame(0x89, "1"));
  EXPECT_TRUE(wire.is_closed);
  EXPECT_EQ(connections->size(), 0U);
}

TEST_F(ConnectionTest, EndsAnOverflowingConnectionOnlyAfterTheRouterHasReturned) {
  subscribes().room = 0;
  bridge_joins();
  bridge_publishes(1, std::string(1500, 'x'));
  bridge_publishes(2, std::string(1500, 'x'));
  EXPECT_EQ(connections->size(), 1U);
  EXPECT_EQ(router.find_realm("org.example.realm")->size(), 2U);
  io.poll();
  EXPECT_EQ(connections->size(), 0U);
  EXPECT_EQ(router.find_realm("org.example.realm")->size(), 1U);
}

TEST_F(ConnectionTest, ReadsALongMessageInManyTurns) {
  auto& wire = subscribes();
  const auto message = publish(2, std::string(200'000, 'x')) + client_frame(0x89, "after");
  wire.brings(message);
  while (!wire.incoming.empty()) std::exchange(wire.reader, nullptr)->on_readable();
  EXPECT_THAT(wire.writes, ElementsAre(server_frame(0x8A, "after")));
}

}  // namespace
}  // namespace deskgate::gateway::net::testing

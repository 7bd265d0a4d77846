// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Who reads gets everything, in order; who does not read is told of, and in nobody's way.

#include <algorithm>
#include <deque>
#include <stdexcept>

#include "gateway/net/limits.hpp"
#include "router/local_peer.hpp"
#include "tests/net/frames.hpp"
#include "tests/net/listener_fixture.hpp"

namespace deskgate::gateway::net::testing {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class SlowPeersTest : public ListenerTest {
 protected:
  using ListenerTest::ListenerTest;

  void subscribes(WsClient& client) {
    client.joins();
    client.says_text(R"([32,1,{},"org.example.topic"])");
    client.hears_frame();
  }

  // Joins and subscribes, and reads nothing of what comes.
  std::unique_ptr<WsClient> stalled_subscriber() {
    auto client = std::make_unique<WsClient>(io, port, Reading::later);
    const auto before = sessions();
    client->says(WsClient::request() +
                 client_text(R"([1,"org.example.realm",{"roles":{"subscriber":{}}}])") +
                 client_text(R"([32,1,{},"org.example.topic"])"));
    until([&] { return sessions() == before + 1; });
    return client;
  }

  std::size_t sessions() { return router.find_realm("org.example.realm")->size(); }

  std::unique_ptr<router::LocalPeer> local() {
    return std::make_unique<router::LocalPeer>(
        router, "org.example.realm", router::Admission{"local", "local"},
        [this](std::function<void()> task) { boost::asio::post(io, std::move(task)); });
  }

  static std::string publish(std::size_t request, const std::string& text,
                             const std::string& options = "{}") {
    return client_text("[16," + std::to_string(request) + "," + options +
                       ",\"org.example.topic\",[\"" + text + "\"]]");
  }

  // The numbers at the ends of the events that come, up to `last`.
  static std::vector<std::size_t> hears_numbers(WsClient& client, std::size_t last) {
    std::vector<std::size_t> numbers;
    while (numbers.empty() || numbers.back() != last) {
      const auto frame = client.hears_frame();
      const auto at = frame.rfind('x');
      if (at == std::string::npos) throw std::runtime_error("no event: " + frame);
      numbers.push_back(std::stoul(frame.substr(at + 1)));
    }
    return numbers;
  }

  static void publish(router::LocalPeer& peer, std::size_t count, std::size_t size) {
    for (std::size_t i = 1; i <= count; ++i) {
      const auto text = std::string(size, 'x') + std::to_string(i);
      ASSERT_TRUE(peer.publish("org.example.topic", router::Payload(router::Value::array({text}))));
    }
  }
};

TEST_F(SlowPeersTest, ABurstReachesTenReadersInOrder) {
  listens();
  std::deque<WsClient> subscribers;
  for (int i = 0; i < 10; ++i) subscribes(subscribers.emplace_back(io, port));
  WsClient publisher(io, port);
  publisher.joins();
  constexpr std::size_t count = 20'000;
  std::string burst;
  for (std::size_t i = 1; i <= count; ++i) {
    burst += publish(i, std::to_string(i));
  }
  publisher.says(burst);
  for (auto& subscriber : subscribers) {
    for (std::size_t i = 1; i <= count; ++i) {
      ASSERT_TRUE(subscriber.hears_frame().ends_with("[\"" + std::to_string(i) + "\"]]")) << i;
    }
  }
}

TEST_F(SlowPeersTest, WhoIsSentMoreInOneTurnThanMayWaitGetsItAllTheSame) {
  listens({.outgoing = 64 << 10});
  WsClient subscriber(io, port);
  subscribes(subscriber);
  const auto bridge = local();
  publish(*bridge, 300, 1000);
  for (int i = 1; i <= 300; ++i) {
    ASSERT_THAT(subscriber.hears_frame(), EndsWith("x" + std::to_string(i) + "\"]]"));
  }
}

TEST_F(SlowPeersTest, WhoDoesNotReadIsNamedInTheLog) {
  listens({.outgoing = 64 << 10});
  const auto stalled = stalled_subscriber();
  const auto bridge = local();
  ::testing::internal::CaptureStderr();
  publish(*bridge, 1000, 16 << 10);
  until_connections(0);
  const auto log = ::testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr("slow_peer: " + peers.at(0).address + ": somebody: too slow: "));
  EXPECT_THAT(log, HasSubstr("leave: " + peers.at(0).address + ": somebody: slow_peer"));
}

TEST_F(SlowPeersTest, AnswersWaitBehindEventsAndAreNotDropped) {
  listens();
  WsClient client(io, port);
  subscribes(client);
  const auto bridge = local();
  ASSERT_TRUE(bridge->provide("org.example.echo", [&](const auto& call, const auto& answer) {
    publish(*bridge, 2000, 1000);
    answer.yield(call.payload);
  }));
  client.says_text(R"([48,2,{},"org.example.echo",["answer"]])");
  for (int i = 1; i <= 2000; ++i) {
    ASSERT_THAT(client.hears_frame(), EndsWith("x" + std::to_string(i) + "\"]]"));
  }
  EXPECT_THAT(client.hears_frame(), StartsWith("[50,2,"));
}

TEST_F(SlowPeersTest, EndsAStalledReaderWhileOthersGetEverything) {
  listens({.outgoing = 256 << 10});
  const auto stalled = stalled_subscriber();
  WsClient reading(io, port);
  WsClient publisher(io, port);
  subscribes(reading);
  publisher.joins();

  const std::string filling(16 << 10, 'x');
  constexpr std::size_t count = 1000;  // more than the kernel takes for one that does not read
  for (std::size_t i = 1; i <= count; ++i) {
    publisher.says(publish(i, filling + std::to_string(i)));
    ASSERT_THAT(reading.hears_frame(), EndsWith("x" + std::to_string(i) + "\"]]"));
  }
  EXPECT_EQ(listener->connection_count(), 2U);
  EXPECT_EQ(sessions(), 2U);
}

TEST_F(SlowPeersTest, DeliversToAReaderThatComesBackInTime) {
  listens();
  const auto late = stalled_subscriber();
  WsClient publisher(io, port);
  publisher.joins();
  std::string burst;
  for (std::size_t i = 1; i <= 400; ++i) burst += publish(i, std::string(20'000, 'x'));
  publisher.says(burst + client_frame(0x89, "all"));
  EXPECT_EQ(publisher.hears_frame(), "<pong all>");

  late->starts_reading();
  late->hears_up_to("\r\n\r\n");
  EXPECT_THAT(late->hears_frame(), StartsWith("[2,"));
  EXPECT_THAT(late->hears_frame(), StartsWith("[33,1,"));
  for (int i = 1; i <= 400; ++i) {
    ASSERT_THAT(late->hears_frame(), EndsWith(std::string(20'000, 'x') + "\"]]"));
  }
}

TEST_F(SlowPeersTest, AStalledReaderIsKeptForStatesAndHearsTheNewest) {
  listens({.outgoing = 256 << 10, .blocked = std::chrono::minutes(1)});
  const auto late = stalled_subscriber();
  WsClient reading(io, port);
  WsClient publisher(io, port);
  subscribes(reading);
  publisher.joins();
  const std::string filling(16 << 10, 'x');
  constexpr std::size_t count = 1000;  // more than the kernel and the queue take
  for (std::size_t i = 1; i <= count; ++i) {
    publisher.says(publish(i, filling + std::to_string(i), R"({"retain":true})"));
    ASSERT_THAT(reading.hears_frame(), EndsWith("x" + std::to_string(i) + "\"]]"));
  }
  late->starts_reading();
  late->hears_up_to("\r\n\r\n");
  EXPECT_THAT(late->hears_frame(), StartsWith("[2,"));
  EXPECT_THAT(late->hears_frame(), StartsWith("[33,1,"));
  const auto heard = hears_numbers(*late, count);
  EXPECT_LT(heard.size(), count);
  EXPECT_TRUE(std::ranges::is_sorted(heard));
}

TEST_F(SlowPeersTest, WhoTakesNothingForTooLongIsEnded) {
  listens({.blocked = milliseconds(50)});
  const auto stalled = stalled_subscriber();
  const auto bridge = local();
  ::testing::internal::CaptureStderr();
  publish(*bridge, 800, 16 << 10);  // more than the kernel takes, and less than may wait
  until_connections(0);
  const auto log = ::testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr(": too slow: has taken nothing for 50 ms, "));
  EXPECT_THAT(log, HasSubstr("leave: " + peers.at(0).address + ": somebody: slow_peer"));
}

TEST_F(SlowPeersTest, OneStalledReaderAmongTwentyDelaysNoneOfTheOthers) {
  listens({.outgoing = 256 << 10});
  std::deque<WsClient> readers;
  for (int i = 0; i < 19; ++i) subscribes(readers.emplace_back(io, port));
  const auto stalled = stalled_subscriber();
  WsClient publisher(io, port);
  publisher.joins();
  const std::string filling(64 << 10, 'x');
  for (std::size_t i = 1; i <= 200; ++i) {
    publisher.says(publish(i, filling + std::to_string(i)));
    for (auto& reader : readers) {
      ASSERT_THAT(reader.hears_frame(), EndsWith("x" + std::to_string(i) + "\"]]"));
    }
  }
  EXPECT_EQ(sessions(), 20U);
}

// A megabyte for all that waits, and more than that for one peer.
class ScarceMemoryTest : public SlowPeersTest {
 protected:
  ScarceMemoryTest() : SlowPeersTest(1 << 20) {}
};

TEST_F(ScarceMemoryTest, WhoHasMostWaitingEndsAndTheOthersGetEverything) {
  listens();
  const auto first = stalled_subscriber();
  const auto second = stalled_subscriber();
  WsClient reading(io, port);
  subscribes(reading);
  WsClient publisher(io, port);
  publisher.joins();
  ::testing::internal::CaptureStderr();
  const std::string filling(16 << 10, 'x');
  for (std::size_t i = 1; i <= 1000; ++i) {
    publisher.says(publish(i, filling + std::to_string(i)));
    ASSERT_THAT(reading.hears_frame(), EndsWith("x" + std::to_string(i) + "\"]]"));
    ASSERT_LE(router.memory().used(), router.memory().limit());
  }
  EXPECT_THAT(::testing::internal::GetCapturedStderr(),
              HasSubstr("too slow: of all peers it had most waiting, "));
  EXPECT_EQ(sessions(), 2U);
}

TEST_F(ScarceMemoryTest, WhatIsLargerThanAllMemoryEndsWhoShouldGetIt) {
  listens();
  WsClient subscriber(io, port);
  subscribes(subscriber);
  WsClient other(io, port);
  other.joins();
  const auto bridge = local();
  publish(*bridge, 1, 2 << 20);
  until_connections(1);
  other.says_frame(0x89, "still served");
  EXPECT_EQ(other.hears_frame(), "<pong still served>");
  EXPECT_EQ(router.memory().used(), 0U);
}

}  // namespace
}  // namespace deskgate::gateway::net::testing

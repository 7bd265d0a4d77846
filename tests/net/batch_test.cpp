// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/batch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "tests/net/frames.hpp"
#include "tests/net/listener_fixture.hpp"

namespace deskgate::gateway::net {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using testing::hex;
using ::testing::StartsWith;
using testing::WsClient;
using std::string_literals::operator""s;

// The messages of one batch; a violation in brackets.
std::vector<std::string> messages(Batching batching, std::string_view batch) {
  BatchReader reader(batching);
  reader.start(batch);
  std::vector<std::string> all;
  for (;;) {
    const auto item = reader.next();
    if (item.kind == BatchReader::Item::Kind::end) return all;
    const bool is_message = item.kind == BatchReader::Item::Kind::message;
    all.push_back(is_message ? std::string(item.octets) : "<" + std::string(item.octets) + ">");
    if (!is_message) return all;
  }
}

TEST(TerminatedBatch, HoldsOneMessage) {
  EXPECT_THAT(messages(Batching::terminated, "[1]\x1E"), ElementsAre("[1]"));
}

TEST(TerminatedBatch, HoldsSeveralMessages) {
  EXPECT_THAT(messages(Batching::terminated, "[1]\x1E[2,3]\x1E[4]\x1E"),
              ElementsAre("[1]", "[2,3]", "[4]"));
}

TEST(TerminatedBatch, EndsMessagesAsAutobahnDoes) {
  EXPECT_THAT(messages(Batching::terminated, "[1]\x18[2]\x18"), ElementsAre("[1]", "[2]"));
}

TEST(TerminatedBatch, HoldsAtLeastOneMessage) {
  EXPECT_THAT(messages(Batching::terminated, ""), ElementsAre("<a batch without messages>"));
}

TEST(TerminatedBatch, HoldsNoEmptyMessage) {
  EXPECT_THAT(messages(Batching::terminated, "\x1E"),
              ElementsAre("<a batch with an empty message>"));
  EXPECT_THAT(messages(Batching::terminated, "[1]\x1E\x1E"),
              ElementsAre("[1]", "<a batch with an empty message>"));
}

TEST(TerminatedBatch, EndsWithATerminator) {
  EXPECT_THAT(messages(Batching::terminated, "[1]\x1E[2]"),
              ElementsAre("[1]", "<a batch that is cut short>"));
}

TEST(CountedBatch, HoldsOneMessage) {
  EXPECT_THAT(messages(Batching::counted, hex("00000001") + "a"), ElementsAre("a"));
}

TEST(CountedBatch, HoldsSeveralMessages) {
  EXPECT_THAT(messages(Batching::counted, hex("00000001") + "a" + hex("00000003") + "b\0c"s),
              ElementsAre("a", "b\0c"s));
}

TEST(CountedBatch, HoldsAtLeastOneMessage) {
  EXPECT_THAT(messages(Batching::counted, ""), ElementsAre("<a batch without messages>"));
}

TEST(CountedBatch, HoldsNoEmptyMessage) {
  EXPECT_THAT(messages(Batching::counted, hex("00000000")),
              ElementsAre("<a batch with an empty message>"));
}

TEST(CountedBatch, IsNotCutShort) {
  EXPECT_THAT(messages(Batching::counted, hex("000000")),
              ElementsAre("<a batch that is cut short>"));
  EXPECT_THAT(messages(Batching::counted, hex("00000002") + "a"),
              ElementsAre("<a batch that is cut short>"));
  EXPECT_THAT(messages(Batching::counted, hex("ffffffff") + "a"),
              ElementsAre("<a batch that is cut short>"));
  EXPECT_THAT(messages(Batching::counted, hex("00000001") + "a" + hex("00")),
              ElementsAre("a", "<a batch that is cut short>"));
}

TEST(CountedBatch, WritesTheLengthMostSignificantOctetFirst) {
  const auto count = batch_count(0x01020304);
  EXPECT_EQ(std::string(count.begin(), count.end()), hex("01020304"));
}

using BatchedWebSocket = testing::ListenerTest;

std::string counted(std::string_view message) {
  const auto count = batch_count(message.size());
  return std::string(count.begin(), count.end()) + std::string(message);
}

constexpr auto hello = R"([1,"org.example.realm",{"roles":{"caller":{}}}])";

TEST_F(BatchedWebSocket, CarriesJson) {
  listens();
  WsClient client(io, port, "wamp.2.json.batched");
  client.says_text(std::string(hello) + "\x1E[32,1,{},\"a\"]\x1E[32,2,{},\"b\"]\x1E");
  EXPECT_THAT(client.hears_frame(), AllOf(StartsWith("[2,"), EndsWith("]\x1E")));
  EXPECT_THAT(client.hears_frame(), AllOf(StartsWith("[33,1,"), EndsWith("]\x1E")));
  EXPECT_THAT(client.hears_frame(), AllOf(StartsWith("[33,2,"), EndsWith("]\x1E")));
}

TEST_F(BatchedWebSocket, EndsOnABatchThatIsCutShort) {
  listens();
  WsClient client(io, port, "wamp.2.json.batched");
  client.says_text(hello);
  EXPECT_EQ(client.hears_frame(), "<close 1007 a batch that is cut short>");
}

TEST_F(BatchedWebSocket, CarriesMessagePack) {
  listens();
  WsClient client(io, port, "wamp.2.msgpack.batched");
  const auto first = hex("93 01 b1") + "org.example.realm" + hex("81 a5") + "roles" + hex("81 a6") +
                     "caller" + hex("80");
  client.says_frame(0x82, counted(first) + counted(hex("94 20 01 80 a1 61")));
  const auto welcome = client.hears_frame();
  EXPECT_EQ(welcome, counted(welcome.substr(4)));
  EXPECT_THAT(welcome.substr(4), StartsWith(hex("93 02")));
  const auto subscribed = client.hears_frame();
  EXPECT_EQ(subscribed, counted(subscribed.substr(4)));
  EXPECT_THAT(subscribed.substr(4), StartsWith(hex("93 21 01")));
}

}  // namespace
}  // namespace deskgate::gateway::net

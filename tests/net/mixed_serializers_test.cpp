// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Clients that speak differently meet in one realm.

#include "tests/net/frames.hpp"
#include "tests/net/listener_fixture.hpp"

namespace deskgate::gateway::net::testing {
namespace {

using ::testing::EndsWith;
using ::testing::StartsWith;

using MixedSerializers = ListenerTest;

const std::string msgpack_hello = hex("93 01 b1") + "org.example.realm" + hex("81 a5") + "roles" +
                                  hex("81 a9") + "publisher" + hex("80");

// PUBLISH 1, 2, … to "a" with one argument.
std::string msgpack_publish(std::string_view request, std::string_view argument) {
  return hex("95 10") + hex(request) + hex("80 a161 91") + hex(argument);
}

TEST_F(MixedSerializers, AnEventIsConvertedForItsSubscriber) {
  listens();
  WsClient subscriber(io, port);
  subscriber.joins();
  subscriber.says_text(R"([32,1,{},"a"])");
  EXPECT_THAT(subscriber.hears_frame(), StartsWith("[33,1,"));
  WsClient publisher(io, port, "wamp.2.msgpack");
  publisher.says_frame(0x82, msgpack_hello);
  publisher.says_frame(0x82, msgpack_publish("01", "c4 02 00ff"));
  EXPECT_THAT(subscriber.hears_frame(), EndsWith(R"(,{},["\u0000AP8="]])"));
}

TEST_F(MixedSerializers, AnEventWithoutAFormIsLeftOutAndTheNextOneIsNot) {
  listens();
  WsClient subscriber(io, port);
  subscriber.joins();
  subscriber.says_text(R"([32,1,{},"a"])");
  EXPECT_THAT(subscriber.hears_frame(), StartsWith("[33,1,"));
  WsClient publisher(io, port, "wamp.2.msgpack");
  publisher.says_frame(0x82, msgpack_hello);
  publisher.says_frame(0x82, msgpack_publish("01", "cb 7ff8000000000000"));
  publisher.says_frame(0x82, msgpack_publish("02", "02"));
  EXPECT_THAT(subscriber.hears_frame(), EndsWith(",{},[2]]"));
}

TEST_F(MixedSerializers, AClientOverRawSocketMaySpeakCbor) {
  listens();
  Client client(io, port);
  client.says(hex("7ff30000"));
  EXPECT_THAT(client.hears(4), EndsWith(hex("0000")));
  client.says(raw_frame(0, hex("83 01 71") + "org.example.realm" + hex("a1 65") + "roles" +
                               hex("a1 66") + "caller" + hex("a0")));
  EXPECT_THAT(client.hears(4), StartsWith(hex("00")));
  EXPECT_EQ(client.hears(2), hex("83 02"));
}

}  // namespace
}  // namespace deskgate::gateway::net::testing

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/raw_frame.hpp"

#include <gmock/gmock.h>

#include <vector>

#include "tests/net/frames.hpp"

namespace deskgate::gateway::net::raw {
namespace {

using ::testing::ElementsAre;
using testing::hex;
using ::testing::IsEmpty;
using testing::raw_frame;

TEST(RawHandshake, ReadsWhatTheClientAnnounces) {
  const auto request = read_request(hex("7ff10000"));
  EXPECT_EQ(request.exponent, 15U);
  EXPECT_EQ(announced_size(request.exponent), std::size_t{1} << 24);
  EXPECT_EQ(request.serializer, 1);
  EXPECT_TRUE(request.reserved_is_zero);
}

TEST(RawHandshake, SeesReservedOctets) {
  EXPECT_FALSE(read_request(hex("7ff10001")).reserved_is_zero);
  EXPECT_FALSE(read_request(hex("7ff18000")).reserved_is_zero);
}

TEST(RawHandshake, AnnouncesThePowerOfTwoBelowTheLimit) {
  EXPECT_EQ(exponent_for(0), 0U);
  EXPECT_EQ(exponent_for(1023), 0U);
  EXPECT_EQ(exponent_for(1024), 1U);
  EXPECT_EQ(exponent_for(1 << 20), 11U);
  EXPECT_EQ(exponent_for(1 << 30), 15U);
}

TEST(RawHandshake, WritesReplies) {
  EXPECT_EQ(accept_reply(11, 1), hex("7fb10000"));
  EXPECT_EQ(refuse_reply(Refusal::unsupported_serializer), hex("7f100000"));
  EXPECT_EQ(refuse_reply(Refusal::reserved_bits), hex("7f300000"));
}

std::string describe(const Item& item) {
  const std::string octets(item.octets);
  switch (item.kind) {
    case Item::Kind::incomplete:
      return "incomplete";
    case Item::Kind::message:
      return "message " + octets;
    case Item::Kind::ping:
      return "ping " + octets;
    case Item::Kind::pong:
      return "pong " + octets;
    case Item::Kind::violation:
      return "violation: " + octets;
  }
  return {};
}

std::vector<std::string> read_in_steps(const std::string& stream, std::size_t step,
                                       std::size_t limit) {
  std::vector<std::string> items;
  std::string rest;
  for (std::size_t at = 0; at < stream.size(); at += step) {
    rest += stream.substr(at, step);
    std::span<char> input(rest);
    auto item = next(input, limit);
    for (; item.kind < Item::Kind::violation && item.kind > Item::Kind::incomplete;
         item = next(input, limit)) {
      items.push_back(describe(item));
    }
    if (item.kind == Item::Kind::violation) {
      items.push_back(describe(item));
      return items;
    }
    rest = std::string(input.data(), input.size());
  }
  return items;
}

// What a stream contains, however it is cut.
std::vector<std::string> read(const std::string& stream, std::size_t limit = 1024) {
  auto whole = read_in_steps(stream, stream.size(), limit);
  EXPECT_EQ(read_in_steps(stream, 1, limit), whole);
  EXPECT_EQ(read_in_steps(stream, 3, limit), whole);
  return whole;
}

TEST(RawFrame, ReadsMessagesPingsAndPongsInOrder) {
  EXPECT_THAT(read(raw_frame(0, "[1]") + raw_frame(1, "p") + raw_frame(2, "q") + raw_frame(0, "")),
              ElementsAre("message [1]", "ping p", "pong q", "message "));
}

TEST(RawFrame, ReadsNothingFromHalfAFrame) {
  EXPECT_THAT(read(raw_frame(0, "hello").substr(0, 8)), IsEmpty());
}

TEST(RawFrame, RefusesEveryReservedType) {
  for (unsigned type = 3; type <= 7; ++type) {
    EXPECT_THAT(read(raw_frame(type, "")), ElementsAre("violation: reserved frame type")) << type;
  }
}

TEST(RawFrame, RefusesEveryReservedBit) {
  for (const unsigned bit : {0x10U, 0x20U, 0x40U, 0x80U}) {
    EXPECT_THAT(read(raw_frame(bit, "")), ElementsAre("violation: a reserved bit is set")) << bit;
  }
}

TEST(RawFrame, TakesAFrameOfTheLimitAndRefusesOneMore) {
  EXPECT_THAT(read(raw_frame(0, std::string(512, 'x')), 512),
              ElementsAre("message " + std::string(512, 'x')));
  EXPECT_THAT(read(hex("00 000201"), 512), ElementsAre("violation: the frame is too large"));
}

TEST(RawFrame, TakesAPingOfItsOwnLimitAndRefusesOneMoreAtItsHead) {
  auto stream = raw_frame(1, "12345");
  std::span<char> input(stream);
  EXPECT_EQ(describe(next(input, 512, 5)), "ping 12345");
  auto longer = hex("01 000006");
  input = longer;
  EXPECT_EQ(describe(next(input, 512, 5)), "violation: the ping is too long");
  auto message = raw_frame(0, "123456");
  input = message;
  EXPECT_EQ(describe(next(input, 512, 5)), "message 123456");
}

TEST(RawFrame, RefusesTheLargestLengthBelowX) {
  EXPECT_THAT(read(hex("00 ffffff"), 512), ElementsAre("violation: the frame is too large"));
}

TEST(RawFrame, ReadsXAsTheLengthThatDoesNotFit) {
  EXPECT_THAT(read(hex("08 000000"), max_sent), ElementsAre("violation: the frame is too large"));
  EXPECT_THAT(read(hex("08 000000"), max_sent + 1), IsEmpty());
}

TEST(RawFrame, RefusesXWithALength) {
  EXPECT_THAT(read(hex("08 000001")), ElementsAre("violation: X with a length"));
}

TEST(RawFrame, EncodesTypeAndLength) {
  EXPECT_THAT(encode_head(Type::message, 0x010203), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(encode_head(Type::pong, 5), ElementsAre(2, 0, 0, 5));
}

}  // namespace
}  // namespace deskgate::gateway::net::raw

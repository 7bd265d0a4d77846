// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/ws_reader.hpp"

#include <gmock/gmock.h>

#include <vector>

#include "tests/net/frames.hpp"

namespace deskgate::gateway::net::ws {
namespace {

using testing::client_frame;
using testing::client_head;
using testing::client_text;
using ::testing::ElementsAre;
using testing::hex;
using ::testing::IsEmpty;

std::string describe(const Reader::Item& item) {
  using Kind = Reader::Item::Kind;
  const std::string octets(item.octets);
  switch (item.kind) {
    case Kind::incomplete:
      return "incomplete";
    case Kind::message:
      return "message " + octets;
    case Kind::ping:
      return "ping " + octets;
    case Kind::pong:
      return "pong " + octets;
    case Kind::close:
      return "close " + octets;
    case Kind::violation:
      return std::to_string(static_cast<unsigned>(item.code)) + " " + octets;
  }
  return {};
}

bool ends(const Reader::Item& item) {
  return item.kind == Reader::Item::Kind::incomplete || item.kind == Reader::Item::Kind::violation;
}

// Reads a stream in pieces of `step` octets, keeping the rest between them as a connection does.
std::vector<std::string> read_in_steps(const std::string& stream, std::size_t step,
                                       std::size_t limit, Opcode type) {
  Reader reader(type, limit);
  std::vector<std::string> items;
  std::string rest;
  for (std::size_t at = 0; at < stream.size(); at += step) {
    rest += stream.substr(at, step);
    std::span<char> input(rest);
    auto item = reader.next(input);
    for (; !ends(item); item = reader.next(input)) items.push_back(describe(item));
    if (item.kind == Reader::Item::Kind::violation) {
      items.push_back(describe(item));
      return items;
    }
    rest = std::string(input.data(), input.size());
  }
  return items;
}

// What a stream contains, however it is cut.
std::vector<std::string> read(const std::string& stream, std::size_t limit = 1000,
                              Opcode type = Opcode::text) {
  auto whole = read_in_steps(stream, stream.size(), limit, type);
  EXPECT_EQ(read_in_steps(stream, 1, limit, type), whole);
  EXPECT_EQ(read_in_steps(stream, 3, limit, type), whole);
  return whole;
}

TEST(WsReader, ReadsAMessage) {
  EXPECT_THAT(read(client_text("[1]")), ElementsAre("message [1]"));
}

TEST(WsReader, ReadsAnEmptyMessage) {
  EXPECT_THAT(read(client_text("")), ElementsAre("message "));
}

TEST(WsReader, ReadsMessagesInOrder) {
  EXPECT_THAT(read(client_text("a") + client_text("b") + client_text("c")),
              ElementsAre("message a", "message b", "message c"));
}

TEST(WsReader, ReadsAMessageWithALengthInTwoOctets) {
  const std::string text(300, 'x');
  EXPECT_THAT(read(client_text(text)), ElementsAre("message " + text));
}

TEST(WsReader, ReadsAMessageWithALengthInEightOctets) {
  const std::string text(65536, 'x');
  EXPECT_THAT(read_in_steps(client_text(text), 4096, 65536, Opcode::text),
              ElementsAre("message " + text));
}

TEST(WsReader, JoinsFragments) {
  EXPECT_THAT(read(client_frame(0x01, "Hel") + client_frame(0x00, "") + client_frame(0x80, "lo")),
              ElementsAre("message Hello"));
}

TEST(WsReader, ReadsTheMessageAfterAFragmentedOne) {
  EXPECT_THAT(read(client_frame(0x01, "a") + client_frame(0x80, "b") + client_text("c")),
              ElementsAre("message ab", "message c"));
}

TEST(WsReader, FindsControlFramesBetweenFragments) {
  EXPECT_THAT(read(client_frame(0x01, "Hel") + client_frame(0x89, "p") + client_frame(0x8A, "q") +
                   client_frame(0x80, "lo")),
              ElementsAre("ping p", "pong q", "message Hello"));
}

TEST(WsReader, ReadsAClose) {
  EXPECT_THAT(read(client_frame(0x88, hex("03e8") + "bye")),
              ElementsAre("close " + hex("03e8") + "bye"));
  EXPECT_THAT(read(client_frame(0x88, "")), ElementsAre("close "));
}

TEST(WsReader, RefusesABadCloseCode) {
  EXPECT_THAT(read(client_frame(0x88, hex("03ed"))), ElementsAre("1002 illegal close code"));
}

TEST(WsReader, RefusesAContinuationOfNothing) {
  EXPECT_THAT(read(client_frame(0x80, "x")), ElementsAre("1002 nothing to continue"));
}

TEST(WsReader, RefusesAMessageInsideAnother) {
  EXPECT_THAT(read(client_frame(0x01, "a") + client_text("b")),
              ElementsAre("1002 a message begins inside another"));
}

TEST(WsReader, RefusesBinaryWhereTextIsSpoken) {
  EXPECT_THAT(read(client_frame(0x82, "x")),
              ElementsAre("1003 the subprotocol has no messages of this type"));
}

TEST(WsReader, RefusesTextWhereBinaryIsSpoken) {
  EXPECT_THAT(read(client_text("x"), 1000, Opcode::binary),
              ElementsAre("1003 the subprotocol has no messages of this type"));
}

TEST(WsReader, RefusesTextThatIsNotUtf8) {
  EXPECT_THAT(read(client_text("\xC3\x28")), ElementsAre("1007 the text is not UTF-8"));
  EXPECT_THAT(read(client_text("\xED\xA0\x80")), ElementsAre("1007 the text is not UTF-8"));
  EXPECT_THAT(read(client_text("\xC0\xAF")), ElementsAre("1007 the text is not UTF-8"));
}

TEST(WsReader, JudgesUtf8AcrossFragments) {
  EXPECT_THAT(read(client_frame(0x01, "\xC3") + client_frame(0x80, "\xA9")),
              ElementsAre("message \xC3\xA9"));
  EXPECT_THAT(read(client_frame(0x01, "\xC3") + client_frame(0x80, "x")),
              ElementsAre("1007 the text is not UTF-8"));
}

TEST(WsReader, LeavesBinaryAlone) {
  EXPECT_THAT(read(client_frame(0x82, "\xFF"), 1000, Opcode::binary), ElementsAre("message \xFF"));
}

TEST(WsReader, TakesAMessageOfTheLimitAndRefusesOneMore) {
  EXPECT_THAT(read(client_text(std::string(200, 'x')), 200),
              ElementsAre("message " + std::string(200, 'x')));
  EXPECT_THAT(read(client_text(std::string(201, 'x')), 200),
              ElementsAre("1009 the message is too large"));
}

TEST(WsReader, CountsAllFragmentsAgainstTheLimit) {
  EXPECT_THAT(read(client_frame(0x01, "12345") + client_frame(0x80, "67890"), 10),
              ElementsAre("message 1234567890"));
  EXPECT_THAT(read(client_frame(0x01, "12345") + client_frame(0x80, "678901"), 10),
              ElementsAre("1009 the message is too large"));
}

TEST(WsReader, RefusesATooLargeMessageByItsHeadAlone) {
  EXPECT_THAT(read(client_head(0x81, std::size_t{1} << 40, 8)),
              ElementsAre("1009 the message is too large"));
}

TEST(WsReader, ReadsNothingFromHalfAFrame) {
  EXPECT_THAT(read(client_text("hello").substr(0, 10)), IsEmpty());
}

// A message of so many pieces, each the same.
std::string in_pieces(std::size_t count, std::string_view piece) {
  std::string stream = client_frame(0x01, piece);
  for (std::size_t i = 2; i < count; ++i) stream += client_frame(0x00, piece);
  return stream + client_frame(0x80, piece);
}

TEST(WsReader, TakesAMessageInAnyNumberOfPiecesThatHoldSomething) {
  EXPECT_THAT(read(in_pieces(1000, "x")), ElementsAre("message " + std::string(1000, 'x')));
}

TEST(WsReader, Takes128EmptyPiecesAndRefusesOneMore) {
  EXPECT_THAT(read(in_pieces(128, "")), ElementsAre("message "));
  EXPECT_THAT(read(in_pieces(129, "")),
              ElementsAre("1008 the message is in too many empty pieces"));
}

}  // namespace
}  // namespace deskgate::gateway::net::ws

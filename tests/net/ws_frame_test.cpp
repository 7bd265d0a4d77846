// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/ws_frame.hpp"

#include <gmock/gmock.h>

#include "tests/net/frames.hpp"

namespace deskgate::gateway::net::ws {
namespace {

using testing::hex;

FrameHead head_of(const std::string& octets) {
  return std::get<FrameHead>(read_head(octets));
}

bool needs_more(const std::string& octets) {
  return std::holds_alternative<std::monostate>(read_head(octets));
}

// "1002 reserved opcode", or what there is instead of a violation.
std::string violation_in(const std::string& octets) {
  const auto reading = read_head(octets);
  if (needs_more(octets)) return "incomplete";
  const auto* violation = std::get_if<Violation>(&reading);
  if (!violation) return "lawful";
  return std::to_string(static_cast<unsigned>(violation->code)) + " " +
         std::string(violation->reason);
}

TEST(WsFrameHead, ReadsTheExampleOfTheRfc) {
  const auto head = head_of(hex("8185 37fa213d 7f9f4d5158"));
  EXPECT_TRUE(head.is_final);
  EXPECT_EQ(head.opcode, Opcode::text);
  EXPECT_EQ(head.length, 5U);
  EXPECT_EQ(head.size, 6U);
}

TEST(WsFrameHead, UnmasksTheExampleOfTheRfc) {
  auto payload = hex("7f9f4d5158");
  unmask(payload, head_of(hex("8185 37fa213d")).key);
  EXPECT_EQ(payload, "Hello");
}

TEST(WsFrameHead, UnmasksEveryOctetOfALongPayload) {
  const std::string clear = "0123456789abcdefghijklmnopqrstuvwxyz!";
  auto payload = testing::client_text(clear).substr(6);
  unmask(payload, head_of(testing::client_text(clear)).key);
  EXPECT_EQ(payload, clear);
}

TEST(WsFrameHead, ReadsALengthOf125) {
  EXPECT_EQ(head_of(hex("82fd 00000000")).length, 125U);
}

TEST(WsFrameHead, ReadsALengthOf126InTwoOctets) {
  EXPECT_EQ(head_of(hex("82fe 007e 00000000")).length, 126U);
}

TEST(WsFrameHead, ReadsALengthOf65535InTwoOctets) {
  EXPECT_EQ(head_of(hex("82fe ffff 00000000")).length, 65535U);
}

TEST(WsFrameHead, ReadsALengthOf65536InEightOctets) {
  const auto head = head_of(hex("82ff 0000000000010000 00000000"));
  EXPECT_EQ(head.length, 65536U);
  EXPECT_EQ(head.size, 14U);
}

TEST(WsFrameHead, IsIncompleteAtEveryCut) {
  const auto whole = hex("82ff 0000000000010000 37fa213d");
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    EXPECT_TRUE(needs_more(whole.substr(0, cut))) << cut;
  }
}

TEST(WsFrameHead, RefusesAnUnmaskedFrame) {
  EXPECT_EQ(violation_in(hex("8105")), "1002 the frame is not masked");
}

TEST(WsFrameHead, RefusesEachReservedBitAtTheFirstOctet) {
  EXPECT_EQ(violation_in(hex("c1")), "1002 a reserved bit is set");
  EXPECT_EQ(violation_in(hex("a1")), "1002 a reserved bit is set");
  EXPECT_EQ(violation_in(hex("91")), "1002 a reserved bit is set");
}

TEST(WsFrameHead, RefusesEveryReservedOpcodeAtTheFirstOctet) {
  for (const unsigned opcode : {3U, 4U, 5U, 6U, 7U, 11U, 12U, 13U, 14U, 15U}) {
    EXPECT_EQ(violation_in(std::string(1, static_cast<char>(0x80 | opcode))),
              "1002 reserved opcode")
        << opcode;
  }
}

TEST(WsFrameHead, RefusesAFragmentedControlFrame) {
  EXPECT_EQ(violation_in(hex("0980")), "1002 fragmented control frame");
}

TEST(WsFrameHead, RefusesAControlFrameOfMoreThan125Octets) {
  EXPECT_EQ(violation_in(hex("89fd 00000000")), "lawful");
  EXPECT_EQ(violation_in(hex("89fe")), "1002 control frame longer than 125 octets");
  EXPECT_EQ(violation_in(hex("88ff")), "1002 control frame longer than 125 octets");
}

TEST(WsFrameHead, RefusesALengthThatIsNotInItsShortestForm) {
  EXPECT_EQ(violation_in(hex("81fe 007d")), "1002 length not in its shortest form");
  EXPECT_EQ(violation_in(hex("81ff 000000000000ffff")), "1002 length not in its shortest form");
}

TEST(WsFrameHead, RefusesALengthWithTheHighestBit) {
  EXPECT_EQ(violation_in(hex("81ff 8000000000000000")),
            "1002 the highest bit of the length is set");
}

std::string encoded(Opcode opcode, std::size_t length) {
  return std::string(EncodedHead(opcode, length).view());
}

TEST(WsFrameHead, EncodesEachLengthInItsShortestForm) {
  EXPECT_EQ(encoded(Opcode::text, 0), hex("8100"));
  EXPECT_EQ(encoded(Opcode::text, 125), hex("817d"));
  EXPECT_EQ(encoded(Opcode::text, 126), hex("817e 007e"));
  EXPECT_EQ(encoded(Opcode::binary, 65535), hex("827e ffff"));
  EXPECT_EQ(encoded(Opcode::binary, 65536), hex("827f 0000000000010000"));
}

// "lawful", or the code with which a close frame is answered.
std::string verdict_on_close(const std::string& payload) {
  const auto verdict = check_close(payload);
  const auto* violation = std::get_if<Violation>(&verdict);
  return violation ? std::to_string(static_cast<unsigned>(violation->code)) : "lawful";
}

std::string close_with(unsigned code) {
  return {static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
}

TEST(WsClose, MayBeEmpty) {
  EXPECT_EQ(verdict_on_close(""), "lawful");
}

TEST(WsClose, MayNotHaveHalfACode) {
  EXPECT_EQ(verdict_on_close("\x03"), "1002");
}

TEST(WsClose, TakesTheCodesThatMayBeSent) {
  for (const unsigned code : {1000U, 1001U, 1002U, 1003U, 1007U, 1008U, 1009U, 1010U, 1011U, 1012U,
                              1013U, 1014U, 3000U, 3999U, 4000U, 4999U}) {
    EXPECT_EQ(verdict_on_close(close_with(code)), "lawful") << code;
  }
}

TEST(WsClose, RefusesTheCodesThatMayNotBeSent) {
  for (const unsigned code :
       {0U, 999U, 1004U, 1005U, 1006U, 1015U, 1016U, 1100U, 2000U, 2999U, 5000U, 65535U}) {
    EXPECT_EQ(verdict_on_close(close_with(code)), "1002") << code;
  }
}

TEST(WsClose, RefusesAReasonThatIsNotUtf8) {
  EXPECT_EQ(verdict_on_close(close_with(1000) + "caf\xC3\xA9"), "lawful");
  EXPECT_EQ(verdict_on_close(close_with(1000) + "caf\xC3"), "1007");
}

TEST(WsClose, EncodesCodeAndReason) {
  EXPECT_EQ(close_payload(CloseCode::normal, "bye"), hex("03e8") + "bye");
  EXPECT_EQ(close_payload(CloseCode::policy, std::string(200, 'x')).size(), 125U);
}

}  // namespace
}  // namespace deskgate::gateway::net::ws

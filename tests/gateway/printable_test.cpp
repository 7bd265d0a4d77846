// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/printable.hpp"

#include <gmock/gmock.h>

#include "gateway/log.hpp"

namespace deskgate::gateway {
namespace {

TEST(Printable, LeavesWordsAsTheyAre) {
  const std::string words = "Für Elise, 月光, Ночь, ליל, 🎹 \"C:\\x\"";
  EXPECT_EQ(printable(words), words);
  EXPECT_EQ(printable(""), "");
}

TEST(Printable, EscapesControlCharacters) {
  EXPECT_EQ(printable(std::string_view("\0\t\r\n\x1b[2J\x7f", 9)),
            "\\x00\\x09\\x0d\\x0a\\x1b[2J\\x7f");
}

TEST(Printable, EscapesControlCharactersOfTwoOctets) {
  EXPECT_EQ(printable("\u0080\u009b2J\u009f"), "\\u0080\\u009b2J\\u009f");
  EXPECT_EQ(printable("\u00a0\u00a1"), "\u00a0\u00a1");
}

TEST(Printable, EscapesWhatTurnsTheDirectionOfWriting) {
  EXPECT_EQ(printable("\u202egpj.\u202c"), "\\u202egpj.\\u202c");
  EXPECT_EQ(printable("\u061c\u200e\u200f\u202a\u2066\u2069"),
            "\\u061c\\u200e\\u200f\\u202a\\u2066\\u2069");
  EXPECT_EQ(printable("\u061b\u200d\u2010\u2065\u206a"), "\u061b\u200d\u2010\u2065\u206a");
}

TEST(Printable, EscapesWhatEndsALine) {
  EXPECT_EQ(printable("one\u2028two\u2029"), "one\\u2028two\\u2029");
}

TEST(Printable, EscapesOctetsThatAreNoUtf8) {
  EXPECT_EQ(printable("a\xff\x80z"), "a\\xff\\x80z");
  EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf");
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");
  EXPECT_EQ(printable("\xe2\x80"), "\\xe2\\x80");
  EXPECT_EQ(printable("\xc3\x1b"), "\\xc3\\x1b");
}

TEST(Printable, ChangesNothingTheSecondTime) {
  const auto once = printable("\x1b\u009b\u202e\xff");
  EXPECT_EQ(printable(once), once);
}

TEST(Shortened, LeavesWhatFits) {
  EXPECT_EQ(shortened("", 3), "");
  EXPECT_EQ(shortened("12345", 5), "12345");
}

TEST(Shortened, CutsWhatIsLongerAndSaysSo) {
  EXPECT_EQ(shortened("123456", 5), "12…");
}

TEST(Shortened, CutsNoCharacter) {
  EXPECT_EQ(shortened("1ü3456", 5), "1…");
  EXPECT_EQ(shortened("🎹🎹", 6), "…");
}

TEST(Log, WritesOneLineOfAThousandOctetsAtMost) {
  testing::internal::CaptureStderr();
  log::warning("refuse", std::string(5000, '\n'));
  const auto written = testing::internal::GetCapturedStderr();
  const auto text = written.substr(written.find("\\x0a"));
  EXPECT_EQ(text.size(), 1000 + std::string("\n").size());
  EXPECT_THAT(text, testing::EndsWith("\\…\n"));
}

}  // namespace
}  // namespace deskgate::gateway

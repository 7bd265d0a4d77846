// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Strings that have broken other programs (tests/data/blns), as names of devices.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "gateway/trust/device.hpp"
#include "mapping/text.hpp"

namespace deskgate::gateway::trust {
namespace {

// One of the strings, and its place in the list.
struct Naughty {
  std::size_t place;
  std::string text;
};

// The text itself may not be fit to be printed.
void PrintTo(const Naughty& string, std::ostream* out) {
  *out << string.place;
}

std::vector<Naughty> naughty_strings() {
  std::ifstream file(DESKGATE_SOURCE_DIR "/tests/data/blns/blns.json");
  std::vector<Naughty> all;
  for (const auto& text : nlohmann::json::parse(file)) {
    all.push_back({all.size(), text.get<std::string>()});
  }
  return all;
}

bool has_any_of(const std::string& text, std::initializer_list<const char*> characters) {
  return std::any_of(characters.begin(), characters.end(),
                     [&](const char* each) { return text.find(each) != std::string::npos; });
}

bool has_control(const std::string& text) {
  const auto is_control = [](unsigned char c) { return c < 0x20 || c == 0x7F; };
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const auto next = static_cast<unsigned char>(text[i + 1]);
    if (text[i] == '\xC2' && next < 0xA0) return true;  // U+0080 to U+009F
  }
  return std::any_of(text.begin(), text.end(), is_control);
}

class NaughtyName : public testing::TestWithParam<Naughty> {
 protected:
  std::string name = clean_name(GetParam().text);
};

TEST_P(NaughtyName, IsBoundedWellFormedAndOneLine) {
  EXPECT_TRUE(mapping::is_utf8(name));
  EXPECT_LE(name.size(), 40U * 4);
  EXPECT_FALSE(has_control(name));
  EXPECT_FALSE(has_any_of(name, {"\u2028", "\u2029"})) << name;
}

TEST_P(NaughtyName, TurnsNothingRound) {
  EXPECT_FALSE(has_any_of(name, {"\u061C", "\u200E", "\u200F", "\u202A", "\u202B", "\u202C",
                                 "\u202D", "\u202E", "\u2066", "\u2067", "\u2068", "\u2069"}))
      << name;
}

TEST_P(NaughtyName, IsCleanOnceItHasBeenCleaned) {
  EXPECT_EQ(clean_name(name), name);
}

INSTANTIATE_TEST_SUITE_P(Of, NaughtyName, testing::ValuesIn(naughty_strings()));

TEST(NaughtyNames, AreAllThere) {
  EXPECT_EQ(naughty_strings().size(), 485U);
}

}  // namespace
}  // namespace deskgate::gateway::trust

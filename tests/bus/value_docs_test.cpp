// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The examples of docs/values.md, as clients that speak JSON would try them.
#include <gtest/gtest.h>

#include <fstream>

#include "router/serializer.hpp"
#include "tests/mapping/plain_message.hpp"

namespace deskgate::mapping {
namespace {

using nlohmann::json;

// A line of a ```values block: what is said, and what it leads to.
struct Example {
  std::string signature;
  std::string said;
  std::string heard;
  std::string refusal;  // "": it is taken
};

void PrintTo(const Example& example, std::ostream* out) {
  *out << example.signature << " " << example.said;
}

std::string trimmed(const std::string& text) {
  const auto start = std::min(text.find_first_not_of(' '), text.size());
  return text.substr(start, text.find_last_not_of(' ') + 1 - start);
}

// Cuts the text at the mark; what follows the mark is returned.
std::string cut_at(std::string& text, const std::string& mark) {
  const auto at = text.find(mark);
  if (at == text.npos) return "";
  const auto rest = trimmed(text.substr(at + mark.size()));
  text.resize(at);
  return rest;
}

Example example(std::string line) {
  const auto refusal = cut_at(line, "✗");
  const auto back = cut_at(line, "→");
  const auto space = line.find(' ');
  const auto said = trimmed(line.substr(space));
  return {line.substr(0, space), said, back.empty() ? said : back, refusal};
}

std::vector<Example> examples() {
  std::ifstream page(DESKGATE_SOURCE_DIR "/docs/values.md");
  std::vector<Example> all;
  bool is_inside = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("```")) {
      is_inside = line == "```values";
    } else if (is_inside) {
      all.push_back(example(line));
    }
  }
  return all;
}

class DocumentedValueTest : public testing::TestWithParam<Example> {};

TEST_P(DocumentedValueTest, DoesWhatThePageSays) {
  const auto& [signature, said, heard, refusal] = GetParam();
  const auto arguments = router::json_serializer().decode_value(said);
  ASSERT_TRUE(arguments.has_value());
  EXPECT_EQ(test::refusal(signature, *arguments), refusal);
  if (!refusal.empty()) return;
  const auto back = test::there_and_back(signature, *arguments);
  ASSERT_TRUE(back.has_value()) << back.error().message;
  EXPECT_EQ(*back, *router::json_serializer().decode_value(heard));
}

INSTANTIATE_TEST_SUITE_P(Examples, DocumentedValueTest, testing::ValuesIn(examples()));

}  // namespace
}  // namespace deskgate::mapping

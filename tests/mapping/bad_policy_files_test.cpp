// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Every file of tests/data/policies/bad is refused with the diagnostic that its first line expects.
#include <gmock/gmock.h>

#include <fstream>

#include "mapping/policy_file.hpp"
#include "tests/mapping/policies.hpp"

namespace deskgate::mapping {
namespace {

std::string first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

class BadPolicyFileTest : public testing::TestWithParam<std::string> {};

TEST_P(BadPolicyFileTest, IsRefusedAsItsFirstLineExpects) {
  const auto& path = GetParam();
  Diagnostics diagnostics;
  const auto file = read_policy_file(path, diagnostics);
  EXPECT_FALSE(file.has_value());
  ASSERT_FALSE(diagnostics.empty());
  EXPECT_EQ(diagnostics.front().file, path);
  EXPECT_EQ("# expect: " + test::without_file(diagnostics.front()), first_line(path));
}

INSTANTIATE_TEST_SUITE_P(Files, BadPolicyFileTest,
                         testing::ValuesIn(test::toml_files(test::data_folder() / "bad")),
                         [](const auto& instance) { return test::test_name(instance.param); });

}  // namespace
}  // namespace deskgate::mapping

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Files that are no TOML, by the TOML project's own tests (tests/data/toml-test): whatever is wrong
// with a file, it opens nothing, and the place is told.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "gateway/config.hpp"
#include "mapping/policy_file.hpp"
#include "router/base64.hpp"

namespace deskgate::gateway {
namespace {

struct InvalidFile {
  std::string name;
  std::string text;
};

// The text itself may not be fit to be printed.
void PrintTo(const InvalidFile& file, std::ostream* out) {
  *out << file.name;
}

std::vector<InvalidFile> invalid_files() {
  std::ifstream list(DESKGATE_SOURCE_DIR "/tests/data/toml-test/invalid.json");
  const auto texts = nlohmann::json::parse(list);
  std::vector<InvalidFile> files;
  for (const auto& [name, text] : texts.items()) {
    const auto octets = router::from_base64(text.get<std::string>()).value();
    files.push_back({name, {octets.begin(), octets.end()}});
  }
  return files;
}

class InvalidToml : public ::testing::TestWithParam<InvalidFile> {
 protected:
  InvalidToml() {
    std::string name = ::testing::TempDir() + "deskgate-XXXXXX";
    folder_ = ::mkdtemp(name.data());
    path = folder_ + "/invalid.toml";
    std::ofstream(path, std::ios::binary) << GetParam().text;
    std::filesystem::permissions(path, std::filesystem::perms(0600));
  }
  ~InvalidToml() override { std::filesystem::remove_all(folder_); }

  void expect_told() const {
    ASSERT_FALSE(diagnostics.empty());
    EXPECT_EQ(diagnostics.front().file, path);
    EXPECT_NE(diagnostics.front().message, "");
  }

  std::string path;
  mapping::Diagnostics diagnostics;

 private:
  std::string folder_;
};

TEST_P(InvalidToml, IsNoPolicyFile) {
  EXPECT_FALSE(mapping::read_policy_file(path, diagnostics));
  expect_told();
}

TEST_P(InvalidToml, IsNoConfiguration) {
  EXPECT_FALSE(read_config(path, diagnostics));
  expect_told();
}

INSTANTIATE_TEST_SUITE_P(Each, InvalidToml, ::testing::ValuesIn(invalid_files()));

}  // namespace
}  // namespace deskgate::gateway

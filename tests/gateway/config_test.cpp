// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/config.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

namespace deskgate::gateway {
namespace {

using testing::ElementsAre;

class ConfigTest : public testing::Test {
 protected:
  ConfigTest() { std::filesystem::create_directories(folder_); }
  ~ConfigTest() override { std::filesystem::remove_all(folder_); }

  std::optional<Config> read(const std::string& text) {
    const auto path = (folder_ / "deskgate.toml").string();
    std::ofstream(path) << text;
    mapping::Diagnostics diagnostics;
    auto config = read_config(path, diagnostics);
    for (const auto& diagnostic : diagnostics) {
      told.push_back(std::to_string(diagnostic.line) + ": " + diagnostic.message);
    }
    return config;
  }

  std::string beside(const std::string& name) const { return (folder_ / name).string(); }

  std::vector<std::string> told;

 private:
  std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) /
                                  testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(ConfigTest, WithoutAFileNobodyButTheOwnerHoldsAGrant) {
  const auto config = default_config();
  const Roles roles(config.roles);
  EXPECT_TRUE(roles.grants_of(anonymous_role).empty());
  EXPECT_THAT(roles.grants_of(owner_role), ElementsAre("*"));
}

TEST_F(ConfigTest, WithoutAFileItListensOnLoopbackOnly) {
  const auto config = default_config();
  ASSERT_TRUE(config.websocket.has_value());
  EXPECT_EQ(config.websocket->host, "127.0.0.1");
  EXPECT_EQ(config.websocket->port, 5020);
}

TEST_F(ConfigTest, AnEmptyFileChangesNothing) {
  const auto config = read("");
  ASSERT_TRUE(config.has_value());
  EXPECT_EQ(config->realm, "deskgate");
  EXPECT_EQ(config->websocket->port, 5020);
}

TEST_F(ConfigTest, ReadsWhereToListen) {
  const auto config = read("[listen]\nwebsocket = \"[::1]:9000\"\nunix = \"run/wamp.sock\"\n");
  ASSERT_TRUE(config.has_value());
  EXPECT_EQ(config->websocket->host, "::1");
  EXPECT_EQ(config->websocket->port, 9000);
  EXPECT_EQ(config->unix_path, beside("run/wamp.sock"));
}

TEST_F(ConfigTest, FalseTurnsAListenerOff) {
  const auto config = read("[listen]\nwebsocket = false\nunix = false\n");
  ASSERT_TRUE(config.has_value());
  EXPECT_FALSE(config->websocket.has_value());
  EXPECT_FALSE(config->unix_path.has_value());
}

TEST_F(ConfigTest, ReadsTheGrantsOfARole) {
  const auto config = read("[role.anonymous]\ngrants = [\"mpris.view\", \"mpris.control\"]\n");
  ASSERT_TRUE(config.has_value());
  EXPECT_THAT(Roles(config->roles).grants_of("anonymous"),
              ElementsAre("mpris.control", "mpris.view"));
}

TEST_F(ConfigTest, PolicyFoldersAreRelativeToTheFile) {
  const auto config = read("[policy]\nfolders = [\"policies\"]\n");
  ASSERT_TRUE(config.has_value());
  EXPECT_THAT(config->policy_folders, ElementsAre(beside("policies")));
}

TEST_F(ConfigTest, ReadsLimits) {
  const auto config = read("[limits]\nmessage = 4096\nhello_ms = 250\n");
  ASSERT_TRUE(config.has_value());
  EXPECT_EQ(config->limits.message, 4096U);
  EXPECT_EQ(config->limits.hello, std::chrono::milliseconds(250));
}

TEST_F(ConfigTest, RefusesAnUnknownKeyAndSuggestsTheNearest) {
  EXPECT_FALSE(read("[listen]\nwebsocet = \"127.0.0.1:1\"\n").has_value());
  EXPECT_THAT(told,
              ElementsAre("2: unknown key \"websocet\" in [listen]; did you mean \"websocket\"?"));
}

TEST_F(ConfigTest, RefusesARoleThatNobodyCanHave) {
  EXPECT_FALSE(read("[role.phone]\ngrants = []\n").has_value());
  ASSERT_EQ(told.size(), 1U);
  EXPECT_THAT(told[0], testing::HasSubstr("\"phone\""));
}

TEST_F(ConfigTest, RefusesAnAddressWithoutAPort) {
  EXPECT_FALSE(read("[listen]\nwebsocket = \"127.0.0.1\"\n").has_value());
  EXPECT_THAT(told, ElementsAre(testing::HasSubstr("must be \"ADDRESS:PORT\"")));
}

TEST_F(ConfigTest, RefusesAPortBeyondTheRange) {
  EXPECT_FALSE(read("[listen]\nwebsocket = \"127.0.0.1:65536\"\n").has_value());
  EXPECT_EQ(told.size(), 1U);
}

TEST_F(ConfigTest, RefusesALimitOfNothing) {
  EXPECT_FALSE(read("[limits]\nmessage = 0\n").has_value());
  EXPECT_THAT(told, ElementsAre("2: \"message\" must be a positive number"));
}

TEST_F(ConfigTest, RefusesGrantsOfAnotherType) {
  EXPECT_FALSE(read("[role.anonymous]\ngrants = \"mpris.control\"\n").has_value());
  EXPECT_EQ(told.size(), 1U);
}

}  // namespace
}  // namespace deskgate::gateway

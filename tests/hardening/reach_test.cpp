// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/hardening/reach.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace deskgate::gateway::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A home, "ann", in a folder of homes, with a secret in it.
class ReachTest : public ::testing::Test {
 protected:
  ReachTest() {
    std::string name = "/tmp/deskgate-reach-XXXXXX";
    homes = ::mkdtemp(name.data());
    home = homes / "ann";
    ::setenv("HOME", home.c_str(), 1);
    save(home / ".ssh/id");
  }
  ~ReachTest() override {
    fs::current_path(folder_before_);
    ::setenv("HOME", home_before_.c_str(), 1);
    fs::remove_all(homes);
  }

  static void save(const fs::path& file) {
    fs::create_directories(file.parent_path());
    std::ofstream(file) << "text";
  }

  static void link(const fs::path& name, const fs::path& target) {
    fs::create_directories(name.parent_path());
    fs::create_symlink(target, name);
  }

  hardening::Reach reach() const { return reach_of(source, config); }

  // Whether another file may be there later, and be read.
  bool reads(const fs::path& file) const {
    const auto readable = reach().readable;
    return std::any_of(readable.begin(), readable.end(), [&](const fs::path& each) {
      return std::mismatch(each.begin(), each.end(), file.begin(), file.end()).first == each.end();
    });
  }

  fs::path homes;
  fs::path home;
  SettingsSource source{.config_path = "/nonexistent/deskgate.toml"};
  Config config;

 private:
  std::string home_before_ = std::getenv("HOME") ? std::getenv("HOME") : "/";
  fs::path folder_before_ = fs::current_path();
};

TEST_F(ReachTest, HasTheFolderOfTheConfiguration) {
  save(home / "deskgate/my.toml");
  source.config_path = home / "deskgate/my.toml";
  EXPECT_TRUE(reads(home / "deskgate/my.toml"));
  EXPECT_TRUE(reads(home / "deskgate/another.toml"));
  EXPECT_FALSE(reads(home / ".ssh/id"));
}

TEST_F(ReachTest, HasTheFolderOfAConfigurationThatIsNamedFromWhereDeskgateStands) {
  save(home / "deskgate/my.toml");
  fs::current_path(home / "deskgate");
  source.config_path = "my.toml";
  EXPECT_TRUE(reads(home / "deskgate/another.toml"));
}

TEST_F(ReachTest, HasOfAConfigurationAtHomeTheFileAlone) {
  save(home / "my.toml");
  source.config_path = home / "my.toml";
  EXPECT_TRUE(reads(home / "my.toml"));
  EXPECT_FALSE(reads(home / "another.toml"));
  EXPECT_FALSE(reads(home / ".ssh/id"));
}

TEST_F(ReachTest, HasOfACertificateAtHomeTheFilesAlone) {
  save(home / "certificate.pem");
  save(home / "key.pem");
  config.certificate = {home / "certificate.pem", home / "key.pem"};
  EXPECT_TRUE(reads(home / "certificate.pem"));
  EXPECT_TRUE(reads(home / "key.pem"));
  EXPECT_FALSE(reads(home / ".ssh/id"));
}

TEST_F(ReachTest, HasNoPolicyFolderThatIsTheHome) {
  config.policy_folders = {home};
  EXPECT_FALSE(reads(home / ".ssh/id"));
}

TEST_F(ReachTest, HasNothingThatIsAboveTheHome) {
  config.policy_folders = {homes, "/"};
  EXPECT_FALSE(reads(home / ".ssh/id"));
}

TEST_F(ReachTest, KnowsTheHomeByTheNameOfALink) {
  link(homes / "link", home);
  config.policy_folders = {homes / "link"};
  EXPECT_FALSE(reads(homes / "link/.ssh/id"));
  EXPECT_FALSE(reads(home / ".ssh/id"));
}

TEST_F(ReachTest, KnowsTheHomeWhereItsNameIsALink) {
  link(homes / "link", home);
  ::setenv("HOME", (homes / "link").c_str(), 1);
  config.policy_folders = {home};
  EXPECT_FALSE(reads(home / ".ssh/id"));
}

TEST_F(ReachTest, HasForAFolderThatIsNotThereTheNearestOneButNotTheHome) {
  fs::create_directories(home / "desk");
  config.policy_folders = {home / "desk/later/policies", home / "later"};
  EXPECT_TRUE(reads(home / "desk/another"));
  EXPECT_FALSE(reads(home / ".ssh/id"));
}

TEST_F(ReachTest, HasTheFolderThatTheLinkOfACertificateLeadsTo) {
  save(home / "tls/archive/desk/fullchain1.pem");
  save(home / "tls/archive/desk/privkey1.pem");
  link(home / "tls/live/desk/fullchain.pem", "../../archive/desk/fullchain1.pem");
  link(home / "tls/live/desk/privkey.pem", "../../archive/desk/privkey1.pem");
  config.certificate = {home / "tls/live/desk/fullchain.pem", home / "tls/live/desk/privkey.pem"};
  EXPECT_TRUE(reads(home / "tls/live/desk/fullchain.pem"));
  EXPECT_TRUE(reads(home / "tls/archive/desk/fullchain2.pem"));
  EXPECT_FALSE(reads(home / "tls/archive/another/fullchain1.pem"));
}

TEST_F(ReachTest, HasTheFoldersThatLinksOfPoliciesLeadTo) {
  save(home / "dotfiles/lamp.toml");
  link(home / "policies/lamp.toml", home / "dotfiles/lamp.toml");
  config.policy_folders = {home / "policies"};
  EXPECT_TRUE(reads(home / "dotfiles/lamp.toml.new"));
}

TEST_F(ReachTest, HasNothingOfWhereALinkLeadsThatIsNoPolicy) {
  save(home / "notes/secret.txt");
  link(home / "policies/notes.txt", home / "notes/secret.txt");
  config.policy_folders = {home / "policies"};
  EXPECT_FALSE(reads(home / "notes/secret.txt"));
}

TEST_F(ReachTest, HasOfAPolicyAtHomeThatALinkLeadsToTheFileAlone) {
  save(home / "lamp.toml");
  link(home / "policies/lamp.toml", home / "lamp.toml");
  config.policy_folders = {home / "policies"};
  EXPECT_TRUE(reads(home / "policies/lamp.toml"));
  EXPECT_FALSE(reads(home / ".ssh/id"));
}

TEST_F(ReachTest, WritesInTheStateFolderAndNotBesideTheSocket) {
  config.state_folder = home / "state";
  fs::create_directories(home / "deskgate");
  config.unix_path = home / "deskgate/wamp.sock";
  EXPECT_THAT(reach().writable, ElementsAre("/dev/null", (home / "state").string()));
  EXPECT_THAT(reach().of_sockets, ElementsAre((home / "deskgate").string()));
}

TEST_F(ReachTest, RemovesNothingAtHomeForASocketThatLiesThere) {
  config.unix_path = home / "wamp.sock";
  EXPECT_THAT(reach().of_sockets, IsEmpty());
}

}  // namespace
}  // namespace deskgate::gateway::testing

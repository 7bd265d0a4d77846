// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/config.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

namespace deskgate::gateway {
namespace {

using testing::ElementsAre;

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Of the files in the folder itself.
std::vector<std::string> texts_in(const std::filesystem::path& folder, std::string_view extension) {
  std::vector<std::string> texts;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == extension) texts.push_back(content_of(entry.path()));
  }
  return texts;
}

// The blocks marked ```toml config in the documents, and the files of examples/.
std::vector<std::string> shown_configurations() {
  const std::filesystem::path root(DESKGATE_SOURCE_DIR);
  const std::string_view opening = "```toml config\n";
  auto shown = texts_in(root / "examples", ".toml");
  for (const auto& text : texts_in(root / "examples/config", ".toml")) shown.push_back(text);
  for (const auto& text : texts_in(root / "docs", ".md")) {
    for (auto at = text.find(opening); at != std::string::npos; at = text.find(opening, at + 1)) {
      const auto begin = at + opening.size();
      shown.push_back(text.substr(begin, text.find("```", begin) - begin));
    }
  }
  return shown;
}

class ConfigTest : public testing::Test {
 protected:
  ConfigTest() { std::filesystem::create_directories(folder_); }
  ~ConfigTest() override { std::filesystem::remove_all(folder_); }

  std::optional<Config> read(const std::string& text) {
    const auto path = (folder_ / "deskgate.toml").string();
    std::ofstream(path) << text;
    std::filesystem::permissions(
        path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
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

TEST_F(ConfigTest, ReadsWhereTlsIsSpoken) {
  const auto config = read(
      "[listen]\ntls = \"127.0.0.1:5021\"\ntls_certificate = \"a.pem\"\ntls_key = \"/b.pem\"\n");
  ASSERT_TRUE(config.has_value() && config->tls.has_value() && config->certificate.has_value());
  EXPECT_EQ(config->tls->port, 5021);
  EXPECT_EQ(config->certificate->certificate, beside("a.pem"));
  EXPECT_EQ(config->certificate->key, "/b.pem");
}

TEST_F(ConfigTest, RefusesAKeyWithoutItsCertificate) {
  EXPECT_FALSE(read("[listen]\ntls = \"127.0.0.1:5021\"\ntls_key = \"key.pem\"\n").has_value());
  EXPECT_THAT(told, ElementsAre("3: \"tls_certificate\" and \"tls_key\" need each other"));
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
  const auto config = read(
      "[limits]\nmessage = 4096\nconnections_per_address = 3\njoin_ms = 250\n"
      "blocked_ms = 350\n");
  ASSERT_TRUE(config.has_value());
  EXPECT_EQ(config->limits.message, 4096U);
  EXPECT_EQ(config->limits.connections_per_address, 3U);
  EXPECT_EQ(config->limits.join, std::chrono::milliseconds(250));
  EXPECT_EQ(config->limits.blocked, std::chrono::milliseconds(350));
}

TEST_F(ConfigTest, ReadsWhatAClientMayDo) {
  const auto config = read(
      "[limits]\npending_calls = 1\nsubscriptions = 2\nregistrations = 3\nuri = 4\nsessions = 5\n"
      "sessions_per_identity = 6\ncall_rate = \"7/s\"\npublish_rate = \"8/min\"\n"
      "subscribe_rate = false\nfailed_logins = \"9/h\"\nmemory = 10\nunjoined_message = 11\n"
      "handshake_ms = 12\n");
  ASSERT_TRUE(config.has_value()) << told.at(0);
  const router::ClientLimits expected{.pending_calls = 1,
                                      .subscriptions = 2,
                                      .registrations = 3,
                                      .uri = 4,
                                      .sessions = 5,
                                      .sessions_per_identity = 6,
                                      .calls = router::Rate{7, std::chrono::seconds(1)},
                                      .publications = router::Rate{8, std::chrono::minutes(1)},
                                      .changes = std::nullopt};
  EXPECT_EQ(config->realm_settings.clients, expected);
  EXPECT_EQ(config->failed_logins, (router::Rate{9, std::chrono::hours(1)}));
  EXPECT_EQ(config->memory, 10U);
  EXPECT_EQ(config->limits.unjoined_message, 11U);
  EXPECT_EQ(config->limits.handshake, std::chrono::milliseconds(12));
}

TEST_F(ConfigTest, BoundsClientsThatAFileSaysNothingOf) {
  const auto config = read("");
  ASSERT_TRUE(config.has_value());
  const auto& clients = config->realm_settings.clients;
  EXPECT_EQ(clients.pending_calls, 64U);
  EXPECT_EQ(clients.subscriptions, 256U);
  EXPECT_EQ(clients.registrations, 16U);
  EXPECT_EQ(clients.uri, 255U);
  EXPECT_EQ(clients.sessions, 64U);
  EXPECT_EQ(clients.sessions_per_identity, 4U);
  EXPECT_TRUE(clients.calls && clients.publications && clients.changes);
  EXPECT_TRUE(config->failed_logins);
  EXPECT_EQ(config->memory, 128U << 20U);
}

TEST_F(ConfigTest, RefusesWhatIsNoRate) {
  EXPECT_FALSE(read("[limits]\ncall_rate = \"many\"\n"));
  EXPECT_THAT(told,
              ElementsAre(testing::HasSubstr("\"call_rate\" must be a rate such as \"10/s\"")));
}

TEST_F(ConfigTest, ReadsThePermissionsOfARole) {
  const auto config = read(
      "[[role.anonymous.permission]]\nuri = \"com.example.\"\nmatch = \"prefix\"\n"
      "allow = [\"call\", \"publish\"]\ndisclose = \"always\"\ntrustlevel = 3\n");
  ASSERT_TRUE(config.has_value()) << told.at(0);
  const Roles roles(config->roles, config->permissions);
  const auto& permissions = roles.permissions_of("anonymous");
  const auto* found = permissions.find({router::Action::call, "com.example.lamp"});
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->disclose, router::Disclosure::always);
  EXPECT_EQ(found->trustlevel, 3U);
  EXPECT_EQ(permissions.find({router::Action::register_, "com.example.lamp"}), nullptr);
  EXPECT_TRUE(roles.permissions_of("owner").is_empty());
}

TEST_F(ConfigTest, APermissionIsForOneExactUriUnlessItSaysOtherwise) {
  const auto config = read("[[role.owner.permission]]\nuri = \"com.lamp\"\nallow = [\"call\"]\n");
  ASSERT_TRUE(config.has_value());
  const auto& permissions = config->permissions.at("owner");
  EXPECT_NE(permissions.find({router::Action::call, "com.lamp"}), nullptr);
  EXPECT_EQ(permissions.find({router::Action::call, "com.lamp.on"}), nullptr);
}

TEST_F(ConfigTest, RefusesAPermissionThatCannotBeMeant) {
  EXPECT_FALSE(read("[[role.owner.permission]]\nuri = \"com..lamp\"\nallow = [\"cal\"]\n"
                    "disclose = \"yes\"\ntrustlevel = -1\nmatsh = \"prefix\"\n")
                   .has_value());
  EXPECT_THAT(told,
              ElementsAre("2: \"uri\" is not a URI for match = \"exact\"",
                          "3: \"allow\" takes \"call\", \"register\", \"subscribe\" and "
                          "\"publish\", not \"cal\"",
                          "4: \"disclose\" must be \"on_request\", \"always\" or \"never\"",
                          "5: \"trustlevel\" must not be negative",
                          "6: unknown key \"matsh\" in [[role.owner.permission]]; did you mean "
                          "\"match\"?"));
}

TEST_F(ConfigTest, RefusesAPermissionThatNamesNoUriOrNoAction) {
  EXPECT_FALSE(read("[[role.owner.permission]]\nmatch = \"prefix\"\n").has_value());
  EXPECT_THAT(told, ElementsAre("1: [[role.owner.permission]] needs \"uri\"",
                                "1: a permission needs \"allow\""));
}

TEST_F(ConfigTest, RefusesAPermissionUnderDeskgatesOwnNames) {
  EXPECT_FALSE(read("[[role.anonymous.permission]]\nuri = \"org.deskgate.bus.list\"\n"
                    "allow = [\"call\"]\n")
                   .has_value());
  EXPECT_THAT(told, ElementsAre("2: what is under org.deskgate. is opened by \"grants\" only"));
}

TEST_F(ConfigTest, RefusesTwoPermissionsThatDecideTheSame) {
  EXPECT_FALSE(read("[[role.owner.permission]]\nuri = \"a\"\nallow = [\"call\"]\n"
                    "[[role.owner.permission]]\nuri = \"a\"\nallow = [\"publish\", \"call\"]\n")
                   .has_value());
  EXPECT_THAT(told, ElementsAre("4: another permission says the same of \"a\""));
}

TEST_F(ConfigTest, RefusesPermissionsThatAreNoTables) {
  EXPECT_FALSE(read("[role.owner]\npermission = [\"call\"]\n").has_value());
  EXPECT_THAT(told, ElementsAre(testing::HasSubstr("each under [[role.owner.permission]]")));
}

TEST_F(ConfigTest, ReadsThePathOfTheWebSocketOrAny) {
  EXPECT_EQ(read("[listen]\npath = \"*\"\n")->http.path, net::HttpRules::any_path);
  EXPECT_FALSE(read("[listen]\npath = \"ws\"\n").has_value());
}

TEST_F(ConfigTest, OnlyTheExampleForPhonesIsReachedFromTheNetwork) {
  const std::filesystem::path examples = std::filesystem::path(DESKGATE_SOURCE_DIR) / "examples";
  EXPECT_FALSE(read(content_of(examples / "demo.toml")).value().lan.has_value());
  EXPECT_EQ(read(content_of(examples / "phone.toml")).value().lan, LanListen{5021});
}

// What the documentation and the examples show is what can be started.
TEST_F(ConfigTest, EveryConfigurationThatIsShownLoads) {
  for (const auto& shown : shown_configurations()) {
    EXPECT_TRUE(read(shown).has_value()) << shown << "\n" << testing::PrintToString(told);
  }
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

TEST_F(ConfigTest, AProcedureMayTellOfAnyRole) {
  EXPECT_TRUE(read("[role.phone]\ngrants = []\n[login]\nprocedure = \"com.example.login\"\n"));
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

TEST_F(ConfigTest, KeepsTheHistoriesThatItNames) {
  const auto config = read(R"(
[[history]]
topic = "com.example.lamp."
match = "prefix"
limit = 100
)");
  ASSERT_TRUE(config);
  ASSERT_EQ(config->realm_settings.history.size(), 1U);
  const auto& rule = config->realm_settings.history.front();
  EXPECT_EQ(rule.topic, "com.example.lamp.");
  EXPECT_EQ(rule.match, router::Match::prefix);
  EXPECT_EQ(rule.limit, 100U);
}

TEST_F(ConfigTest, NamesWhatIsWrongWithAHistory) {
  EXPECT_FALSE(read(R"([[history]]
topic = "a..b"
limit = 0

[[history]]
topic = "a"
match = "fuzzy"
limit = 1

[[history]]
topic = "a"
limit = 1
)"));
  EXPECT_THAT(told, ElementsAre("2: \"topic\" is not a URI for match = \"exact\"",
                                "3: \"limit\" must be from 1 to 1000000",
                                "7: \"match\" must be \"exact\", \"prefix\" or \"wildcard\"",
                                "10: \"a\" has a history already"));
}

TEST_F(ConfigTest, NeedsALimitForAHistory) {
  EXPECT_FALSE(read(R"([[history]]
topic = "a"
)"));
  EXPECT_THAT(told, ElementsAre("1: a history needs \"limit\""));
}

TEST_F(ConfigTest, ReadsTheAddressesOfFurtherBuses) {
  const auto config = read("[bus.lab]\naddress = \"unix:path=/run/lab\"\n");
  ASSERT_TRUE(config.has_value());
  EXPECT_THAT(config->buses, ElementsAre(testing::Pair("lab", "unix:path=/run/lab")));
}

TEST_F(ConfigTest, RefusesABusWithoutAnAddressOrWithANameThatIsTaken) {
  EXPECT_FALSE(read("[bus.lab]\n[bus.system]\naddress = \"unix:path=/x\"\n").has_value());
  EXPECT_THAT(told, testing::UnorderedElementsAre(
                        "1: [bus.lab] needs \"address\"",
                        "2: [bus.system] is found by DBUS_SYSTEM_BUS_ADDRESS; call another bus "
                        "else"));
}

TEST_F(ConfigTest, RefusesARealmThatIsItsOwn) {
  EXPECT_FALSE(read("realm = \"org.deskgate.pairing\"\n").has_value());
  EXPECT_THAT(told, ElementsAre("1: \"realm\" must not begin with \"org.deskgate.\": Deskgate has "
                                "realms of its own there, to pair in"));
  EXPECT_TRUE(read("realm = \"org.deskgates\"\n").has_value());
}

TEST_F(ConfigTest, IsNotReadFromAFileThatEverybodyMayWrite) {
  ASSERT_TRUE(read("").has_value());
  const auto path = beside("deskgate.toml");
  std::filesystem::permissions(path, std::filesystem::perms::others_write,
                               std::filesystem::perm_options::add);
  mapping::Diagnostics diagnostics;
  EXPECT_FALSE(read_config(path, diagnostics).has_value());
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics[0].text(), path + ": everybody may write to the file; \"chmod go-w " +
                                       path + "\" if you trust what is in it");
}

}  // namespace
}  // namespace deskgate::gateway

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/cli/policy_proposal.hpp"

#include <gmock/gmock.h>

#include "mapping/policy_file.hpp"

namespace deskgate::gateway::cli {
namespace {

using mapping::EmitsChanged;
using testing::HasSubstr;
using testing::Not;

FoundService lamp() {
  FoundService service{"session", "org.example.Lamp", "/org/example/Lamp", {}, {}, {}};
  auto& interface = service.interfaces["org.example.Lamp"];
  interface.properties["Brightness"] = {"d", true, true, EmitsChanged::yes};
  interface.properties["Model"] = {"s", true, false, EmitsChanged::constant};
  interface.properties["Uptime"] = {"t", true, false, EmitsChanged::no};
  interface.methods["Blink"] = {{{"times", "u"}}, {{"", "b"}}};
  interface.signals["Burnt"] = {{{"when", "t"}}};
  return service;
}

mapping::PolicyFile read(const std::string& text) {
  mapping::Diagnostics diagnostics;
  auto file = mapping::parse_policy_file(text, "lamp.toml", diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << diagnostics.front().text() << "\n" << text;
  return file.value();
}

std::vector<std::string> opened(const mapping::PolicyFile& file) {
  std::vector<std::string> members;
  for (const auto& [grant, rules] : file.grants) {
    for (const auto& rule : rules) {
      members.push_back(grant + ": " + std::string(to_string(rule.access)) + " " + rule.member);
    }
  }
  return members;
}

// What somebody gets who takes away the marks of all lines.
std::string uncommented(const std::string& text) {
  std::string result;
  std::size_t start = text.find("[service]");
  while (start < text.size()) {
    const auto end = text.find('\n', start);
    auto line = text.substr(start, end - start + 1);
    if (line.starts_with("# ") && !line.starts_with("# To ")) line = line.substr(2);
    result += line;
    start = end + 1;
  }
  return "summary = \"All\"\n" + result;
}

TEST(PolicyProposalTest, OpensWhatMayOnlyBeRead) {
  EXPECT_THAT(opened(read(proposal(lamp()))),
              testing::UnorderedElementsAre("view: watch Model", "view: get Uptime"));
}

TEST(PolicyProposalTest, HasEverythingElseAsCommentsWithTypes) {
  const auto text = proposal(lamp());
  EXPECT_THAT(text, HasSubstr("# \"Brightness\",  # d, can be written\n"));
  EXPECT_THAT(text, HasSubstr("# \"Blink\",  # (times u) -> (b)\n"));
  EXPECT_THAT(text, HasSubstr("# \"Burnt\",  # (when t)\n"));
  EXPECT_THAT(text, HasSubstr("# set.Brightness = {}  # d\n"));
}

TEST(PolicyProposalTest, IsAPolicyFileWithEveryMarkTakenAway) {
  EXPECT_THAT(opened(read(uncommented(proposal(lamp())))),
              testing::IsSupersetOf({"view: signal Burnt", "control: call Blink",
                                     "control: set Brightness", "control: watch Model"}));
}

TEST(PolicyProposalTest, IsAPolicyFileWhereNothingCanBeRead) {
  auto service = lamp();
  service.interfaces["org.example.Lamp"].properties.clear();
  EXPECT_TRUE(opened(read(proposal(service))).empty());
}

TEST(PolicyProposalTest, GivesInterfacesOfOneLastNameDifferentOnes) {
  auto service = lamp();
  service.interfaces["com.example.Lamp"] = service.interfaces["org.example.Lamp"];
  EXPECT_EQ(read(proposal(service)).aliases.size(), 2U);
  EXPECT_EQ(read(uncommented(proposal(service))).aliases.size(), 2U);
}

TEST(PolicyProposalTest, OnlyMentionsAnInterfaceThatIsNeverGranted) {
  auto service = lamp();
  service.interfaces["org.gnome.Shell"] = service.interfaces["org.example.Lamp"];
  EXPECT_THAT(proposal(service), HasSubstr("# org.gnome.Shell is never granted: "));
  EXPECT_THAT(proposal(service), Not(HasSubstr("\"org.gnome.Shell\"")));
}

TEST(PolicyProposalTest, KeepsCapturesInTheUri) {
  auto service = lamp();
  service.name = "org.example.House.Lamp.{lamp}";
  service.captures = {"lamp"};
  EXPECT_EQ(read(proposal(service)).service.uri.text(), "org.deskgate.lamp.{lamp}");
}

TEST(PolicyProposalTest, StaysAwayFromUrisThatAreTaken) {
  auto service = lamp();
  service.name = "org.example.Bus";
  EXPECT_EQ(read(proposal(service)).service.uri.text(), "org.deskgate.bus_service");
}

TEST(PolicyProposalTest, StaysAwayFromUrisOfOtherFiles) {
  auto service = lamp();
  service.name = "org.example.Radio";
  service.taken = {mapping::Template("org.deskgate.radio"),
                   mapping::Template("org.deskgate.radio_2.{station}"),
                   mapping::Template("org.deskgate.radiology")};
  EXPECT_EQ(read(proposal(service)).service.uri.text(), "org.deskgate.radio_3");
}

TEST(PolicyProposalTest, ProposesSomethingWhereAFileTakesEverything) {
  auto service = lamp();
  service.taken = {mapping::Template("org.{any}")};
  EXPECT_TRUE(read(proposal(service)).service.uri.text().starts_with("org.deskgate."));
}

TEST(PolicyProposalTest, DoesNotLetAServiceWriteIntoTheFile) {
  auto service = lamp();
  service.interfaces["org.example.Lamp"].methods["Blink"].in[0].name =
      "x\n]\n[grant.all.\"org.example.Lamp\"]\ncall = [\"*\"]\n# ";
  EXPECT_THAT(opened(read(proposal(service))),
              testing::UnorderedElementsAre("view: watch Model", "view: get Uptime"));
}

}  // namespace
}  // namespace deskgate::gateway::cli

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/misspelt.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "tests/mapping/policies.hpp"

namespace deskgate::mapping {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// What the object has.
const InterfaceTable player{
    {"org.example.Player",
     {{{"PlayPause", {}}, {"Stop", {}}}, {{"Seeked", {}}}, {{"Volume", {"d"}}, {"Rate", {"d"}}}}},
    {"org.freedesktop.DBus.Peer", {{{"Ping", {}}}, {}, {}}}};

// The grants begin in line 6.
std::vector<std::string> found_in(const std::string& grants,
                                  const InterfaceTable& interfaces = player) {
  Diagnostics diagnostics;
  const auto file = parse_policy_file(
      "summary = \"Test\"\n[service]\nname = \"org.example.P\"\npath = \"/org/example/P\"\n"
      "uri = \"org.example.p\"\n" +
          grants,
      "p.toml", diagnostics);
  if (!file) throw std::runtime_error(diagnostics.front().text());
  std::vector<std::string> texts;
  for (const auto& each : misspelt(*file, interfaces)) texts.push_back(each.text());
  return texts;
}

TEST(Misspelt, NamesTheLineAndWhatWasMeant) {
  EXPECT_THAT(found_in("[grant.use.\"org.example.Player\"]\ncall = [\"Stop\", \"PlayPuase\"]\n"),
              ElementsAre("p.toml:7: org.example.Player has no method \"PlayPuase\"; did you mean "
                          "\"PlayPause\"?"));
}

TEST(Misspelt, SaysWhatTheDocumentShows) {
  Diagnostics diagnostics;
  const auto file = parse_policy_file(
      "summary = \"Radio\"\n[service]\nname = \"org.example.Radio\"\npath = "
      "\"/org/example/Radio\"\n"
      "uri = \"org.example.radio\"\n\n[grant.use.\"org.example.Radio\"]\nwatch = [\"Volume\"]\n"
      "call = [\"PlayPuase\"]\n",
      "/home/ada/.config/deskgate/policies/radio.toml", diagnostics);
  const auto found = misspelt(file.value(), {{"org.example.Radio", {{{"PlayPause", {}}}, {}, {}}}});
  ASSERT_EQ(found.size(), 1U);
  std::ifstream document(test::source_folder() / "docs/policies.md");
  const std::string text{std::istreambuf_iterator<char>(document), {}};
  EXPECT_THAT(text, testing::HasSubstr("\nmisspelt: " + found.front().text() + "\n"));
}

TEST(Misspelt, LooksForEachKindAmongItsOwn) {
  EXPECT_THAT(
      found_in("[grant.use.\"org.example.Player\"]\nsignal = [\"Seekd\"]\nset.Volme = {}\n"
               "watch = [\"Rats\"]\nobserve = [\"Stopp\"]\ncall = [\"Volum\"]\n"),
      ElementsAre(
          "p.toml:7: org.example.Player has no signal \"Seekd\"; did you mean \"Seeked\"?",
          "p.toml:8: org.example.Player has no property \"Volme\"; did you mean \"Volume\"?",
          "p.toml:9: org.example.Player has no property \"Rats\"; did you mean \"Rate\"?",
          "p.toml:10: org.example.Player has no method or signal \"Stopp\"; did you mean "
          "\"Stop\"?"));
}

TEST(Misspelt, FindsADenialThatDeniesNothing) {
  EXPECT_THAT(
      found_in("[grant.use.\"org.example.Player\"]\ncall = [\"*\"]\ndeny = [\"Stpo\"]\n"),
      ElementsAre("p.toml:8: org.example.Player has no member \"Stpo\"; did you mean \"Stop\"?"));
}

TEST(Misspelt, FindsAnInterface) {
  EXPECT_THAT(found_in("[grant.use.\"org.example.Plaeyr\"]\ncall = [\"*\"]\n"),
              ElementsAre("p.toml:6: the object has no interface \"org.example.Plaeyr\"; did you "
                          "mean \"org.example.Player\"?"));
}

TEST(Misspelt, LeavesAloneWhatAnotherVersionOfTheServiceMayHave) {
  EXPECT_THAT(found_in("[grant.use.\"org.example.Player\"]\ncall = [\"Stop\", \"Stop2\"]\n"),
              IsEmpty())
      << "the file names the one that is near";
  EXPECT_THAT(found_in("[grant.use.\"org.example.Player\"]\ncall = [\"OpenUri\"]\n"), IsEmpty())
      << "nothing is near";
  EXPECT_THAT(found_in("[grant.use.\"org.example.Wireless\"]\ncall = [\"Stop\", \"Go\"]\n",
                       {{"org.example.Wired", {{{"Stop", {}}}, {}, {}}}}),
              IsEmpty())
      << "another kind of object";
  EXPECT_THAT(found_in("[grant.use.\"org.example.Player\"]\nget = [\"ActivatingConnection\"]\n",
                       {{"org.example.Player", {{}, {}, {{"ActiveConnections", {"ao"}}}}}}),
              IsEmpty())
      << "another word";
  EXPECT_THAT(found_in("[grant.use.\"org.example.Player2\"]\ncall = [\"*\"]\n"
                       "[grant.use.\"org.example.Player\"]\ncall = [\"Stop\"]\n"),
              IsEmpty())
      << "the file names both interfaces";
}

TEST(Misspelt, JudgesNothingOfWhichNothingIsKnown) {
  EXPECT_THAT(found_in("[grant.use.\"org.example.Player\"]\ncall = [\"Stpo\"]\n", {}), IsEmpty());
  EXPECT_THAT(found_in("[grant.use.\"org.example.Player\"]\ncall = [\"Stpo\"]\n",
                       {{"org.example.Player", {}}}),
              IsEmpty());
}

}  // namespace
}  // namespace deskgate::mapping

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <gmock/gmock.h>

#include "mapping/policy.hpp"
#include "tests/mapping/policies.hpp"

namespace deskgate::mapping {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A good file whose URIs lie under `uri`.
std::string file(const std::string& uri) {
  return "summary = \"x\"\n[service]\nname = \"org.example.Thing\"\npath = \"/\"\nuri = \"" + uri +
         "\"\n[grant.view]\n";
}

class LoadPolicyTest : public testing::Test {
 protected:
  std::vector<std::string> load(const std::vector<std::string>& folders) {
    const auto policy = load_policy(folders, diagnostics_);
    std::vector<std::string> paths;
    for (const auto& loaded : policy.files()) paths.push_back(loaded.path);
    return paths;
  }

  std::string complaints() const { return test::all_text(diagnostics_); }

  const test::Folder shipped_;
  const test::Folder own_;
  Diagnostics diagnostics_;
};

TEST_F(LoadPolicyTest, ReadsTheFilesOfAFolderByName) {
  const auto b = shipped_.write("b.toml", file("org.example.b"));
  const auto a = shipped_.write("a.toml", file("org.example.a"));
  EXPECT_THAT(load({shipped_.path()}), ElementsAre(a, b));
  EXPECT_EQ(complaints(), "");
}

TEST_F(LoadPolicyTest, ReadsOnlyTomlFilesThatAreNotHidden) {
  shipped_.write("a.txt", "x");
  shipped_.write("a.toml~", "x");
  shipped_.write(".a.toml", "x");
  shipped_.write("README", "x");
  EXPECT_THAT(load({shipped_.path()}), IsEmpty());
  EXPECT_EQ(complaints(), "");
}

TEST_F(LoadPolicyTest, ReadsFoldersInTheirOrder) {
  const auto b = shipped_.write("b.toml", file("org.example.b"));
  const auto a = own_.write("a.toml", file("org.example.a"));
  EXPECT_THAT(load({shipped_.path(), own_.path()}), ElementsAre(b, a));
}

TEST_F(LoadPolicyTest, HasNothingToSayAboutAMissingFolder) {
  EXPECT_THAT(load({shipped_.file("none")}), IsEmpty());
  EXPECT_EQ(complaints(), "");
}

TEST_F(LoadPolicyTest, SaysWhyAFolderCannotBeRead) {
  const auto path = shipped_.write("folder", "");
  EXPECT_THAT(load({path}), IsEmpty());
  EXPECT_EQ(complaints(), path + ": cannot read the folder: Not a directory\n");
}

TEST_F(LoadPolicyTest, LeavesOutABrokenFileAndKeepsTheOthers) {
  const auto a = shipped_.write("a.toml", "summary = \n");
  const auto b = shipped_.write("b.toml", file("org.example.b"));
  EXPECT_THAT(load({shipped_.path()}), ElementsAre(b));
  EXPECT_EQ(complaints(),
            a + ":1: Error while parsing key-value pair: expected value, saw '\\n'\n");
}

TEST_F(LoadPolicyTest, ReplacesAFileByTheLaterFoldersFile) {
  shipped_.write("a.toml", file("org.example.a"));
  const auto own = own_.write("a.toml", file("org.example.own"));
  EXPECT_THAT(load({shipped_.path(), own_.path()}), ElementsAre(own));
}

TEST_F(LoadPolicyTest, DoesNotBringBackWhatABrokenFileReplaces) {
  shipped_.write("a.toml", file("org.example.a"));
  own_.write("a.toml", "");
  EXPECT_THAT(load({shipped_.path(), own_.path()}), IsEmpty());
}

TEST_F(LoadPolicyTest, TakesAnEmptyFileForNoneInPlaceOfTheEarlierOne) {
  shipped_.write("a.toml", file("org.example.a"));
  const auto b = shipped_.write("b.toml", file("org.example.b"));
  own_.write("a.toml", "");
  EXPECT_THAT(load({shipped_.path(), own_.path()}), ElementsAre(b));
  EXPECT_EQ(complaints(), "");
}

TEST_F(LoadPolicyTest, LeavesOutAFileWhoseUrisCollide) {
  const auto a = shipped_.write("a.toml", file("org.example.thing"));
  const auto b = own_.write("b.toml", file("org.example.thing.sub"));
  EXPECT_THAT(load({shipped_.path(), own_.path()}), ElementsAre(a));
  EXPECT_EQ(
      complaints(),
      b +
          ":5: \"uri\" in [service]: the URIs under org.example.thing.sub collide with those under "
          "org.example.thing of " +
          a + ", so this file is left out\n");
}

TEST_F(LoadPolicyTest, RefusesAFileWhoseNameMakesNoId) {
  const auto path = shipped_.write("My Policy.toml", file("org.example.a"));
  EXPECT_THAT(load({shipped_.path()}), IsEmpty());
  EXPECT_EQ(complaints(),
            path + ": a policy file's name has only a..z, 0..9, - and _, and ends in .toml\n");
}

TEST_F(LoadPolicyTest, TellsAFileThatIsAFolder) {
  std::filesystem::create_directory(shipped_.file("a.toml"));
  EXPECT_THAT(load({shipped_.path()}), IsEmpty());
  EXPECT_EQ(complaints(), shipped_.file("a.toml") + ": cannot read the file: Is a directory\n");
}

}  // namespace
}  // namespace deskgate::mapping

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/strict_toml.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "tests/mapping/policies.hpp"

namespace deskgate::mapping {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

// One table and what reading it complains of.
class StrictTableTest : public testing::Test {
 protected:
  // Reads the table [t], whose first key stands on line 2.
  template <class Read>
  void read(const std::string& keys, Read read) {
    auto root = parse_toml("[t]\n" + keys, file_, diagnostics_);
    ASSERT_TRUE(root.has_value());
    StrictTable table(*root->get("t")->as_table(), "[t]", file_, diagnostics_);
    read(table);
  }

  std::vector<std::string> complaints() const {
    std::vector<std::string> texts;
    for (const auto& diagnostic : diagnostics_) texts.push_back(diagnostic.text());
    return texts;
  }

  const std::string file_ = "x.toml";
  Diagnostics diagnostics_;
};

TEST_F(StrictTableTest, ReadsValuesOfEachType) {
  read("a = \"x\"\nb = true\nc = 3\nd = [\"y\", \"z\"]\ne = {}\n", [](StrictTable& table) {
    EXPECT_EQ(table.text("a"), "x");
    EXPECT_EQ(table.boolean("b"), true);
    EXPECT_EQ(table.integer("c"), 3);
    EXPECT_THAT(table.texts("d"), Optional(ElementsAre("y", "z")));
    EXPECT_NE(table.table("e"), nullptr);
  });
  EXPECT_THAT(complaints(), IsEmpty());
}

TEST_F(StrictTableTest, HasNothingToSayAboutAbsentKeys) {
  read("", [](StrictTable& table) {
    EXPECT_EQ(table.text("a"), std::nullopt);
    EXPECT_EQ(table.boolean("a"), std::nullopt);
    EXPECT_EQ(table.integer("a"), std::nullopt);
    EXPECT_EQ(table.texts("a"), std::nullopt);
    EXPECT_EQ(table.table("a"), nullptr);
    EXPECT_EQ(table.node("a"), nullptr);
  });
  EXPECT_THAT(complaints(), IsEmpty());
}

TEST_F(StrictTableTest, SaysWhatWasExpectedAndWhatWasFound) {
  read("a = 1\nb = 1.5\nc = \"1\"\nd = 1979-05-27\ne = []\n", [](StrictTable& table) {
    table.text("a");
    table.integer("b");
    table.boolean("c");
    table.texts("d");
    table.table("e");
  });
  EXPECT_THAT(complaints(),
              ElementsAre("x.toml:2: \"a\" in [t] must be text, got an integer",
                          "x.toml:3: \"b\" in [t] must be an integer, got a number with a point",
                          "x.toml:4: \"c\" in [t] must be true or false, got text",
                          "x.toml:5: \"d\" in [t] must be a list of text, got a date",
                          "x.toml:6: \"e\" in [t] must be a table, got a list"));
}

TEST_F(StrictTableTest, SaysWhichElementOfAListIsNoText) {
  read("a = [\"x\",\n  2,\n  []]\n", [](StrictTable& table) { table.texts("a"); });
  EXPECT_THAT(complaints(),
              ElementsAre("x.toml:3: \"a\" in [t] must be a list of text, got an integer in it",
                          "x.toml:4: \"a\" in [t] must be a list of text, got a list in it"));
}

TEST_F(StrictTableTest, ReportsEveryKeyThatWasNotAskedFor) {
  read("metod = 1\nzzz = 2\n", [](StrictTable& table) { table.text("method"); });
  EXPECT_THAT(complaints(),
              ElementsAre("x.toml:2: unknown key \"metod\" in [t]; did you mean \"method\"?",
                          "x.toml:3: unknown key \"zzz\" in [t]"));
}

TEST_F(StrictTableTest, NeedsARequiredKey) {
  read("", [](StrictTable& table) { EXPECT_EQ(table.required_text("name"), ""); });
  EXPECT_THAT(complaints(), ElementsAre("x.toml:1: [t] needs \"name\""));
}

TEST_F(StrictTableTest, SaysThatAPlannedKeyIsNotSupported) {
  read("rate = 1\n", [](StrictTable& table) { table.refuse_planned({"ask", "rate"}); });
  EXPECT_THAT(
      complaints(),
      ElementsAre("x.toml:2: \"rate\" in [t] is not supported by this version of Deskgate"));
}

TEST_F(StrictTableTest, ShowsAHostileKeyOnOneLine) {
  read("\"a\\nb\" = 1\n", [](StrictTable&) {});
  EXPECT_THAT(complaints(), ElementsAre("x.toml:2: unknown key \"a\\nb\" in [t]"));
}

TEST(NearestTest, FindsWhatAMistypedWordMeant) {
  const std::vector<std::string> words{"include", "method", "signal", "get"};
  EXPECT_EQ(nearest("metod", words), "method");
  EXPECT_EQ(nearest("methods", words), "method");
  EXPECT_EQ(nearest("inculde", words), "include");
  EXPECT_EQ(nearest("got", words), "get");
  EXPECT_EQ(nearest("zzz", words), std::nullopt);
  EXPECT_EQ(nearest("", words), std::nullopt);
  EXPECT_EQ(nearest("metod", {}), std::nullopt);
}

TEST(NearestTest, DoesNotStudyHugeWords) {
  const std::string huge(1'000'000, 'a');
  EXPECT_EQ(nearest(huge, {huge + "b"}), std::nullopt);
}

// The only complaint about a file that cannot be read or parsed.
std::string refusal(const std::string& path) {
  Diagnostics diagnostics;
  EXPECT_FALSE(read_toml(path, diagnostics).has_value());
  return diagnostics.size() == 1 ? diagnostics[0].text() : test::all_text(diagnostics);
}

TEST(TomlFileTest, SaysWhyAFileCannotBeRead) {
  const test::Folder folder;
  const auto loop = folder.file("loop.toml");
  std::filesystem::create_symlink("loop.toml", loop);
  EXPECT_EQ(refusal(folder.file("none.toml")),
            folder.file("none.toml") + ": cannot read the file: No such file or directory");
  EXPECT_EQ(refusal(loop), loop + ": cannot read the file: Too many levels of symbolic links");
}

TEST(TomlFileTest, RefusesAFolder) {
  const test::Folder folder;
  EXPECT_EQ(refusal(folder.path()), folder.path() + ": cannot read the file: Is a directory");
}

TEST(TomlFileTest, DoesNotWaitForAPipe) {
  const test::Folder folder;
  const auto pipe = folder.file("pipe.toml");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(refusal(pipe), pipe + ": cannot read the file: Not a regular file");
}

TEST(TomlFileTest, RefusesAFileOfMoreThanAMebibyte) {
  const test::Folder folder;
  const auto path = folder.write("big.toml", std::string(1024 * 1024 + 1, '\n'));
  EXPECT_EQ(refusal(path), path + ": cannot read the file: It is longer than 1 MiB");
}

TEST(TomlFileTest, TellsASyntaxErrorWithItsLine) {
  const test::Folder folder;
  const auto path = folder.write("x.toml", "a = 1\nb = \n");
  EXPECT_EQ(refusal(path),
            path + ":2: Error while parsing key-value pair: expected value, saw '\\n'");
}

TEST(TomlFileTest, AcceptsAByteOrderMark) {
  const test::Folder folder;
  Diagnostics diagnostics;
  const auto table = read_toml(folder.write("x.toml",
                                            "\xef\xbb\xbf"
                                            "a = 1\n"),
                               diagnostics);
  ASSERT_TRUE(table.has_value());
  EXPECT_TRUE(table->contains("a"));
}

TEST(TomlFileTest, TellsTextThatIsNoUtf8WithItsLine) {
  const test::Folder folder;
  const auto path = folder.write("x.toml", "a = 1\nb = \"\xc0\xaf\"\n");
  EXPECT_EQ(refusal(path), path + ":2: the text is not UTF-8");
}

TEST(TomlFileTest, SurvivesKeysAndListsThatNestWithoutEnd) {
  Diagnostics diagnostics;
  std::string dots;
  for (int i = 0; i < 100'000; ++i) dots += "a.";
  EXPECT_FALSE(parse_toml(dots + "a = 1", "x.toml", diagnostics).has_value());
  std::string lists = "a = ";
  for (int i = 0; i < 100'000; ++i) lists += "[\n";
  EXPECT_FALSE(parse_toml(lists, "x.toml", diagnostics).has_value());
}

}  // namespace
}  // namespace deskgate::mapping

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// In whose hands a file may be that opens the desktop: this user's and root's, nobody else's.

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mapping/strict_toml.hpp"
#include "tests/mapping/policies.hpp"

namespace deskgate::mapping {
namespace {

constexpr uid_t stranger = 12345;
constexpr gid_t strangers = 12345;

// How a file or a folder lies there, and who is told to be able to write to it; "": nobody.
struct Hands {
  std::string name;
  mode_t mode;
  uid_t owner = ::geteuid();
  gid_t group = ::getegid();
  std::string told{};
};

const Hands well_kept[] = {{"ForThisUserAlone", 0700},
                           {"ForAllToRead", 0755},
                           {"ForAGroupToRead", 0750, ::geteuid(), strangers}};

const Hands in_others_hands[] = {
    {"ForAllToWrite", 0757, ::geteuid(), ::getegid(), "everybody"},
    {"ForAllToWriteAndNotToRead", 0702, ::geteuid(), ::getegid(), "everybody"},
    {"ForAGroupToWrite", 0770, ::geteuid(), strangers, "the group 12345"},
    {"OfAStranger", 0755, stranger, ::getegid(), "the user 12345"},
    {"OfAStrangerWhoMayOnlyRead", 0555, stranger, ::getegid(), "the user 12345"}};

class FileHands : public testing::TestWithParam<Hands> {
 protected:
  // Only root can give a file away.
  void SetUp() override {
    const bool is_given_away = GetParam().owner != ::geteuid() || GetParam().group != ::getegid();
    if (is_given_away && ::geteuid() != 0) GTEST_SKIP() << "needs root";
  }

  void lies(const std::string& path) const {
    ASSERT_EQ(::chown(path.c_str(), GetParam().owner, GetParam().group), 0);
    ASSERT_EQ(::chmod(path.c_str(), GetParam().mode), 0);
  }

  std::string way_out(const std::string& path) const {
    const auto command = GetParam().owner == stranger
                             ? "chown " + std::to_string(::geteuid()) + " " + path
                             : "chmod go-w " + path;
    return "; \"" + command + "\" if you trust what is in it\n";
  }

  // What is wrong with it; "": it was read.
  std::string refusal() {
    Diagnostics diagnostics;
    const bool is_read = read_toml(file, diagnostics).has_value();
    EXPECT_EQ(is_read, diagnostics.empty());
    return test::all_text(diagnostics);
  }

  const test::Folder folder;
  const std::string file = folder.write("x.toml", "a = 1\n");
};

using GoodHands = FileHands;
using BadHands = FileHands;

TEST_P(GoodHands, TheFileIsRead) {
  lies(file);
  EXPECT_EQ(refusal(), "");
}

TEST_P(GoodHands, WhatIsInTheFolderIsRead) {
  lies(folder.path());
  EXPECT_EQ(refusal(), "");
}

TEST_P(BadHands, TheFileIsRefused) {
  lies(file);
  EXPECT_EQ(refusal(), file + ": " + GetParam().told + " may write to the file" + way_out(file));
}

TEST_P(BadHands, WhatIsInTheFolderIsRefused) {
  lies(folder.path());
  EXPECT_EQ(refusal(),
            file + ": " + GetParam().told + " may write to its folder" + way_out(folder.path()));
}

const auto name_of = [](const auto& test) { return test.param.name; };
INSTANTIATE_TEST_SUITE_P(Each, GoodHands, testing::ValuesIn(well_kept), name_of);
INSTANTIATE_TEST_SUITE_P(Each, BadHands, testing::ValuesIn(in_others_hands), name_of);

TEST(FileHandsTest, AGroupOfThisUserAloneMayWrite) {
  if (::getegid() != ::geteuid()) GTEST_SKIP() << "this user has no group of the same number";
  const test::Folder folder;
  const auto file = folder.write("x.toml", "a = 1\n");
  ASSERT_EQ(::chmod(file.c_str(), 0664), 0);
  ASSERT_EQ(::chmod(folder.path().c_str(), 0775), 0);
  Diagnostics diagnostics;
  EXPECT_TRUE(read_toml(file, diagnostics).has_value()) << test::all_text(diagnostics);
}

TEST(FileHandsTest, InAFolderLikeTmpEverybodyMayWrite) {
  const test::Folder folder;
  const auto file = folder.write("x.toml", "a = 1\n");
  ASSERT_EQ(::chmod(folder.path().c_str(), 01777), 0);
  Diagnostics diagnostics;
  EXPECT_TRUE(read_toml(file, diagnostics).has_value()) << test::all_text(diagnostics);
}

TEST(FileHandsTest, WhatRootHasWrittenIsRead) {
  Diagnostics diagnostics;
  EXPECT_TRUE(read_text("/etc/passwd", diagnostics).has_value()) << test::all_text(diagnostics);
}

}  // namespace
}  // namespace deskgate::mapping

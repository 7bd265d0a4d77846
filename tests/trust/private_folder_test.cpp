// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Whose the state folder and the files in it must be, and who else may have rights to them: nobody.

#include "gateway/private_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>

#include "gateway/durable_file.hpp"
#include "tests/trust/a_folder.hpp"

namespace deskgate::gateway::trust::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr uid_t somebody_else = 65534;

// "": it is done.
std::string refusal_to(const std::function<void()>& act) {
  try {
    act();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

class PrivateFolderTest : public ::testing::Test {
 protected:
  std::string refusal() const {
    return refusal_to([this] { make_private_folder(folder); });
  }

  std::string refusal_to_read() const {
    return refusal_to([this] { read_private_file(file); });
  }

  void write_file(mode_t mode) const {
    std::ofstream(file) << "secret";
    ::chmod(file.c_str(), mode);
  }

  const AFolder place;
  const std::string folder = place.path() + "/state";
  const std::string file = place.path() + "/secret";
};

TEST_F(PrivateFolderTest, IsMadeWithThoseAboveItForThisUserAlone) {
  const auto usual = ::umask(0);
  make_private_folder(folder + "/a/b");
  ::umask(usual);
  struct stat found {};
  ASSERT_EQ(::stat((folder + "/a/b").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777, 0700U);
  ASSERT_EQ(::stat(folder.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777, 0700U);
}

TEST_F(PrivateFolderTest, MayBeThereAlready) {
  make_private_folder(folder);
  EXPECT_EQ(refusal(), "");
}

class FolderOfMode : public PrivateFolderTest, public ::testing::WithParamInterface<mode_t> {};

TEST_P(FolderOfMode, IsRefusedWithTheWayOut) {
  fs::create_directory(folder);
  ASSERT_EQ(::chmod(folder.c_str(), GetParam()), 0);
  EXPECT_EQ(refusal(), folder + ": may be looked into by others; \"chmod 700 " + folder +
                           "\" if you trust what is in it");
}

INSTANTIATE_TEST_SUITE_P(Each, FolderOfMode,
                         ::testing::Values(0750, 0705, 0777, 0710, 0701, 0720, 0702, 01777));

class FileOfMode : public PrivateFolderTest, public ::testing::WithParamInterface<mode_t> {};

TEST_P(FileOfMode, IsRefusedWithTheWayOut) {
  write_file(GetParam());
  EXPECT_EQ(refusal_to_read(), file + ": may be read or written by others; \"chmod 600 " + file +
                                   "\" if you trust it");
}

INSTANTIATE_TEST_SUITE_P(Each, FileOfMode,
                         ::testing::Values(0640, 0604, 0644, 0660, 0606, 0666, 0610, 0777));

TEST_F(PrivateFolderTest, IsNoLinkToOne) {
  const AFolder elsewhere;
  fs::create_directory_symlink(elsewhere.path(), folder);
  EXPECT_EQ(refusal(), folder + ": is no folder");
}

TEST_F(PrivateFolderTest, IsNoFile) {
  std::ofstream{folder};
  EXPECT_EQ(refusal(), folder + ": is no folder");
}

TEST_F(PrivateFolderTest, CannotBeMadeBelowAFile) {
  std::ofstream{folder};
  EXPECT_THAT(refusal_to([this] { make_private_folder(folder + "/below"); }),
              StartsWith(folder + "/below: cannot be made: "));
}

TEST_F(PrivateFolderTest, ASecretIsAFileOfThisUserAndNoLinkOrFolder) {
  EXPECT_EQ(read_private_file(file), std::nullopt);
  write_file(0600);
  EXPECT_EQ(read_private_file(file), "secret");
  fs::create_symlink(file, folder);
  EXPECT_EQ(refusal_to([this] { read_private_file(folder); }), folder + ": is a symbolic link");
  EXPECT_EQ(refusal_to([this] { read_private_file(place.path()); }),
            place.path() + ": is no regular file");
}

// Root can give something away. Whoever is not root has what is root's.
TEST_F(PrivateFolderTest, OfSomebodyElseIsRefused) {
  const bool is_root = ::geteuid() == 0;
  make_private_folder(folder);
  write_file(0600);
  if (is_root) {
    ASSERT_EQ(::chown(folder.c_str(), somebody_else, somebody_else), 0);
    ASSERT_EQ(::chown(file.c_str(), somebody_else, somebody_else), 0);
  }
  const std::string other_folder = is_root ? folder : "/";
  const std::string other_file = is_root ? file : "/etc/passwd";
  const auto whose = ": belongs to the user " + std::to_string(is_root ? somebody_else : 0);
  EXPECT_EQ(refusal_to([&] { make_private_folder(other_folder); }),
            other_folder + whose + ", not to this one");
  EXPECT_EQ(refusal_to([&] { read_private_file(other_file); }),
            other_file + whose + ", not to this one");
}

TEST_F(PrivateFolderTest, IsHeldByOneAlone) {
  make_private_folder(folder);
  hold_private_folder(folder);
  EXPECT_EQ(refusal_to([this] { hold_private_folder(folder); }),
            folder +
                ": another Deskgate uses it; end that one, or name a folder for this one alone "
                "by \"state\" in its configuration");
}

TEST_F(PrivateFolderTest, IsFreeAgainWhenWhoeverHeldItWasKilled) {
  make_private_folder(folder);
  std::array<int, 2> told{};
  ASSERT_EQ(::pipe(told.data()), 0);
  const auto child = ::fork();
  if (child == 0) {
    hold_private_folder(folder);
    if (::write(told[1], "x", 1) != 1) ::_exit(1);
    while (true) ::pause();
  }
  char octet = 0;
  ASSERT_EQ(::read(told[0], &octet, 1), 1);
  EXPECT_THAT(refusal_to([this] { hold_private_folder(folder); }),
              HasSubstr("another Deskgate uses it"));
  ::kill(child, SIGKILL);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_EQ(refusal_to([this] { hold_private_folder(folder); }), "");
  ::close(told[0]);
  ::close(told[1]);
}

TEST_F(PrivateFolderTest, ThatIsNotThereCannotBeHeld) {
  EXPECT_THAT(refusal_to([this] { hold_private_folder(folder); }),
              StartsWith(folder + ": cannot be opened"));
}

}  // namespace
}  // namespace deskgate::gateway::trust::testing

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The audit log on a disk that fails: what cannot be written is told, and takes nothing with it.

#include "gateway/audit/audit_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <cerrno>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <tuple>

#include "gateway/audit/audit.hpp"
#include "gateway/audit/chain.hpp"
#include "gateway/audit/verify.hpp"
#include "tests/trust/a_folder.hpp"
#include "tests/trust/faulty_disk.hpp"

namespace deskgate::gateway::audit::testing {
namespace {

using namespace trust::testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

class AuditFileTest : public ::testing::Test {
 protected:
  ~AuditFileTest() override { stop_counting(); }

  // A line behind the one before. "", or why that could not be.
  std::string append_to(AuditFile& log) {
    auto next = link;
    try {
      log.append(append_to_chain(next, {.event = "call", .verdict = "allowed"}, {}));
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    link = next;
    return "";
  }

  std::string sync(AuditFile& log) {
    try {
      log.sync();
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  }

  void expect_whole(std::size_t lines) const {
    const auto found = verify(folder.path());
    EXPECT_THAT(found.faults, IsEmpty());
    EXPECT_EQ(found.lines, lines);
  }

  const AFolder folder;
  const std::string file = folder.path() + "/audit.jsonl";
  Link link;
};

TEST_F(AuditFileTest, IsOnTheDiskAndSoIsItsNameWhenItIsNew) {
  AuditFile log(folder.path(), {});
  start_counting();
  EXPECT_EQ(append_to(log), "");
  EXPECT_EQ(sync(log), "");
  EXPECT_THAT(disk_calls(), ElementsAre("open", "write", "fdatasync", "open", "fsync"));
  start_counting();
  EXPECT_EQ(append_to(log), "");
  EXPECT_EQ(sync(log), "");
  EXPECT_EQ(sync(log), "");
  EXPECT_THAT(disk_calls(), ElementsAre("write", "fdatasync"));
}

class FaultyLog : public AuditFileTest, public ::testing::WithParamInterface<int> {};

TEST_P(FaultyLog, IsToldAndGoesOnWhenItCanBeWrittenAgain) {
  AuditFile log(folder.path(), {});
  EXPECT_EQ(append_to(log), "");
  fail_disk_call(0, GetParam());
  EXPECT_THAT(append_to(log), StartsWith(file + ": cannot be written"));
  stop_counting();
  expect_whole(1);
  EXPECT_EQ(append_to(log), "");
  expect_whole(2);
}

TEST_P(FaultyLog, IsToldWhenWhatWasWrittenCannotBeBroughtToTheDisk) {
  AuditFile log(folder.path(), {});
  EXPECT_EQ(append_to(log), "");
  fail_disk_call(0, GetParam());
  EXPECT_THAT(sync(log), StartsWith(file + ": cannot be brought to the disk"));
  EXPECT_EQ(sync(log), "");
}

TEST_P(FaultyLog, TakesNothingMoreBeforeThatIsOnTheDisk) {
  AuditFile log(folder.path(), {});
  EXPECT_EQ(append_to(log), "");
  fail_disk_from(0, GetParam());
  EXPECT_NE(sync(log), "");
  EXPECT_THAT(append_to(log), HasSubstr("cannot be brought to the disk"));
  EXPECT_THAT(disk_calls(), ElementsAre("fdatasync", "fdatasync"));
  stop_counting();
  EXPECT_EQ(append_to(log), "");
  expect_whole(2);
}

INSTANTIATE_TEST_SUITE_P(EachError, FaultyLog, ::testing::Values(ENOSPC, EIO, EROFS));

TEST_F(AuditFileTest, TakesBackWhatWasWrittenOfALineWhenTheDiskWasFull) {
  AuditFile log(folder.path(), {});
  EXPECT_EQ(append_to(log), "");
  cut_disk_write(0);
  EXPECT_THAT(append_to(log), HasSubstr("No space left on device"));
  EXPECT_THAT(disk_calls(), ElementsAre("write", "ftruncate"));
  stop_counting();
  expect_whole(1);
  EXPECT_EQ(append_to(log), "");
  expect_whole(2);
}

TEST_F(AuditFileTest, LetsTheNextLineStandAloneWhereThatCannotBeTakenBack) {
  AuditFile log(folder.path(), {});
  EXPECT_EQ(append_to(log), "");
  cut_disk_write(0, EIO);
  EXPECT_NE(append_to(log), "");
  stop_counting();
  EXPECT_EQ(append_to(log), "");
  EXPECT_EQ(append_to(log), "");
  const auto found = verify(folder.path());
  EXPECT_EQ(found.lines, 4U);
  EXPECT_THAT(found.faults, ElementsAre(file + ":2: is no line of this log"));
}

TEST_F(AuditFileTest, OfOneFileAloneDoesNotGrow) {
  AuditFile log(folder.path(), {.file_size = 1, .files = 1});
  EXPECT_EQ(append_to(log), "");
  EXPECT_EQ(append_to(log), "");
  EXPECT_EQ(append_to(log), "");
  EXPECT_THAT(folder.files(), ElementsAre("audit.jsonl"));
  expect_whole(1);
}

// Every call of a rotation over three files, which is followed by the line itself.
class FaultyRotation : public AuditFileTest,
                       public ::testing::WithParamInterface<std::tuple<int, int>> {
 protected:
  FaultyRotation() {
    EXPECT_EQ(append_to(log), "");
    EXPECT_EQ(append_to(log), "");
    EXPECT_EQ(append_to(log), "");
    EXPECT_EQ(sync(log), "");
  }

  int call = std::get<0>(GetParam());
  int error = std::get<1>(GetParam());
  AuditFile log{folder.path(), {.file_size = 1, .files = 4}};
};

TEST_P(FaultyRotation, LosesNothing) {
  fail_disk_call(call, error);
  EXPECT_NE(append_to(log), "");
  stop_counting();
  expect_whole(3);
  EXPECT_EQ(append_to(log), "");
  expect_whole(4);
  EXPECT_THAT(folder.files(), UnorderedElementsAre("audit.jsonl", "audit.1.jsonl", "audit.2.jsonl",
                                                   "audit.3.jsonl"));
}

INSTANTIATE_TEST_SUITE_P(EveryCall, FaultyRotation,
                         ::testing::Combine(::testing::Range(0, 7),
                                            ::testing::Values(ENOSPC, EIO, EROFS, EMFILE)));

// The oldest goes once, not each time.
TEST_F(AuditFileTest, LosesNothingHoweverOftenARotationIsTried) {
  AuditFile log(folder.path(), {.file_size = 1, .files = 4});
  EXPECT_EQ(append_to(log), "");
  EXPECT_EQ(append_to(log), "");
  EXPECT_EQ(append_to(log), "");
  EXPECT_EQ(sync(log), "");
  fail_disk_call(2, EIO);  // the newest stays where it is
  EXPECT_NE(append_to(log), "");
  fail_disk_call(0, EIO);
  EXPECT_NE(append_to(log), "");
  fail_disk_call(0, EIO);
  EXPECT_NE(append_to(log), "");
  stop_counting();
  expect_whole(3);
  EXPECT_EQ(append_to(log), "");
  expect_whole(4);
}

TEST_F(AuditFileTest, IsAnAlarmWhenItCannotBeBroughtToTheDiskUntilItCan) {
  boost::asio::io_context io;
  Audit audit(io, folder.path(), {});
  EXPECT_TRUE(audit.record({.event = "device", .verdict = "allowed"}));
  fail_disk_from(0, EIO);
  io.run();  // up to the sync, a second later
  EXPECT_EQ(audit.fault(), file + ": cannot be brought to the disk: Input/output error");
  EXPECT_FALSE(audit.record({.event = "device", .verdict = "allowed"}));
  stop_counting();
  EXPECT_TRUE(audit.record({.event = "device", .verdict = "allowed"}));
  EXPECT_EQ(audit.fault(), "");
  expect_whole(2);
}

}  // namespace
}  // namespace deskgate::gateway::audit::testing

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Devices on a disk that fails, is full, or is cut off: what is told and what the file holds are
// one.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <string>
#include <tuple>
#include <vector>

#include "tests/trust/a_device.hpp"
#include "tests/trust/devices_test.hpp"

namespace deskgate::gateway::trust::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

TEST_F(DevicesTest, AreOnTheDiskBeforeTheFolderIsAndBothBeforeTheyAreTold) {
  Devices devices(file);
  start_counting();
  ASSERT_TRUE(devices.add(a_device(1, "phone")));
  EXPECT_THAT(disk_calls(),
              ElementsAre("open", "unlink", "open", "write", "fsync", "rename", "fsync"));
  stop_counting();
  EXPECT_THAT(names_on_disk(), ElementsAre("phone"));
  struct stat found {};
  ASSERT_EQ(::stat(file.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777, 0600U);
}

constexpr auto write_call = 3;
constexpr auto folder_sync = 6;  // the new file is in its place by then

class FaultyDisk : public DevicesTest, public ::testing::WithParamInterface<std::tuple<int, int>> {
 protected:
  template <class Result>
  void expect_refused(const Result& result) const {
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().uri, "org.deskgate.error.not_saved");
    EXPECT_THAT(result.error().message, StartsWith("nothing has been changed: " + folder));
  }

  int call = std::get<0>(GetParam());
  int error = std::get<1>(GetParam());
};

TEST_P(FaultyDisk, LeavesTheOldFileAndIsTold) {
  Devices devices(file);
  ASSERT_TRUE(devices.add(a_device(1, "old")));
  fail_disk_call(call, error);
  expect_refused(devices.add(a_device(2, "new")));
  stop_counting();
  EXPECT_EQ(devices.all(), Devices(file).all());
  EXPECT_THAT(names_on_disk(), ElementsAre("old"));
  EXPECT_THAT(files(), ElementsAre("devices.json"));
  ASSERT_TRUE(devices.add(a_device(3, "next")));
  EXPECT_THAT(names_on_disk(), ElementsAre("old", "next"));
}

TEST_P(FaultyDisk, LeavesTheFirstDeviceOut) {
  Devices devices(file);
  fail_disk_call(call, error);
  expect_refused(devices.add(a_device(1, "first")));
  stop_counting();
  EXPECT_THAT(devices.all(), IsEmpty());
  EXPECT_THAT(names_on_disk(), IsEmpty());
}

TEST_P(FaultyDisk, LeavesTheOldKey) {
  Devices devices(file);
  const auto phone = a_device(1, "phone");
  ASSERT_TRUE(devices.add(phone));
  fail_disk_call(call, error);
  expect_refused(devices.rotate(phone.key, a_device(2, "").key));
  stop_counting();
  EXPECT_TRUE(devices.find(phone.key, {}));
  EXPECT_THAT(Devices(file).all(), ElementsAre(phone));
}

TEST_P(FaultyDisk, LeavesWhoWasNotRevoked) {
  Devices devices(file);
  const auto phone = a_device(1, "phone");
  ASSERT_TRUE(devices.add(phone));
  fail_disk_call(call, error);
  expect_refused(devices.remove(phone.key));
  stop_counting();
  EXPECT_TRUE(devices.find(phone.key, {}));
  EXPECT_THAT(Devices(file).all(), ElementsAre(phone));
}

// Where the old file cannot be put back either, the new one holds.
TEST_P(FaultyDisk, ThatStaysFaultyHoldsWhatIsTold) {
  Devices devices(file);
  ASSERT_TRUE(devices.add(a_device(1, "old")));
  fail_disk_from(call, error);
  const auto added = devices.add(a_device(2, "new"));
  stop_counting();
  ASSERT_FALSE(added);
  EXPECT_THAT(added.error().message,
              StartsWith(call == folder_sync ? "it has been done, but a power cut may undo it: "
                                             : "nothing has been changed: "));
  EXPECT_EQ(devices.all().size(), call == folder_sync ? 2U : 1U);
  EXPECT_EQ(devices.all(), Devices(file).all());
  ASSERT_TRUE(devices.add(a_device(3, "next")));
  EXPECT_EQ(devices.all(), Devices(file).all());
  EXPECT_THAT(files(), ElementsAre("devices.json"));
}

INSTANTIATE_TEST_SUITE_P(EveryCall, FaultyDisk,
                         ::testing::Combine(::testing::Range(0, folder_sync + 1),
                                            ::testing::Values(ENOSPC, EIO, EROFS, EMFILE)));

TEST_F(DevicesTest, ThatWereWrittenInPartWhenTheDiskWasFullAreNotThere) {
  Devices devices(file);
  ASSERT_TRUE(devices.add(a_device(1, "old")));
  cut_disk_write(write_call, ENOSPC);
  EXPECT_FALSE(devices.add(a_device(2, "new")));
  EXPECT_THAT(disk_calls(), ElementsAre("open", "unlink", "open", "write", "write", "unlink"));
  stop_counting();
  EXPECT_THAT(names_on_disk(), ElementsAre("old"));
  EXPECT_THAT(files(), ElementsAre("devices.json"));
}

TEST_F(DevicesTest, ThatAreWrittenInTwoPartsAreWhole) {
  Devices devices(file);
  cut_disk_write(write_call);
  ASSERT_TRUE(devices.add(a_device(1, "phone")));
  stop_counting();
  EXPECT_EQ(devices.all(), Devices(file).all());
}

TEST_F(DevicesTest, ThatCannotBeKeptAreAnAlarm) {
  Devices devices(file);
  ::testing::internal::CaptureStderr();
  fail_disk_call(write_call, ENOSPC);
  EXPECT_FALSE(devices.add(a_device(1, "phone")));
  stop_counting();
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr("devices: " + file));
}

using Names = std::vector<std::string>;

class KilledWriter : public DevicesTest, public ::testing::WithParamInterface<int> {};

TEST_P(KilledWriter, LeavesTheOldFileOrTheNewOne) {
  Devices devices(file);
  ASSERT_TRUE(devices.add(a_device(1, "old")));
  const auto child = ::fork();
  if (child == 0) {
    die_at_disk_call(GetParam());
    static_cast<void>(devices.add(a_device(2, "new")));
    ::_exit(0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
  const bool is_in_place = GetParam() == folder_sync;
  EXPECT_EQ(names_on_disk(), is_in_place ? Names({"old", "new"}) : Names({"old"}));
  Devices again(file);
  ASSERT_TRUE(again.add(a_device(3, "next")));
  EXPECT_THAT(files(), ElementsAre("devices.json"));
}

INSTANTIATE_TEST_SUITE_P(EveryCall, KilledWriter, ::testing::Range(0, folder_sync + 1));

}  // namespace
}  // namespace deskgate::gateway::trust::testing

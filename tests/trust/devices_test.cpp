// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/devices.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/trust/a_device.hpp"
#include "tests/trust/faulty_disk.hpp"

namespace deskgate::gateway::trust::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

class DevicesTest : public ::testing::Test {
 protected:
  DevicesTest() {
    std::string name = "/tmp/deskgate-devices-XXXXXX";
    folder = ::mkdtemp(name.data());
    file = folder + "/devices.json";
  }
  ~DevicesTest() override {
    stop_counting();
    fs::remove_all(folder);
  }

  std::vector<std::string> names_on_disk() const {
    const Devices devices(file);
    EXPECT_EQ(devices.fault(), "");
    std::vector<std::string> names;
    for (const auto& device : devices.all()) names.push_back(device.name);
    return names;
  }

  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder))
      names.push_back(entry.path().filename());
    return names;
  }

  std::string folder;
  std::string file;
};

TEST_F(DevicesTest, AreOnTheDiskBeforeTheFolderIsAndBothBeforeTheyAreTold) {
  Devices devices(file);
  start_counting();
  ASSERT_TRUE(devices.add(a_device(1, "phone")));
  EXPECT_THAT(disk_calls(),
              ElementsAre("unlink", "open", "write", "fsync", "rename", "open", "fsync"));
  stop_counting();
  EXPECT_THAT(names_on_disk(), ElementsAre("phone"));
  struct stat found {};
  ASSERT_EQ(::stat(file.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777, 0600U);
}

class FaultyDisk : public DevicesTest,
                   public ::testing::WithParamInterface<std::tuple<int, int>> {};

// All but the folder's own sync, the last two calls: there the new file is in its place already.
TEST_P(FaultyDisk, LeavesTheOldFileAndIsTold) {
  const auto [call, error] = GetParam();
  Devices devices(file);
  ASSERT_TRUE(devices.add(a_device(1, "old")));
  fail_disk_call(call, error);
  const auto added = devices.add(a_device(2, "new"));
  stop_counting();
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().uri, "org.deskgate.error.not_saved");
  EXPECT_THAT(added.error().message, HasSubstr(folder));
  EXPECT_THAT(devices.all().size(), 1U);
  EXPECT_THAT(names_on_disk(), AnyOf(ElementsAre("old"), ElementsAre("old", "new")));
  if (call < 5) {
    EXPECT_THAT(names_on_disk(), ElementsAre("old"));
  }
  EXPECT_THAT(files(), ElementsAre("devices.json"));
  ASSERT_TRUE(devices.add(a_device(3, "next")));
  EXPECT_THAT(names_on_disk(), ElementsAre("old", "next"));
}

INSTANTIATE_TEST_SUITE_P(EveryCall, FaultyDisk,
                         ::testing::Combine(::testing::Range(0, 7),
                                            ::testing::Values(ENOSPC, EIO, EROFS)));

TEST_P(FaultyDisk, LeavesTheOldKeyOrTheNewOne) {
  const auto [call, error] = GetParam();
  Devices devices(file);
  const auto phone = a_device(1, "phone");
  const auto key = a_device(2, "").key;
  ASSERT_TRUE(devices.add(phone));
  fail_disk_call(call, error);
  const auto rotated = devices.rotate(phone.key, key);
  stop_counting();
  ASSERT_FALSE(rotated);
  EXPECT_EQ(rotated.error().uri, "org.deskgate.error.not_saved");
  EXPECT_TRUE(devices.find(phone.key, {}));
  const Devices again(file);
  ASSERT_EQ(again.all().size(), 1U);
  EXPECT_THAT(again.all()[0].key, AnyOf(phone.key, key));
}

TEST_F(DevicesTest, KeepAllButTheKeyWhenItIsReplaced) {
  Devices devices(file);
  auto phone = a_device(1, "phone");
  phone.grants = {"mpris.control"};
  ASSERT_TRUE(devices.add(phone));
  ASSERT_TRUE(devices.add(a_device(2, "tablet")));
  EXPECT_FALSE(devices.rotate(phone.key, a_device(2, "").key));  // another's
  EXPECT_FALSE(devices.rotate(phone.key, phone.key));
  EXPECT_FALSE(devices.rotate(a_device(3, "").key, a_device(4, "").key));
  const auto rotated = devices.rotate(phone.key, a_device(3, "").key);
  ASSERT_TRUE(rotated);
  phone.key = a_device(3, "").key;
  EXPECT_EQ(*rotated, phone);
  EXPECT_THAT(Devices(file).all(), UnorderedElementsAre(phone, a_device(2, "tablet")));
}

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
  EXPECT_THAT(names_on_disk(), AnyOf(ElementsAre("old"), ElementsAre("old", "new")));
  Devices again(file);
  ASSERT_TRUE(again.add(a_device(3, "next")));
  EXPECT_THAT(files(), ElementsAre("devices.json"));
}

INSTANTIATE_TEST_SUITE_P(EveryCall, KilledWriter, ::testing::Range(0, 7));

TEST_F(DevicesTest, ThatOthersMayReadAreNobodys) {
  {
    Devices devices(file);
    ASSERT_TRUE(devices.add(a_device(1, "phone")));
  }
  ::chmod(file.c_str(), 0640);
  const Devices devices(file);
  EXPECT_THAT(devices.fault(), HasSubstr("chmod 600 " + file));
  EXPECT_THAT(devices.all(), ::testing::IsEmpty());
}

TEST_F(DevicesTest, ThatAreALinkAreNobodys) {
  fs::create_symlink("/dev/null", file);
  EXPECT_EQ(Devices(file).fault(), file + ": is a symbolic link");
}

TEST_F(DevicesTest, ThatAreNoFileAreNobodys) {
  ASSERT_EQ(::mkfifo(file.c_str(), 0600), 0);
  EXPECT_EQ(Devices(file).fault(), file + ": is no regular file");
}

TEST_F(DevicesTest, ThatCannotBeUnderstoodAreNotWrittenOver) {
  std::ofstream(file) << "{";
  ::chmod(file.c_str(), 0600);
  Devices devices(file);
  const auto added = devices.add(a_device(1, "phone"));
  ASSERT_FALSE(added);
  EXPECT_THAT(added.error().message, HasSubstr("is not JSON"));
  std::ifstream read(file);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(read), {}), "{");
}

TEST_F(DevicesTest, WithoutAFolderKeepNobody) {
  Devices devices("");
  EXPECT_FALSE(devices.add(a_device(1, "phone")));
}

TEST_F(DevicesTest, AreMeantByWhateverNamesOneAlone) {
  Devices devices(file);
  ASSERT_TRUE(devices.add(a_device(1, "Pixel 8")));
  ASSERT_TRUE(devices.add(a_device(2, "Pixel 9")));
  EXPECT_EQ(devices.find_meant("pixel 8")->name, "Pixel 8");
  EXPECT_EQ(devices.find_meant(a_device(2, "").id())->name, "Pixel 9");
  EXPECT_EQ(devices.find_meant(a_device(2, "").id().substr(0, 8))->name, "Pixel 9");
  EXPECT_THAT(devices.find_meant("pixel").error().message,
              HasSubstr("may be any of several: there are \"Pixel 8\", \"Pixel 9\""));
  EXPECT_THAT(devices.find_meant("").error().message, HasSubstr("may be any of several"));
  EXPECT_THAT(devices.find_meant("iphone").error().message, HasSubstr("is no device"));
}

TEST_F(DevicesTest, AreGoneWhenTheirTimeIsUp) {
  Devices devices(file);
  auto phone = a_device(1, "phone");
  phone.expires = time_from("2026-12-01T00:00:00Z");
  ASSERT_TRUE(devices.add(phone));
  EXPECT_NE(devices.find(phone.key, *phone.expires - std::chrono::seconds(1)), nullptr);
  EXPECT_EQ(devices.find(phone.key, *phone.expires), nullptr);
}

TEST_F(DevicesTest, WhenTheyWereSeenIsWrittenOnceAnHour) {
  Devices devices(file);
  const auto phone = a_device(1, "phone");
  ASSERT_TRUE(devices.add(phone));
  const Devices::Time now = phone.paired;
  devices.note_seen(phone.key, now);
  start_counting();
  devices.note_seen(phone.key, now + std::chrono::minutes(59));
  EXPECT_THAT(disk_calls(), ::testing::IsEmpty());
  devices.note_seen(phone.key, now + std::chrono::hours(2));
  EXPECT_THAT(disk_calls(), ::testing::Not(::testing::IsEmpty()));
}

TEST_F(DevicesTest, HaveNamesOfTheirOwn) {
  Devices devices(file);
  const std::string longest(40, 'x');
  EXPECT_EQ(devices.add(a_device(1, longest))->name, longest);
  EXPECT_EQ(devices.add(a_device(2, longest))->name, std::string(30, 'x') + " (2)");
  EXPECT_EQ(devices.add(a_device(1, "another"))->name, "another");  // the same key: in its place
  EXPECT_EQ(devices.all().size(), 2U);
}

}  // namespace
}  // namespace deskgate::gateway::trust::testing

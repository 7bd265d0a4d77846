// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/trust/devices_test.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "tests/trust/a_device.hpp"

namespace deskgate::gateway::trust::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

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
  EXPECT_EQ(*rotated, phone);  // with the id that it has
  EXPECT_THAT(Devices(file).all(), UnorderedElementsAre(phone, a_device(2, "tablet")));
}

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
  EXPECT_EQ(devices.find_meant(a_device(2, "").id)->name, "Pixel 9");
  EXPECT_EQ(devices.find_meant(a_device(2, "").id.substr(0, 8))->name, "Pixel 9");
  EXPECT_THAT(devices.find_meant("pixel").error().message,
              HasSubstr("may be any of several: there are \"Pixel 8\", \"Pixel 9\""));
  EXPECT_THAT(devices.find_meant("").error().message, HasSubstr("may be any of several"));
  EXPECT_THAT(devices.find_meant("iphone").error().message, HasSubstr("is no device"));
}

TEST_F(DevicesTest, AreNotMeantByANameThatIsTheShownIdOfAnother) {
  Devices devices(file);
  ASSERT_TRUE(devices.add(a_device(1, "Pixel 8")));
  const auto shown = a_device(1, "").id.substr(0, shown_id_size);
  ASSERT_TRUE(devices.add(a_device(2, shown)));
  EXPECT_THAT(devices.find_meant(shown).error().message, HasSubstr("may be any of several"));
}

TEST_F(DevicesTest, DoNotComeBackByAKeyThatTheyHaveReplaced) {
  Devices devices(file);
  const auto first = a_device(1, "phone");
  const auto second = a_device(2, "the same");
  ASSERT_TRUE(devices.add(first));
  ASSERT_TRUE(devices.rotate(first.key, second.key));
  EXPECT_FALSE(devices.add(first));
  EXPECT_FALSE(devices.rotate(second.key, first.key));
  EXPECT_EQ(devices.add(second)->id, first.id);  // paired anew, it stays who it is
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

// What the clock says, and whether that is kept.
class WhenTheClockIsWrong : public DevicesTest,
                            public ::testing::WithParamInterface<std::pair<Devices::Time, bool>> {};

TEST_P(WhenTheClockIsWrong, DevicesAreStillThereAtTheNextStart) {
  const auto [now, is_kept] = GetParam();
  Devices devices(file);
  const auto phone = a_device(1, "phone");
  ASSERT_TRUE(devices.add(phone));
  devices.note_seen(phone.key, now);
  devices.flush();
  const Devices again(file);
  EXPECT_EQ(again.fault(), "");
  ASSERT_TRUE(again.find(phone.key, now));
  EXPECT_EQ(again.all()[0].last_seen.has_value(), is_kept);
}

TEST_P(WhenTheClockIsWrong, NothingIsKeptThatTheNextStartRefuses) {
  const auto [now, is_kept] = GetParam();
  Devices devices(file);
  auto phone = a_device(1, "phone");
  phone.paired = std::chrono::floor<std::chrono::seconds>(now);
  EXPECT_EQ(devices.add(phone).has_value(), is_kept);
  EXPECT_EQ(Devices(file).fault(), "");
  EXPECT_EQ(Devices(file).all(), devices.all());
}

// In the year 2500 the nanoseconds of the clock have begun anew, and mean 1915.
constexpr auto in_2500 = static_cast<std::int64_t>(16'725'225'600ULL * 1'000'000'000ULL);

INSTANTIATE_TEST_SUITE_P(
    Each, WhenTheClockIsWrong,
    ::testing::Values(std::pair{Devices::Time(*time_from("2036-11-23T10:00:00Z")), true},
                      std::pair{Devices::Time(*time_from("2026-11-22T10:00:00Z")), true},
                      std::pair{Devices::Time(*time_from("2199-12-31T23:59:59Z") +
                                              std::chrono::seconds(1)),
                                false},
                      std::pair{Devices::Time(std::chrono::nanoseconds(in_2500)), false}));

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

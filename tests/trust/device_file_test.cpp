// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/device_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/trust/a_device.hpp"

namespace deskgate::gateway::trust::testing {
namespace {

using ::testing::HasSubstr;

std::string refusal_of(const std::string& text) {
  try {
    read_devices(text);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

TEST(DeviceFile, IsReadAsItWasWritten) {
  auto phone = a_device(1, "Pixel 8");
  phone.grants = {"mpris.control", "notifications.see"};
  phone.expires = time_from("2027-01-01T00:00:00Z");
  phone.last_seen = time_from("2026-11-23T10:15:00Z");
  const std::vector devices{phone, a_device(2, "Ännchens Tablet ☀")};
  EXPECT_EQ(read_devices(write_devices(devices)), devices);
}

TEST(DeviceFile, ThatIsCutAnywhereIsRefused) {
  auto text = write_devices({a_device(1, "Pixel 8")});
  text.pop_back();  // the line feed at its end means nothing
  while (!text.empty()) {
    text.pop_back();
    EXPECT_NE(refusal_of(text), "") << text;
  }
}

struct Damage {
  const char* text;
  const char* told;
};

class DamagedFile : public ::testing::TestWithParam<Damage> {};

TEST_P(DamagedFile, IsRefusedWithThePlace) {
  EXPECT_THAT(refusal_of(GetParam().text), HasSubstr(GetParam().told));
}

INSTANTIATE_TEST_SUITE_P(
    Each, DamagedFile,
    ::testing::Values(Damage{"", "the file: is not JSON"},
                      Damage{"[]", "the file: must be an object"},
                      Damage{R"({"version": 2, "devices": []})",
                             "version: is 2, and this Deskgate knows"},
                      Damage{R"({"version": "1", "devices": []})", "version: is \"1\""},
                      Damage{R"({"devices": []})", "the file: has no \"version\""},
                      Damage{R"({"version": 1})", "the file: has no \"devices\""},
                      Damage{R"({"version": 1, "devices": {}})", "devices: must be a list"},
                      Damage{R"({"version": 1, "devices": [], "more": 1})", "unknown key \"more\""},
                      Damage{R"({"version": 1, "devices": [5]})", "devices[0]: must be an object"},
                      Damage{R"({"version": 1, "devices": [{}]})", "devices[0]: has no"}));

class DamagedDevice : public ::testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(DamagedDevice, IsRefusedWithThePlace) {
  auto text = write_devices({a_device(1, "Pixel 8")});
  const std::string key = std::string("\"") + GetParam().first + "\": ";
  const auto begin = text.find(key) + key.size();
  text.replace(begin, text.find_first_of(",\n", begin) - begin, GetParam().second);
  EXPECT_THAT(refusal_of(text), HasSubstr(std::string("devices[0].") + GetParam().first)) << text;
}

INSTANTIATE_TEST_SUITE_P(
    Each, DamagedDevice,
    ::testing::Values(std::pair{"key", "\"12\""}, std::pair{"key", "5"}, std::pair{"id", "\"\""},
                      std::pair{"id", "5"}, std::pair{"id", "\"PIXEL\""}, std::pair{"name", "\"\""},
                      std::pair{"name", "\"a\\nb\""}, std::pair{"name", "null"},
                      std::pair{"grants", "\"mpris.control\""}, std::pair{"grants", "[5]"},
                      std::pair{"paired", "null"}, std::pair{"paired", "\"2026-02-30T00:00:00Z\""},
                      std::pair{"expires", "\"tomorrow\""}, std::pair{"expires", "0"},
                      std::pair{"last_seen", "\"2026-01-01\""}));

TEST(DeviceFile, WithTwoOfOneNameKeyOrIdIsRefused) {
  EXPECT_EQ(refusal_of(write_devices({a_device(1, "a"), a_device(2, "a")})),
            "devices: two have the name a");
  EXPECT_EQ(refusal_of(write_devices({a_device(1, "a"), a_device(1, "b")})),
            "devices: two have one key");
  auto other = a_device(2, "b");
  other.id = a_device(1, "").id;
  EXPECT_EQ(refusal_of(write_devices({a_device(1, "a"), other})), "devices: two have one id");
}

TEST(DeviceTime, IsOfAYearThatTheClockHas) {
  EXPECT_TRUE(time_from("1970-01-01T00:00:00Z").has_value());
  EXPECT_TRUE(time_from("2199-12-31T23:59:59Z").has_value());
  for (const auto* year : {"0001", "1013", "1969", "2200", "2263", "9999"}) {
    EXPECT_FALSE(time_from(std::string(year) + "-12-31T00:00:00Z").has_value()) << year;
  }
}

}  // namespace
}  // namespace deskgate::gateway::trust::testing

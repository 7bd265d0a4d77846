// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/clock.hpp"

#include <gtest/gtest.h>

namespace deskgate::router {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

const Date midnight = std::chrono::sys_days(std::chrono::year(2026) / 3 / 1);

TEST(Rfc3339, IsWrittenWithMicrosecondsInUtc) {
  EXPECT_EQ(to_rfc3339(midnight + hours(12) + microseconds(7)), "2026-03-01T12:00:00.000007Z");
  EXPECT_EQ(to_rfc3339(Date{}), "1970-01-01T00:00:00.000000Z");
}

TEST(Rfc3339, IsWrittenForDatesBefore1970) {
  EXPECT_EQ(to_rfc3339(Date{} - milliseconds(250)), "1969-12-31T23:59:59.750000Z");
}

struct Form {
  const char* text;
  Date date;
};
class GoodDate : public testing::TestWithParam<Form> {};
TEST_P(GoodDate, IsRead) {
  EXPECT_EQ(from_rfc3339(GetParam().text), GetParam().date);
}
INSTANTIATE_TEST_SUITE_P(
    Rfc3339, GoodDate,
    testing::Values(
        Form{"2026-03-01T00:00:00Z", midnight}, Form{"2026-03-01t00:00:00z", midnight},
        Form{"2026-03-01 00:00:00Z", midnight},
        Form{"2026-03-01T12:34:56Z", midnight + hours(12) + minutes(34) + seconds(56)},
        Form{"2026-03-01T00:00:00.5Z", midnight + milliseconds(500)},
        Form{"2026-03-01T00:00:00.000001Z", midnight + microseconds(1)},
        Form{"2026-03-01T00:00:00.0000019Z", midnight + microseconds(1)},
        Form{"2026-03-01T01:00:00+01:00", midnight}, Form{"2026-02-28T23:30:00-00:30", midnight},
        Form{"2026-03-01T00:00:00+00:00", midnight}, Form{"2026-03-01T00:00:00-00:00", midnight},
        Form{"2026-02-28T23:59:60Z", midnight}, Form{"1970-01-01T00:00:00Z", Date{}},
        Form{"2024-02-29T00:00:00Z", std::chrono::sys_days(std::chrono::year(2024) / 2 / 29)}));

class BadDate : public testing::TestWithParam<const char*> {};
TEST_P(BadDate, IsRefused) {
  EXPECT_EQ(from_rfc3339(GetParam()), std::nullopt);
}
INSTANTIATE_TEST_SUITE_P(
    Rfc3339, BadDate,
    testing::Values("", "2026", "2026-03-01", "12:00:00Z", "2026-03-01T12:00:00",
                    "2026-03-01T12:00Z", "2026-3-1T12:00:00Z", "2026-13-01T00:00:00Z",
                    "2026-02-29T00:00:00Z", "2026-00-01T00:00:00Z", "2026-03-00T00:00:00Z",
                    "2026-03-01T24:00:00Z", "2026-03-01T12:60:00Z", "2026-03-01T12:00:61Z",
                    "2026-03-01T12:00:00.Z", "2026-03-01T12:00:00,5Z", "2026-03-01T12:00:00+1:00",
                    "2026-03-01T12:00:00+0100", "2026-03-01T12:00:00+24:00",
                    "2026-03-01T12:00:00Zx", " 2026-03-01T12:00:00Z", "2026-03-01T12:00:00Z ",
                    "-026-03-01T12:00:00Z", "+026-03-01T12:00:00Z", "2026-03-01T-1:00:00Z",
                    "2026/03/01T12:00:00Z", "2026-03-01_12:00:00Z"));

}  // namespace
}  // namespace deskgate::router

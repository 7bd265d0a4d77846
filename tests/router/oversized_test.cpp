// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/oversized.hpp"

#include <gtest/gtest.h>

#include "router/serializer.hpp"
#include "router/transport.hpp"

namespace deskgate::router {
namespace {

std::string shortened(const std::string& message) {
  const auto decoded = json_serializer().decode(message);
  const auto instead = in_place_of(decoded.value(), 512);
  return instead ? std::string(Outgoing(*instead).octets(json_serializer()).value()) : "nothing";
}

TEST(Oversized, EventLosesItsArgumentsAndSaysSo) {
  EXPECT_EQ(shortened(R"([36, 1, 2, {"topic": "a"}, ["long"], {"k": 1}])"),
            R"([36,1,2,{"payload_limit_exceeded":true,"topic":"a"}])");
}

TEST(Oversized, ResultBecomesAnError) {
  EXPECT_EQ(shortened(R"([50, 7, {}, ["long"]])"),
            R"([8,48,7,{},"wamp.error.payload_size_exceeded",)"
            R"(["the answer is too long, and the receiver takes 512"]])");
}

TEST(Oversized, ErrorBecomesAnotherError) {
  EXPECT_EQ(shortened(R"([8, 48, 7, {}, "a.error", ["long"]])"),
            R"([8,48,7,{},"wamp.error.payload_size_exceeded",)"
            R"(["the answer is too long, and the receiver takes 512"]])");
}

TEST(Oversized, ProgressAndOtherMessagesHaveNothingInTheirPlace) {
  EXPECT_EQ(shortened(R"([50, 7, {"progress": true}, ["long"]])"), "nothing");
  EXPECT_EQ(shortened(R"([68, 1, 2, {}, ["long"]])"), "nothing");
}

TEST(Oversized, ArgumentsMustLeaveRoomForTheRest) {
  EXPECT_TRUE(check_size(200, 512));
  EXPECT_EQ(check_size(300, 512).error().uri, "wamp.error.payload_size_exceeded");
}

}  // namespace
}  // namespace deskgate::router

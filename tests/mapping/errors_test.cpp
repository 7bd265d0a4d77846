// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/errors.hpp"

#include <gtest/gtest.h>

namespace deskgate::mapping {
namespace {

struct Named {
  const char* dbus;
  const char* uri;
};

class ErrorUriTest : public testing::TestWithParam<Named> {};

TEST_P(ErrorUriTest, IsAsTheTableSays) {
  EXPECT_EQ(error_uri(GetParam().dbus), GetParam().uri);
}

const Named standard[] = {
    {"org.freedesktop.DBus.Error.UnknownMethod", "wamp.error.no_such_procedure"},
    {"org.freedesktop.DBus.Error.UnknownObject", "wamp.error.no_such_procedure"},
    {"org.freedesktop.DBus.Error.UnknownInterface", "wamp.error.no_such_procedure"},
    {"org.freedesktop.DBus.Error.ServiceUnknown", "wamp.error.unavailable"},
    {"org.freedesktop.DBus.Error.NameHasNoOwner", "wamp.error.unavailable"},
    {"org.freedesktop.DBus.Error.Disconnected", "wamp.error.unavailable"},
    {"org.freedesktop.DBus.Error.NoReply", "wamp.error.timeout"},
    {"org.freedesktop.DBus.Error.Timeout", "wamp.error.timeout"},
    {"org.freedesktop.DBus.Error.TimedOut", "wamp.error.timeout"},
    {"org.freedesktop.DBus.Error.InvalidArgs", "wamp.error.invalid_argument"},
    {"org.freedesktop.DBus.Error.InvalidSignature", "wamp.error.invalid_argument"},
    {"org.freedesktop.DBus.Error.LimitsExceeded", "wamp.error.unavailable"},
};
INSTANTIATE_TEST_SUITE_P(WampHasAWord, ErrorUriTest, testing::ValuesIn(standard));

const Named own[] = {
    {"org.freedesktop.DBus.Error.AccessDenied", "org.freedesktop.DBus.Error.AccessDenied"},
    {"org.freedesktop.DBus.Error.UnknownProperty", "org.freedesktop.DBus.Error.UnknownProperty"},
    {"org.freedesktop.Notifications.InvalidId", "org.freedesktop.Notifications.InvalidId"},
    {"org.example.UnknownMethod", "org.example.UnknownMethod"},
};
INSTANTIATE_TEST_SUITE_P(ServiceSpeaks, ErrorUriTest, testing::ValuesIn(own));

const Named invalid[] = {
    {"", "org.freedesktop.DBus.Error.Failed"},
    {"Failed", "org.freedesktop.DBus.Error.Failed"},
    {"org.example.Not valid", "org.freedesktop.DBus.Error.Failed"},
    {"org.example.", "org.freedesktop.DBus.Error.Failed"},
    {"wamp.error.not_authorized", "org.freedesktop.DBus.Error.Failed"},
};
INSTANTIATE_TEST_SUITE_P(NotTakenAtItsWord, ErrorUriTest, testing::ValuesIn(invalid));

class ErrorNameTest : public testing::TestWithParam<Named> {};

TEST_P(ErrorNameTest, IsAsTheTableSays) {
  EXPECT_EQ(error_name(GetParam().uri), GetParam().dbus);
}

const Named back[] = {
    {"org.freedesktop.DBus.Error.UnknownMethod", "wamp.error.no_such_procedure"},
    {"org.freedesktop.DBus.Error.ServiceUnknown", "wamp.error.unavailable"},
    {"org.freedesktop.DBus.Error.NoReply", "wamp.error.timeout"},
    {"org.freedesktop.DBus.Error.InvalidArgs", "wamp.error.invalid_argument"},
    {"org.freedesktop.DBus.Error.AccessDenied", "wamp.error.not_authorized"},
    {"org.deskgate.Error.Canceled", "wamp.error.canceled"},
    {"org.deskgate.Error.Failed", "wamp.error.protocol_violation"},
    {"com.example.garden.too_dry", "com.example.garden.too_dry"},
    {"org.freedesktop.DBus.Error.AccessDenied", "org.freedesktop.DBus.Error.AccessDenied"},
    {"org.deskgate.Error.Failed", "com.example.garden.too-dry"},
    {"org.deskgate.Error.Failed", "garden"},
    {"org.deskgate.Error.Failed", ""},
};
INSTANTIATE_TEST_SUITE_P(OnTheWayBack, ErrorNameTest, testing::ValuesIn(back));

// Of a word of WAMP nothing is lost on the way to D-Bus and back.
class ErrorRoundTripTest : public testing::TestWithParam<Named> {};

TEST_P(ErrorRoundTripTest, GivesTheWordBack) {
  EXPECT_EQ(error_uri(error_name(GetParam().uri)), GetParam().uri);
}

INSTANTIATE_TEST_SUITE_P(WampHasAWord, ErrorRoundTripTest, testing::ValuesIn(standard));

}  // namespace
}  // namespace deskgate::mapping

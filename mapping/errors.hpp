// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Errors: D-Bus names to WAMP URIs, one table.
//
// A D-Bus error name is a legal URI, so what a service says is passed on under its own name, except
// where WAMP has a word of its own. A client can tell "the policy refused"
// (wamp.error.not_authorized, from Deskgate) from "the service refused"
// (org.freedesktop.DBus.Error.AccessDenied, from the service).
#pragma once

#include <string>
#include <string_view>

namespace deskgate::mapping {

// The error URI for a D-Bus error name. Text that is no valid error name, or would speak in WAMP's
// own words (wamp.…), becomes org.freedesktop.DBus.Error.Failed.
std::string error_uri(std::string_view dbus_error_name);

}  // namespace deskgate::mapping

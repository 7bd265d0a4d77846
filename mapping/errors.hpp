// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Errors: D-Bus names to WAMP URIs and back, one table.
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

// What the name of an error of Deskgate's own begins with, on D-Bus.
inline constexpr std::string_view own_errors = "org.deskgate.Error.";

// The D-Bus error name for an error URI: WAMP's words become the first standard name that means
// them, so that error_uri() gives them back; what only WAMP can say, and a URI that is no valid
// error name, becomes org.deskgate.Error.Failed.
std::string error_name(std::string_view uri);

}  // namespace deskgate::mapping

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/errors.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "mapping/names.hpp"

namespace deskgate::mapping {

namespace {

constexpr std::string_view standard = "org.freedesktop.DBus.Error.";

// WAMP's words for standard errors; the names stand after `standard`. Of several for one word the
// first is what the word becomes on the way back.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> standard_words{{
    {"UnknownMethod", "wamp.error.no_such_procedure"},
    {"UnknownObject", "wamp.error.no_such_procedure"},
    {"UnknownInterface", "wamp.error.no_such_procedure"},
    {"ServiceUnknown", "wamp.error.unavailable"},
    {"NameHasNoOwner", "wamp.error.unavailable"},
    {"Disconnected", "wamp.error.unavailable"},
    {"NoReply", "wamp.error.timeout"},
    {"Timeout", "wamp.error.timeout"},
    {"TimedOut", "wamp.error.timeout"},
    {"InvalidArgs", "wamp.error.invalid_argument"},
    {"InvalidSignature", "wamp.error.invalid_argument"},
    {"LimitsExceeded", "wamp.error.unavailable"},
}};

std::string_view word_of_wamp(std::string_view name) {
  if (!name.starts_with(standard)) return {};
  for (const auto& [dbus, wamp] : standard_words) {
    if (dbus == name.substr(standard.size())) return wamp;
  }
  return {};
}

}  // namespace

std::string error_uri(std::string_view dbus_error_name) {
  // Error names follow the rules of interface names.
  if (!is_interface_name(dbus_error_name) || dbus_error_name.starts_with("wamp.")) {
    return std::string(standard) + "Failed";
  }
  const auto word = word_of_wamp(dbus_error_name);
  return std::string(word.empty() ? dbus_error_name : word);
}

std::string error_name(std::string_view uri) {
  const auto* known = std::find_if(standard_words.begin(), standard_words.end(),
                                   [&](const auto& row) { return row.second == uri; });
  if (known != standard_words.end()) return std::string(standard) + std::string(known->first);
  if (uri == "wamp.error.not_authorized") return std::string(standard) + "AccessDenied";
  if (uri == "wamp.error.canceled") return std::string(own_errors) + "Canceled";
  if (!is_interface_name(uri) || uri.starts_with("wamp.")) {
    return std::string(own_errors) + "Failed";
  }
  return std::string(uri);
}

}  // namespace deskgate::mapping

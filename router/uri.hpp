// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// URIs of WAMP: the rules (specification, "URIs") and every predefined URI that the router uses.
//
// The loose rules are enforced: D-Bus names have upper case and hyphens, which the strict rules
// refuse.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace deskgate::router {

// How the URI of a subscription or registration is compared with that of an event or call.
// `prefix` compares characters, not components; `wildcard` treats empty components as "any one
// component".
enum class Match { exact, prefix, wildcard };

std::string_view to_string(Match match);

// The inverse of to_string; nullopt for any other text.
std::optional<Match> match_from(std::string_view text);

// Loose rule, no empty component: what PUBLISH, CALL and exact SUBSCRIBE and REGISTER take. White
// space of any script and '#' are refused.
bool is_uri(std::string_view text);

// The rule for `match`: the last component of a prefix may be empty (so may the whole), any
// component of a wildcard.
bool is_pattern(std::string_view text, Match match);

// The number of components of a URI or pattern, empty ones included.
std::size_t component_count(std::string_view text);

// The URI of a subscription or registration, and how it is compared. Does not own it.
struct Pattern {
  std::string_view uri;
  Match match = Match::exact;
};

// The strict rule, which a URI or pattern may obey as well: only a to z, 0 to 9 and '_' between the
// dots.
bool is_strict(std::string_view text);

// Whether a subscription or registration of `pattern` under `match` means `uri`. Both obey their
// rules.
bool matches(std::string_view pattern, Match match, std::string_view uri);

// The first component is "wamp": reserved for the router itself.
bool is_reserved(std::string_view uri);

namespace error {
inline constexpr std::string_view invalid_uri = "wamp.error.invalid_uri";
inline constexpr std::string_view no_such_procedure = "wamp.error.no_such_procedure";
inline constexpr std::string_view procedure_already_exists = "wamp.error.procedure_already_exists";
inline constexpr std::string_view no_such_registration = "wamp.error.no_such_registration";
inline constexpr std::string_view no_such_subscription = "wamp.error.no_such_subscription";
inline constexpr std::string_view invalid_argument = "wamp.error.invalid_argument";
inline constexpr std::string_view canceled = "wamp.error.canceled";
inline constexpr std::string_view payload_size_exceeded = "wamp.error.payload_size_exceeded";
inline constexpr std::string_view protocol_violation = "wamp.error.protocol_violation";
inline constexpr std::string_view not_authorized = "wamp.error.not_authorized";
inline constexpr std::string_view authorization_failed = "wamp.error.authorization_failed";
inline constexpr std::string_view no_such_session = "wamp.error.no_such_session";
inline constexpr std::string_view no_such_realm = "wamp.error.no_such_realm";
inline constexpr std::string_view no_such_role = "wamp.error.no_such_role";
inline constexpr std::string_view no_matching_auth_method = "wamp.error.no_matching_auth_method";
// Also where there is no such user: which it is, is nobody's business.
inline constexpr std::string_view authentication_denied = "wamp.error.authentication_denied";
// The router cannot say who it is, and why is not the client's business.
inline constexpr std::string_view authentication_failed = "wamp.error.authentication_failed";
inline constexpr std::string_view timeout = "wamp.error.timeout";
inline constexpr std::string_view feature_not_supported = "wamp.error.feature_not_supported";
inline constexpr std::string_view option_not_allowed = "wamp.error.option_not_allowed";
inline constexpr std::string_view unavailable = "wamp.error.unavailable";
inline constexpr std::string_view no_available_callee = "wamp.error.no_available_callee";
inline constexpr std::string_view disclose_me_disallowed =
    "wamp.error.option_disallowed.disclose_me";
}  // namespace error

namespace close {
inline constexpr std::string_view system_shutdown = "wamp.close.system_shutdown";
inline constexpr std::string_view close_realm = "wamp.close.close_realm";
inline constexpr std::string_view killed = "wamp.close.killed";
inline constexpr std::string_view goodbye_and_out = "wamp.close.goodbye_and_out";
}  // namespace close

}  // namespace deskgate::router

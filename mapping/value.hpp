// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Values: D-Bus to WAMP and back, driven by the D-Bus signature and never by the shape of the WAMP
// value.
//
//   D-Bus          WAMP, both ways unless said
//   y n q i u      integer, range-checked; inward also a float without a fraction
//   x t            integer; beyond ±(2^53−1) a decimal string. Inward both are taken
//   d              number; "NaN", "Infinity", "-Infinity" as text
//   b              boolean
//   s o g          text; checked inward (UTF-8, no U+0000, no noncharacters, which sd-bus refuses;
//                  path and signature grammar)
//   ay             binary; inward also a list of integers 0..255, never text
//   aT (..)        list; a struct's has the exact length
//   a{KT}          dictionary, keys as text; inward also a list of [key, value] pairs. Outward, a
//                  list of pairs where two keys are the same
//   v              unwrapped; inward {"t": signature, "v": value} or a guess: boolean b, text s,
//                  binary ay, integer i, else x, else t; number d; a list of text as; a dictionary
//                  with text keys a{sv}; nothing else
//   h              refused
#pragma once

#include <sdbus-c++/sdbus-c++.h>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>

namespace deskgate::mapping {

// A value that does not fit, and the place: `argument 2, element 3, key "urgency": expected y
// (0..255), got 300`.
struct Mismatch {
  std::string message;
};

template <class T>
using Converted = boost::system::result<T, Mismatch>;

[[noreturn]] void throw_exception_from_error(const Mismatch& mismatch,
                                             const boost::source_location& where);

// Reads the next complete value of the message. Fails on `h`, after which what follows the value
// can be read, and on nesting that D-Bus itself would not allow.
Converted<nlohmann::json> read_value(sdbus::Message& message);

// Reads the whole body: a list with one element per argument.
Converted<nlohmann::json> read_body(sdbus::Message& message);

// The most octets that a body may take, short of the 32 MiB at which a bus daemon may end the
// connection of who sends such a message. D-Bus' own limit for an array, 64 MiB, lies beyond.
inline constexpr std::size_t largest_body = std::size_t{31} << 20U;

// What arguments are written into: the body, or a variant that is open in it (Properties.Set).
enum class Into { body, variant };

// Appends arguments of the given signature to the message. `arguments` is a list of exactly as many
// values as the signature has complete types. The message is only written if every argument fits.
// `names` are the introspected names of the arguments for messages, "" or missing where there is
// none; positions count from 1 in messages.
Converted<void> write_body(sdbus::Message& message, std::string_view signature,
                           const nlohmann::json& arguments, const std::vector<std::string>& names,
                           Into into = Into::body);

// Whether the arguments would be written, without a message.
Converted<void> check_body(std::string_view signature, const nlohmann::json& arguments,
                           const std::vector<std::string>& names, Into into = Into::body);

}  // namespace deskgate::mapping

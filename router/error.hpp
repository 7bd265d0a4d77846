// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What goes wrong and is told to a peer: a WAMP error URI and a sentence for a person.
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>

namespace deskgate::router {

// `uri` is one of uri.hpp's `error::` constants or a URI that a callee chose. `message` names the
// offender, the place and the way out, in one sentence without a final full stop.
struct Error {
  std::string uri;
  std::string message;
  friend bool operator==(const Error&, const Error&) = default;
};

// wamp.error.invalid_argument, wamp.close.protocol_violation.
Error invalid_argument(std::string message);
Error protocol_violation(std::string message);

// What a message names, in quotation marks.
std::string quote(std::string_view text);

// A value, or the error that a peer is told.
template <class T>
using Result = boost::system::result<T, Error>;

// Called by Result::value() on an error: asking for a value without looking is a bug.
[[noreturn]] void throw_exception_from_error(const Error& error,
                                             const boost::source_location& where);

}  // namespace deskgate::router

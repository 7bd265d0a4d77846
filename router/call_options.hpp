// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The options of CALL, CANCEL, YIELD and REGISTER, checked. Each `from` fails with
// wamp.error.protocol_violation on a wrong type.
#pragma once

#include <chrono>
#include <optional>

#include "router/message.hpp"
#include "router/registrations.hpp"

namespace deskgate::router {

struct CallOptions {
  bool receive_progress = false;
  bool progress = false;
  bool disclose_me = false;
  std::chrono::milliseconds timeout{0};  // 0: none asked for

  static Result<CallOptions> from(const Dict& options);
};

// How a call is cancelled (specification, "Call Canceling"). A mode that is missing or that nobody
// knows is `killnowait`: the caller is answered, and the callee told.
enum class CancelMode { skip, kill, killnowait };

std::string_view to_string(CancelMode mode);
Result<CancelMode> cancel_mode_from(const Dict& options);

// `match` and `policy` are nullopt where the text is none.
struct RegisterOptions {
  std::optional<Match> match = Match::exact;
  std::optional<InvocationPolicy> policy = InvocationPolicy::single;
  bool forward_timeout = false;
  bool disclose_caller = false;

  static Result<RegisterOptions> from(const Dict& options);
};

}  // namespace deskgate::router

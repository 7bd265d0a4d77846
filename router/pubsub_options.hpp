// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The options of PUBLISH and SUBSCRIBE, checked.
#pragma once

#include "router/eligibility.hpp"
#include "router/message.hpp"
#include "router/uri.hpp"

namespace deskgate::router {

// Options of PUBLISH. `from` fails with wamp.error.protocol_violation on a wrong type.
struct PublishOptions {
  bool acknowledge = false;
  bool retain = false;
  bool disclose_me = false;
  Eligibility eligibility{};

  static Result<PublishOptions> from(const Dict& options, SessionId publisher);
};

// Options of SUBSCRIBE. `match` is nullopt where the text is no matching policy. `from` fails with
// wamp.error.protocol_violation on a wrong type.
struct SubscribeOptions {
  std::optional<Match> match = Match::exact;
  bool get_retained = false;

  static Result<SubscribeOptions> from(const Dict& options);
};

}  // namespace deskgate::router

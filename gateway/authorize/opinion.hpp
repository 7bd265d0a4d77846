// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What is asked of the procedure that authorises, and what it answers: the form is Crossbar.io's,
// so that a program that serves one serves the other.
#pragma once

#include "router/authorizer.hpp"
#include "router/local_peer.hpp"

namespace deskgate::gateway::authorize {

struct Opinion {
  bool is_allowed = false;
  bool lasts = false;  // "cache": it counts for as long as the session
  router::Disclosure disclosure = router::Disclosure::on_request;
};

// The arguments of the call: who, the URI, the action by name, and options.
router::Payload question(const router::Principal& who, const router::Request& what);

// True or false, or a dictionary with "allow" and, where they are wanted, "disclose" and "cache".
// The message of an error says why it is no answer, and quotes nothing of it.
router::Result<Opinion> read_opinion(const router::LocalPeer::Outcome& outcome);

}  // namespace deskgate::gateway::authorize

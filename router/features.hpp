// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What a client has announced in HELLO, as far as the router acts on it (specification,
// "Features").
#pragma once

#include "router/payload.hpp"

namespace deskgate::router {

// One flag for each feature that changes what the router does for a client. A callee that announces
// progressive results or invocations without call_canceling counts as having neither.
struct Features {
  struct {
    bool progressive_call_invocations = false;
    bool payload_passthru_mode = false;
  } caller;
  struct {
    bool progressive_call_results = false;
    bool progressive_call_invocations = false;
    bool call_canceling = false;
    bool call_timeout = false;
    bool call_reroute = false;
    bool registration_revocation = false;
    bool payload_passthru_mode = false;
  } callee;
  struct {
    bool payload_passthru_mode = false;
  } publisher;
  struct {
    bool subscription_revocation = false;
    bool payload_passthru_mode = false;
  } subscriber;

  // From the roles of a HELLO that may join. Flags that are not `true`, and flags that stand beside
  // `features` instead of in it, announce nothing.
  static Features from(const Dict& roles);
};

// What this router announces in WELCOME.Details.roles: what works, and nothing else.
Dict announced_roles();

}  // namespace deskgate::router

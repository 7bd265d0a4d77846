// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The second look at a call, when its arguments are known: the realm has agreed to the URI, now the
// policy judges the values, and how often the caller calls.
#pragma once

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "gateway/audit/entry.hpp"
#include "gateway/bus/asking.hpp"
#include "gateway/roles.hpp"
#include "mapping/policy.hpp"
#include "mapping/rate_limiter.hpp"
#include "router/local_peer.hpp"

namespace deskgate::gateway::bus {

// A call as it goes on.
struct Passage {
  nlohmann::json arguments;  // with those that the policy forces
  std::chrono::milliseconds timeout;
  std::string ask_for{};  // the grant whose rule wants the desktop to be asked; "": none does
};

// What the rules ask of a call that waits.
struct Waiting {
  router::Principal caller{};
  std::string procedure{};
  std::vector<mapping::ArgumentInfo> expected{};
};

// `policy` and `roles` outlive it.
class CallGate {
 public:
  CallGate(const mapping::Policy& policy, const Roles& roles) : policy_(policy), roles_(roles) {}

  // The positional arguments of a call, or what is wrong with them. Keyword arguments are refused:
  // D-Bus has none.
  router::Result<nlohmann::json> arguments(const router::LocalCall& call) const;

  // Lets a call whose arguments fit `expected` pass, under the most generous rule that they satisfy
  // and that the caller has not used up; or says why it may not.
  router::Result<Passage> pass(const router::LocalCall& call, nlohmann::json arguments,
                               const std::vector<mapping::ArgumentInfo>& expected);

  // The same of a call that was let through and has waited since: the rules may be others now. It
  // is not counted again. `is_agreed`: the desktop has said yes.
  router::Result<Passage> pass_again(const Waiting& call, nlohmann::json arguments,
                                     bool is_agreed) const;

  // Where calls and writes that are let through are recorded, before they are sent, and what must
  // be asked for when the desktop has agreed; nullptr: they are not. A write that cannot be
  // recorded is not let through, nor is what the desktop has agreed to.
  void set_recorder(audit::Recorder* recorder) { recorder_ = recorder; }

  // Who is asked where a passage says so; nullptr: nobody can be.
  void set_asking(Asking* asking) { asking_ = asking; }
  void ask(const AskedCall& call, const router::Answer& awaited,
           const std::weak_ptr<const Asking::Then>& then) const;

  // Whether the caller may read a property of an object under `file`.
  bool may_get(const router::LocalCall& call, const mapping::PolicyFile& file,
               std::string_view interface, std::string_view property) const;

 private:
  router::Result<Passage> let_pass(const router::Principal& caller, const std::string& procedure,
                                   Passage passage, const mapping::Rule& rule) const;

  const mapping::Policy& policy_;
  const Roles& roles_;
  mapping::RateLimiter limiter_;
  Asking* asking_ = nullptr;
  audit::Recorder* recorder_ = nullptr;
};

}  // namespace deskgate::gateway::bus

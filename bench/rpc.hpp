// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A caller that keeps some calls under way, and a callee that answers at once.
#pragma once

#include <string>
#include <string_view>

#include "bench/calls.hpp"
#include "bench/peer.hpp"
#include "bench/scenarios.hpp"

namespace deskgate::bench {

// Calls one procedure with one text. Stays where it was made.
class Caller {
 public:
  Caller(Loop& loop, const Load& load, std::string procedure);

  Calls& calls() { return calls_; }

 private:
  void call(std::uint64_t request);
  void take_result(std::string_view message);

  std::string procedure_;
  std::string payload_;
  Peer peer_;
  Calls calls_;
};

// Provides one procedure, which answers what it was given. A relay's far end sends everything back
// as it is. Stays where it was made.
class Callee {
 public:
  Callee(Loop& loop, const Load& load, std::string_view procedure);

 private:
  void answer(std::string_view message);

  std::string payload_;
  bool has_wamp_;
  Peer peer_;
};

// Both, for a procedure of the bench's own. Stays where it was made.
struct Rpc {
  Rpc(Loop& loop, const Load& load);

  Caller caller;  // first: a relay pairs its connections in their order
  Callee callee;
};

// Starts the calls, and measures them.
Figures measure(Loop& loop, const Load& load, Calls& calls);

}  // namespace deskgate::bench

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Method calls on the bus that wait for a WAMP procedure to answer.
//
// A call is cancelled when its caller leaves the bus, and ends with an error when the procedure
// takes too long or the object goes. One caller has only so many at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "gateway/bus/local_object.hpp"
#include "mapping/introspection.hpp"
#include "router/local_peer.hpp"

namespace deskgate::gateway::bus {

// Of one caller, on one object.
inline constexpr std::size_t max_exported_calls = 256;

// What is called, and what its answer must be.
struct ExportedProcedure {
  std::string uri;
  std::vector<mapping::ArgumentInfo> results;
  std::chrono::milliseconds timeout;
};

// `bus` and `peer` outlive it.
class ExportedCalls {
 public:
  ExportedCalls(Bus& bus, router::LocalPeer& peer);
  ~ExportedCalls();
  ExportedCalls(const ExportedCalls&) = delete;
  ExportedCalls& operator=(const ExportedCalls&) = delete;

  // Calls the procedure with the arguments, and answers `call` with what comes of it.
  void start(const IncomingCall& call, const ExportedProcedure& procedure,
             nlohmann::json arguments);

 private:
  struct Pending {
    IncomingCall call;
    ExportedProcedure procedure;
    router::RequestId request{};
  };

  void finish(std::uint64_t id, const router::LocalPeer::Outcome& outcome);
  void cancel_of(const std::string& sender);
  std::size_t count_of(const std::string& sender) const;

  Bus& bus_;
  router::LocalPeer& peer_;
  std::map<std::uint64_t, Pending> pending_;
  std::uint64_t last_ = 0;
  std::optional<Bus::Match> leavers_;
};

}  // namespace deskgate::gateway::bus

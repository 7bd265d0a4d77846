// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The arguments of pairing's procedures.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "gateway/trust/pairing_proof.hpp"
#include "mapping/policy.hpp"
#include "router/error.hpp"
#include "router/payload.hpp"

namespace deskgate::gateway::trust {

// What a window is opened with.
struct PairingOptions {
  std::optional<mapping::Grants> grants{};  // nullopt: the usual ones
  std::chrono::seconds open_for{120};
  std::optional<std::chrono::seconds> lifetime{};
};

// What a device says of itself.
struct PairingClaim {
  Hash proof{};
  std::string name;  // clean
};

// What one of this user's own programs answers to a request.
struct PairingAnswer {
  std::uint64_t number = 0;
  bool is_yes = false;
};

// Each fails with wamp.error.invalid_argument and the key at fault. Grants must exist.
router::Result<PairingOptions> read_pairing_options(const router::Payload& payload,
                                                    const mapping::Policy& policy);
router::Result<PairingClaim> read_pairing_claim(const router::Payload& payload);
router::Result<PairingAnswer> read_pairing_answer(const router::Payload& payload);

}  // namespace deskgate::gateway::trust

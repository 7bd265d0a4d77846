// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <cstdint>
#include <string>

#include "gateway/trust/device.hpp"

namespace deskgate::gateway::trust::testing {

// With a key of its own for each number.
inline Device a_device(std::uint8_t number, const std::string& name) {
  router::authentication::SigningKey::Seed seed{};
  seed[0] = number;
  return {.key = router::authentication::SigningKey(seed).public_key(),
          .name = name,
          .grants = {},
          .paired = *time_from("2026-11-23T10:00:00Z")};
}

}  // namespace deskgate::gateway::trust::testing

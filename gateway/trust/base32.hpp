// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Octets as base32 (RFC 4648 section 6) in lower case, without padding: what people may have to
// read out.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace deskgate::gateway::trust {

std::string to_base32(std::span<const std::uint8_t> octets);

}  // namespace deskgate::gateway::trust

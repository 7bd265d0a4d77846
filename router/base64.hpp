// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Base64 in its one canonical form (RFC 4648 section 4: padded, nothing ignored).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace deskgate::router {

using Octets = std::vector<std::uint8_t>;

std::string to_base64(std::span<const std::uint8_t> octets);
std::string to_base64(std::string_view octets);

// nullopt for anything that to_base64 would not have written.
std::optional<Octets> from_base64(std::string_view text);

}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What the methods that prove a secret have in common.
#pragma once

#include <string>
#include <string_view>

namespace deskgate::router::authentication {

// Whether the texts are alike, in a time that tells nothing of either but the length of `answer`.
bool is_same(std::string_view secret, std::string_view answer);

// SHA-256 (RFC 6234), 32 octets.
std::string sha256(std::string_view text);

// HMAC-SHA256 (RFC 2104), 32 octets.
std::string hmac_sha256(std::string_view key, std::string_view text);

// PBKDF2 with HMAC-SHA256 (RFC 8018 section 5.2). `iterations` and `size` (octets) are at least 1.
std::string pbkdf2_sha256(std::string_view password, std::string_view salt, int iterations,
                          int size);

}  // namespace deskgate::router::authentication

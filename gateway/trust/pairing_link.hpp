// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What a QR code says: where this machine is, how to know it, and the token that opens it once.
//
//   https://192.168.1.20:5021/pair#v=1&a=192.168.1.20:5021,10.0.0.5:5021&c=HASH&r=KEY&t=TOKEN
//
// All of it stands behind the #, which no browser sends to anybody. `c` is the SHA-256 of the TLS
// key, `r` the identity key, both base64url without padding; `t` is the token in base32.
#pragma once

#include <string>
#include <vector>

#include "gateway/trust/pairing_proof.hpp"

namespace deskgate::gateway::trust {

// `addresses`: "192.168.1.20:5021", at least one.
std::string pairing_link(const std::vector<std::string>& addresses, const Hash& tls_key,
                         const router::authentication::PublicKey& identity, const Token& token);

}  // namespace deskgate::gateway::trust

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// How whoever knows an older identity key of this gateway is led to the present one: by links, each
// of which says that one key has followed another, and is signed by both.
//
// The old key's signature shows that its owner has given it up for the new one, the new key's that
// nobody else's key was named. Whoever has stolen a key can sign as well: a key that was stolen is
// replaced by pairing anew.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "router/authentication/ed25519.hpp"

namespace deskgate::gateway::trust {

// One key has followed another.
struct SuccessionLink {
  router::authentication::PublicKey from;
  router::authentication::PublicKey to;
  router::authentication::Signature by_old;
  router::authentication::Signature by_new;

  static SuccessionLink make(const router::authentication::SigningKey& from,
                             const router::authentication::SigningKey& to);

  // Whether both have signed "deskgate identity 1" ‖ 0 ‖ from ‖ to.
  bool is_signed() const;
};

// The oldest first.
using Succession = std::vector<SuccessionLink>;

// Links that are kept: whoever has been away for more changes than that is paired anew.
inline constexpr std::size_t most_links = 4;

// Those behind which others follow without a gap up to `present`; links that lead elsewhere, as one
// does whose key was never kept, are left out. At most most_links, the newest.
Succession leading_to(const router::authentication::PublicKey& present, Succession links);

// A list of {"from", "to", "by_old", "by_new"}, in hexadecimal digits.
nlohmann::json describe(const Succession& links);

// Reads what write_succession() has written. Throws std::runtime_error with the place where it is
// anything else; that includes signatures that are wrong.
Succession read_succession(std::string_view text);
std::string write_succession(const Succession& links);

}  // namespace deskgate::gateway::trust

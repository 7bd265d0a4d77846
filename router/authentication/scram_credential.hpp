// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What a router keeps of a password for SCRAM (RFC 5802 section 3): enough to verify a proof and to
// prove itself, not enough to log in elsewhere.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace deskgate::router::authentication {

// How a password becomes a key (specification, "SCRAM Algorithms"). A key has 32 octets.
struct ScramDerivation {
  enum class Kdf { argon2id13, pbkdf2 };

  Kdf kdf = Kdf::argon2id13;
  int iterations = 4;      // passes of Argon2id, rounds of PBKDF2
  int memory = 64 * 1024;  // KiB; 0 for PBKDF2
  friend auto operator<=>(const ScramDerivation&, const ScramDerivation&) = default;
};

struct ScramCredential {
  ScramDerivation derivation;
  std::string salt;        // 16 octets
  std::string stored_key;  // 32 octets
  std::string server_key;  // 32 octets
  friend bool operator==(const ScramCredential&, const ScramCredential&) = default;
};

// "argon2id13" or "pbkdf2".
std::string_view to_string(ScramDerivation::Kdf kdf);

// Whether SCRAM takes it as a name or a password: printable ASCII. Other text would have to be
// prepared (RFC 4013), which nobody does alike.
bool is_scram_text(std::string_view text);

// Of somebody who has this password, which is a text that SCRAM takes. Throws std::bad_alloc where
// there is not that much memory.
ScramCredential make_scram_credential(std::string_view password, const ScramDerivation& derivation,
                                      std::string salt);

// Of somebody who does not exist: the same for one `authid` each time, and as if made like `model`.
ScramCredential decoy_scram_credential(std::string_view key_of_router, std::string_view authid,
                                       const ScramDerivation& model);

// One line for a configuration: "argon2id13,4,65536,SALT,STOREDKEY,SERVERKEY", the octets in
// base64; "pbkdf2,4096,SALT,STOREDKEY,SERVERKEY".
std::string to_text(const ScramCredential& credential);

// nullopt for what to_text() would not have written; `fault` says what is wrong then.
std::optional<ScramCredential> scram_credential_from(std::string_view text, std::string& fault);

}  // namespace deskgate::router::authentication

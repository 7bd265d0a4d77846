// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The key that this gateway is known by: Ed25519, made at the first start, and replaced only where
// its owner says so.
//
// What it signs for others is the router's half of cryptosign: 32 octets that a client chose.
#pragma once

#include <memory>
#include <string>

#include "gateway/trust/succession.hpp"
#include "router/authentication/ed25519.hpp"

namespace deskgate::gateway::trust {

// Not thread-safe.
class Identity {
 public:
  // That of `folder`, in `identity.key` (64 hexadecimal digits of the seed) and
  // `identity-links.json`; what is not there is made. "": of this process alone. Throws
  // std::runtime_error with one sentence where it cannot be read or written.
  explicit Identity(std::string folder);

  const router::authentication::SigningKey& key() const { return *key_; }

  // The same object whatever key it is.
  const router::authentication::PublicKey& public_key() const { return public_key_; }

  // What leads from older keys to the present one.
  const Succession& succession() const { return links_; }

  // Another key takes its place. Throws std::runtime_error where that cannot be kept; the old one
  // holds then. A crash leaves the one or the other, each with what leads to it. Throws NotOnDisk
  // where the new one holds, but may be lost by a power cut.
  void renew();

 private:
  std::string folder_;
  std::unique_ptr<router::authentication::SigningKey> key_;
  router::authentication::PublicKey public_key_;
  Succession links_;
};

// What decoys are made with, for they must be the same after a restart and others on each machine:
// 32 octets of `decoys.key` in `folder`, which is made where it is not there; "": of this process
// alone. Throws as above.
std::string provide_secret(const std::string& folder);

}  // namespace deskgate::gateway::trust

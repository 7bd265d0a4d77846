// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Salted challenge-response, "wamp-scram" (specification, "Salted Challenge Response Authentication
// Mechanism"; RFC 5802): the client proves that it knows a password, the router that it has what
// was made of it, and neither says it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "router/authentication/method.hpp"
#include "router/authentication/scram_credential.hpp"
#include "router/error.hpp"
#include "router/transport.hpp"

namespace deskgate::router::authentication {

// What both ends sign (RFC 5802 section 3, AuthMessage); `salt` and `binding` are base64.
struct ScramExchange {
  std::string user;
  std::string client_nonce;
  std::string nonce;  // the client's, followed by the router's
  std::string salt;
  int iterations;
  std::string binding;  // c=

  std::string auth_message() const;
};

// Whether the proof is that of somebody who knows the password. Octets, not base64.
bool is_client_proof(const ScramCredential& credential, std::string_view auth_message,
                     std::string_view proof);

// What the client verifies the router by. Octets.
std::string server_signature(const ScramCredential& credential, std::string_view auth_message);

class Scram final : public Method {
 public:
  // Reads HELLO.Details. Fails with the name of the key at fault: wamp.error.protocol_violation
  // where `authid` or `authextra.nonce` is missing or malformed, wamp.error.option_not_allowed for
  // a channel binding that is not "tls-exporter", or that the connection does not have. `is_decoy`:
  // no proof passes.
  static Result<std::unique_ptr<Scram>> make(const Dict& details, ScramCredential credential,
                                             bool is_decoy, const std::optional<ChannelId>& channel,
                                             const Entropy& entropy);

  Dict challenge() override;

  // The answer must repeat the nonce and the binding: a client that has asked for one cannot be
  // talked out of it.
  std::optional<Dict> verify(const Authenticate& answer) override;

 private:
  Scram(ScramCredential credential, bool is_decoy, ScramExchange exchange, bool is_bound);

  ScramCredential credential_;
  bool is_decoy_;
  ScramExchange exchange_;
  bool is_bound_;
};

}  // namespace deskgate::router::authentication

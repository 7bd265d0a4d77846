// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A method of authentication (specification, "Authentication Methods"): what is asked of a client,
// and whether its answer proves what it must.
#pragma once

#include <optional>
#include <string>

#include "router/id.hpp"
#include "router/message.hpp"

namespace deskgate::router::authentication {

// Who somebody will be if the proof succeeds: what WELCOME will say.
struct Claim {
  SessionId session;
  std::string authid;
  std::string authrole;
  std::string authprovider;
};

// One login by one method; knows its secret, or what the secret is verified by. A method that is
// asked about a user who does not exist is given a decoy: it asks the same and takes as long, and
// no answer proves anything.
class Method {
 public:
  Method() = default;
  virtual ~Method() = default;
  Method(const Method&) = delete;
  Method& operator=(const Method&) = delete;

  // CHALLENGE.Extra. To be called once, first.
  virtual Dict challenge() = 0;

  // What WELCOME.Details.authextra says where the answer proves it, an empty dictionary where that
  // is nothing; nullopt where it does not. To be called once. Compares in constant time.
  virtual std::optional<Dict> verify(const Authenticate& answer) = 0;
};

}  // namespace deskgate::router::authentication

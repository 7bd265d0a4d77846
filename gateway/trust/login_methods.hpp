// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The methods of authentication by which the principals of the configuration log in, and devices
// by their keys.
//
// Nobody is told who exists: whoever is not there, or cannot log in by this method, is challenged
// with a decoy, and hears the same refusal.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/trust/decoys.hpp"
#include "gateway/trust/devices.hpp"
#include "gateway/trust/identity.hpp"
#include "gateway/trust/principals.hpp"
#include "router/authentication/method.hpp"
#include "router/authenticator.hpp"
#include "router/authorizer.hpp"
#include "router/id.hpp"

namespace deskgate::gateway::trust {

// A challenge on its way, and who it will have been if the answer proves it.
struct OpenLogin {
  std::unique_ptr<router::authentication::Method> method;  // nullptr: the connection is the proof
  router::Admission admission;
  std::optional<Principal> who{};                             // as it was when the login began
  std::optional<router::authentication::PublicKey> device{};  // whose login it is
  bool is_dynamic = false;                                    // who: as a procedure has said
  // Neither: a decoy.
};

// What WELCOME says of somebody whom a procedure has told of (authprovider).
inline constexpr std::string_view dynamic_provider = "dynamic";

// What a wrong proof gets, and somebody whom nobody knows.
router::Error login_denied();

// `principals`, `devices`, `identity` and what is called outlive it.
class LoginMethods {
 public:
  // `secret` is this machine's own: what decoys are made with, the same after a restart, as the
  // challenges of those who are there are.
  // `identity`: what this side proves itself by to clients that ask.
  LoginMethods(const Principals& principals, Devices& devices, const Identity& identity,
               router::Entropy entropy, std::string secret);

  // Those that principals can log in by, in the words of WAMP, in alphabetical order; and
  // cryptosign, be there a device or not, which is nobody's business.
  std::vector<std::string> offered() const;

  // The same, if somebody can log in by each of them whom nobody here knows.
  std::vector<std::string> possible() const;

  // The name that HELLO claims, if nobody here has it.
  std::optional<std::string> unknown_name(const router::Login& login) const;

  // Begins a login by a method that is offered. Fails as the method does where HELLO is malformed.
  // `told`: who somebody is whom nobody here knows, if a procedure has said it.
  router::Result<OpenLogin> begin(std::string_view method, const router::Login& login,
                                  const Principal* told = nullptr) const;

  // Nobody is told of any more, or by another procedure: decoys are like the principals again.
  void forget_told() { decoys_.forget_told(); }

  // Whether the session was admitted by one of these methods.
  static bool is_own(const router::Principal& session);

  // The one who logs in has proven to be it. False where it is not there any more, or not the
  // same: the configuration or the devices may have changed meanwhile.
  bool admit(const OpenLogin& login) const;

 private:
  using Begun = router::Result<OpenLogin>;
  Begun begin_by(std::string_view method, const router::Login& login, const Principal* told) const;
  Begun by_ticket(const router::Login& login, const Principal* told) const;
  Begun by_wampcra(const router::Login& login, const Principal* told) const;
  Begun by_scram(const router::Login& login, const Principal* told) const;
  Begun by_cryptosign(const router::Login& login, const Principal* told) const;
  OpenLogin by_certificate(const router::Login& login) const;
  OpenLogin owner_of(const router::authentication::PublicKey& key, const std::string& name,
                     const Principal* told) const;

  const Principals& principals_;
  Devices& devices_;
  const Identity& identity_;
  router::Entropy entropy_;
  mutable Decoys decoys_;  // they follow whoever is told of
};

}  // namespace deskgate::gateway::trust

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Who may provide what: REGISTER, UNREGISTER, and registrations that are taken back (specification,
// "Registering and Unregistering", "Shared Registration", "Registration Revocation").
//
// REGISTERED comes before the first INVOCATION, and before what the meta API says of it. A session
// provides a procedure once, whatever the policy. UNREGISTER and revocation leave calls that are
// in flight to their callee.
#pragma once

#include "router/authorizer.hpp"
#include "router/call_options.hpp"
#include "router/message.hpp"
#include "router/registrations.hpp"

namespace deskgate::router {

class Realm;

// Belongs to the dealer of `realm`. All sessions have left when it is destroyed (asserted).
class Registrar {
 public:
  explicit Registrar(Realm& realm) : realm_(realm) {}
  ~Registrar();
  Registrar(const Registrar&) = delete;
  Registrar& operator=(const Registrar&) = delete;

  // Each takes a lawful, authorised request of the session and sends the answers itself.
  void on_register(const Principal& callee, const Register& request,
                   const RegisterOptions& options);
  void on_unregister(const Principal& callee, const Unregister& request);

  // Takes the registration away from a session that provides it, and says so if the session has
  // announced registration_revocation. false: it does not provide it.
  bool revoke(SessionId callee, RegistrationId registration, std::string_view reason);

  // Asks the authorizer again for every registration, and revokes what it refuses now. The sessions
  // of this process are exempt.
  void judge_again();

  // The session has left.
  void forget(SessionId session);

  Registrations& table() { return registrations_; }
  const Registrations& table() const { return registrations_; }

 private:
  std::optional<Error> find_fault(const Principal& callee, const Register& request,
                                  const RegisterOptions& options) const;
  void remove(SessionId callee, RegistrationId registration);

  Realm& realm_;
  Registrations registrations_;
};

}  // namespace deskgate::router

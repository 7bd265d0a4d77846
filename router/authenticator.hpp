// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Who is at the other end: the question between HELLO and WELCOME.
#pragma once

#include <functional>
#include <string>
#include <variant>

#include "router/error.hpp"
#include "router/id.hpp"
#include "router/message.hpp"
#include "router/transport.hpp"

namespace deskgate::router {

// Who somebody is, once it is established: what WELCOME says.
struct Admission {
  std::string authid;  // empty: a random one is made
  std::string authrole;
  std::string authmethod = "anonymous";
  std::string authprovider = "static";
  bool is_owner = false;            // a program of this user: see Realm::limits_of
  bool is_trusted = false;          // a session of this process: see Realm::is_trusted
  Dict authextra = Dict::object();  // empty: WELCOME has none
};

// Somebody who wants to join, while the authenticator is asked.
struct Login {
  const Hello& hello;  // its realm exists, and its roles are lawful
  SessionId session;   // the one that the session will have
  const Transport& transport;
};

// Asked by one session, for one login after another. What fails is told to the client with ABORT,
// so that an error names no more than the client may know.
class Authenticator {
 public:
  // A challenge, after which proceed() is called with its answer; who it is; or why it is nobody.
  using Verdict = std::variant<Challenge, Admission, Error>;
  using Tell = std::function<void(Verdict)>;

  virtual ~Authenticator() = default;

  // `tell` is called once, at once or later, but not after this object has gone.
  virtual void begin(const Login& login, Tell tell) = 0;
  virtual void proceed(const Authenticate& answer, Tell tell) = 0;
};

// Admits whoever says HELLO: the transport vouches for who it is.
class Vouched final : public Authenticator {
 public:
  explicit Vouched(Admission admission) : admission_(std::move(admission)) {}

  // "unix" and "internal" admit whatever methods the client names in HELLO: the kernel has answered
  // already. Any other method must be among them, where it names some.
  void begin(const Login& login, Tell tell) override;
  void proceed(const Authenticate& answer, Tell tell) override;

 private:
  Admission admission_;
};

}  // namespace deskgate::router

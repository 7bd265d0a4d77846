// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/session.hpp"

#include <array>
#include <charconv>
#include <utility>

#include "router/join.hpp"
#include "router/router.hpp"
#include "router/uri.hpp"

namespace deskgate::router {
namespace {

std::string random_authid(const Entropy& entropy) {
  std::array<char, 16> digits{};
  const auto written = std::to_chars(digits.begin(), digits.end(), entropy(), 16);
  return {digits.begin(), written.ptr};
}

}  // namespace

Session::Session(Router& router, Transport& transport, std::unique_ptr<Authenticator> authenticator)
    : router_(router), transport_(transport), authenticator_(std::move(authenticator)) {}

Session::Session(Router& router, Transport& transport, Admission admission)
    : Session(router, transport, std::make_unique<Vouched>(std::move(admission))) {}

Session::~Session() {
  leave();
}

void Session::receive(const Message& message) {
  const bool is_abort = std::holds_alternative<Abort>(message);
  switch (state_) {
    case State::closed:
      return is_abort ? end() : on_first(message);
    case State::judged:
    case State::challenged:
      return is_abort ? end() : on_answer(message);
    case State::established:
      return is_abort ? end() : on_established(message);
    case State::shutting_down:
      if (is_abort || std::holds_alternative<Goodbye>(message)) end();
      return;
    case State::over:
      return;
  }
}

void Session::reject(const Error& error) {
  if (state_ == State::over) return;
  if (state_ == State::shutting_down) return end();
  abort(error);
}

void Session::lose_transport() {
  leave();
  state_ = State::over;
}

void Session::shut_down(std::string_view reason) {
  if (state_ == State::closed || state_ == State::judged || state_ == State::challenged) {
    return abort({std::string(reason), "the router ends this session"});
  }
  kill({{}, std::string(reason)});
}

void Session::kill(Goodbye goodbye) {
  if (state_ != State::established) return;
  const bool was_waiting = is_waiting();
  leave();
  state_ = State::shutting_down;
  transport_.send(Message(std::move(goodbye)));
  if (was_waiting) transport_.resume();
}

void Session::on_first(const Message& message) {
  if (const auto* hello = std::get_if<Hello>(&message)) return on_hello(*hello);
  abort(protocol_violation(std::string(name_of(code_of(message))) +
                           " outside of a session: the first message must be HELLO"));
}

void Session::on_answer(const Message& message) {
  const auto* answer = std::get_if<Authenticate>(&message);
  if (!answer || state_ != State::challenged) {
    return abort(protocol_violation(std::string(name_of(code_of(message))) +
                                    " before the session is established"));
  }
  state_ = State::judged;
  authenticator_->proceed(*answer, [this](auto verdict) { on_verdict(std::move(verdict)); });
}

void Session::on_established(const Message& message) {
  const auto must_wait = [&] {
    return realm_->takes_time() && !realm_->prepare(*this, message, [this] { go_on(); });
  };
  if (is_waiting() || must_wait()) {
    kept_.push_back(message);
  } else {
    obey(message);
  }
}

// The verdict on the first request is known.
void Session::go_on() {
  auto kept = std::exchange(kept_, {});
  obey(kept.front());
  kept.pop_front();
  while (!kept.empty() && !is_waiting()) {
    receive(kept.front());
    kept.pop_front();
  }
  kept_.splice(kept_.end(), kept);
  if (!is_waiting()) transport_.resume();
}

void Session::obey(const Message& message) {
  if (std::holds_alternative<Goodbye>(message)) return on_goodbye();
  if (std::holds_alternative<Hello>(message)) {
    return abort(protocol_violation("HELLO in a session that is established"));
  }
  const auto received = realm_->receive(*this, message);
  if (!received) abort(received.error());
}

void Session::on_hello(const Hello& hello) {
  if (!is_uri(hello.realm)) {
    return abort(
        {std::string(error::invalid_uri), "HELLO: Realm " + quote(hello.realm) + " is not a URI"});
  }
  auto* realm = router_.find_realm(hello.realm);
  if (!realm) {
    return abort({std::string(error::no_such_realm), "there is no realm " + quote(hello.realm)});
  }
  const auto checked = check_hello(hello);
  if (!checked) return abort(checked.error());
  features_ = Features::from(hello.details.at("roles"));
  asked_for_ = realm;
  principal_.session = realm->unused_id();
  state_ = State::judged;
  authenticator_->begin({hello, principal_.session, transport_},
                        [this](auto verdict) { on_verdict(std::move(verdict)); });
}

void Session::on_verdict(Authenticator::Verdict verdict) {
  if (state_ != State::judged) return;
  if (const auto* error = std::get_if<Error>(&verdict)) return abort(*error);
  if (const auto* challenge = std::get_if<Challenge>(&verdict)) return ask(*challenge);
  admit(std::get<Admission>(verdict));
}

void Session::ask(const Challenge& challenge) {
  state_ = State::challenged;
  transport_.send(Message(challenge));
}

void Session::admit(const Admission& admission) {
  principal_.authid =
      admission.authid.empty() ? random_authid(router_.entropy()) : admission.authid;
  principal_.authrole = admission.authrole;
  principal_.authmethod = admission.authmethod;
  principal_.authprovider = admission.authprovider;
  is_owner_ = admission.is_owner;
  is_trusted_ = admission.is_trusted;
  const auto joined = asked_for_->join(*this, principal_);
  if (!joined) return abort(joined.error());
  realm_ = asked_for_;
  state_ = State::established;
  transport_.send(Message(make_welcome(principal_, realm_->name(), admission.authextra)));
}

void Session::on_goodbye() {
  leave();
  state_ = State::closed;
  transport_.send(Message(Goodbye{{}, std::string(close::goodbye_and_out)}));
}

void Session::abort(const Error& error) {
  leave();
  transport_.send(Message(Abort{{{"message", error.message}}, error.uri}));
  end();
}

void Session::leave() {
  kept_.clear();
  auto* realm = std::exchange(realm_, nullptr);
  if (realm) realm->leave(principal_.session);
}

void Session::end() {
  leave();
  state_ = State::over;
  transport_.close();
}

}  // namespace deskgate::router

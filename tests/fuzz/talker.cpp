// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/fuzz/talker.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "tests/fuzz/fuzz.hpp"

namespace deskgate::fuzz {

using router::Code;

namespace {

bool holds(const std::vector<std::uint64_t>& ids, std::uint64_t id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

// What the router takes back must have been held.
void revoke(std::vector<std::uint64_t>& held, const router::Dict& details, const char* key) {
  require(details.contains(key) && std::erase(held, details[key].get<std::uint64_t>()) == 1,
          "a revocation names what is held");
}

// The id of a request and what it would end; 0 for what is none.
std::pair<std::uint64_t, std::uint64_t> request_in(const router::Message& message) {
  return std::visit(
      []<class M>(const M& said) -> std::pair<std::uint64_t, std::uint64_t> {
        if constexpr (std::is_same_v<M, router::Unsubscribe>) {
          return {said.request.value, said.subscription.value};
        } else if constexpr (std::is_same_v<M, router::Unregister>) {
          return {said.request.value, said.registration.value};
        } else if constexpr (std::is_same_v<M, router::Publish> ||
                             std::is_same_v<M, router::Subscribe> ||
                             std::is_same_v<M, router::Call> ||
                             std::is_same_v<M, router::Register>) {
          return {said.request.value, 0};
        }
        return {};
      },
      message);
}

}  // namespace

void Talker::says(std::string_view octets) {
  auto message = router::json_serializer().decode(octets);
  if (!message) return session.reject(message.error());
  const bool leaves = session.is_established() && std::holds_alternative<router::Goodbye>(*message);
  note(*message);
  session.receive(*message);
  if (leaves) forget_session();
}

void Talker::note(const router::Message& said) {
  const auto [request, subject] = request_in(said);
  if (request == last_request_ + 1 && session.is_established()) {
    ++last_request_;
    asked_[request] = {router::code_of(said), subject};
  }
  note_answer(said);
}

void Talker::note_answer(const router::Message& said) {
  if (const auto* error = std::get_if<router::CallError>(&said)) {
    std::erase(invocations, error->request);
  }
  const auto* yield = std::get_if<router::Yield>(&said);
  if (yield && !(yield->options.contains("progress") && yield->options["progress"] == true)) {
    std::erase(invocations, yield->request.value);
  }
}

// Between GOODBYE and the next HELLO it may be told ABORT only.
void Talker::forget_session() {
  require(is_told_farewell_, "GOODBYE is answered");
  is_welcome_ = is_told_farewell_ = false;
  last_request_ = last_invocation_ = 0;
  asked_.clear();
  subscriptions.clear();
  registrations.clear();
  invocations.clear();
}

void Talker::vanishes() {
  session.lose_transport();
  is_closed_ = true;
}

std::size_t Talker::unanswered_calls() const {
  return static_cast<std::size_t>(
      std::count_if(asked_.begin(), asked_.end(),
                    [](const auto& asked) { return asked.second.code == Code::call; }));
}

void Talker::send(const router::Outgoing& message) {
  require(!is_closed_, "nothing is sent on a connection that is closed");
  require(!is_told_farewell_, "nothing follows ABORT or GOODBYE");
  const auto octets = message.octets(router::json_serializer());
  require(octets && router::json_serializer().decode(*octets), "what is sent is a message");
  std::visit([this](const auto& heard) { hears(heard); }, message.message());
}

void Talker::hears(const router::Welcome&) {
  require(!is_welcome_, "one WELCOME opens a session");
  is_welcome_ = true;
}

void Talker::hears(const router::CallError& error) {
  take(error.request, error.request_type);
}

void Talker::hears(const router::Published& answer) {
  take(answer.request.value, Code::publish);
}

void Talker::hears(const router::Subscribed& answer) {
  take(answer.request.value, Code::subscribe);
  const auto id = answer.subscription.value;
  if (!holds(subscriptions, id)) subscriptions.push_back(id);
}

void Talker::hears(const router::Unsubscribed& answer) {
  if (answer.request.value == 0) return revoke(subscriptions, answer.details, "subscription");
  std::erase(subscriptions, take(answer.request.value, Code::unsubscribe).subject);
}

void Talker::hears(const router::Event& event) {
  require(holds(subscriptions, event.subscription.value), "an EVENT is of a subscription held");
}

void Talker::hears(const router::CallResult& result) {
  if (!result.details.contains("progress")) {
    take(result.request.value, Code::call);
    return;
  }
  const auto asked = asked_.find(result.request.value);
  require(asked != asked_.end() && asked->second.code == Code::call, "progress is of a call");
}

void Talker::hears(const router::Registered& answer) {
  take(answer.request.value, Code::register_);
  const auto id = answer.registration.value;
  if (!holds(registrations, id)) registrations.push_back(id);
}

void Talker::hears(const router::Unregistered& answer) {
  if (answer.request.value == 0) return revoke(registrations, answer.details, "registration");
  std::erase(registrations, take(answer.request.value, Code::unregister).subject);
}

void Talker::hears(const router::Invocation& invocation) {
  const auto id = invocation.request.value;
  if (holds(invocations, id)) return;  // a call's arguments that come in pieces
  require(id == last_invocation_ + 1, "invocations are numbered 1, 2, 3, …");
  require(holds(registrations, invocation.registration.value),
          "an INVOCATION is of a registration held");
  last_invocation_ = id;
  invocations.push_back(id);
}

void Talker::hears(const router::Interrupt& interrupt) {
  require(interrupt.request.value <= last_invocation_, "an INTERRUPT is of an invocation had");
}

template <class M>
void Talker::hears(const M&) {
  require(false, "a client hears only what the router may say");
}

Talker::Asked Talker::take(std::uint64_t request, Code code) {
  require(is_welcome_, "nothing is answered before WELCOME");
  const auto asked = asked_.extract(request);
  require(!asked.empty() && asked.mapped().code == code, "each request is answered once");
  return asked.mapped();
}

}  // namespace deskgate::fuzz

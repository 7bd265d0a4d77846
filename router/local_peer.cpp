// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/local_peer.hpp"

#include <optional>
#include <stdexcept>
#include <type_traits>
#include <unordered_map>

#include "router/router.hpp"
#include "router/uri.hpp"

namespace deskgate::router {

// Owned by the peer and watched by what is queued and by answers: all of that is harmless once the
// peer has gone.
struct LocalPeer::State final : Transport, std::enable_shared_from_this<State> {
  struct Provided {
    std::string procedure;
    std::shared_ptr<const Handler> handler;
  };
  struct Subscribed {
    std::string topic;
    std::shared_ptr<const EventHandler> handler;
  };

  State(Router& router, Admission admission, Post how) : post(std::move(how)) {
    admission.is_trusted = true;
    session.emplace(router, *this, std::move(admission));
  }

  void send(const Outgoing& message) override;
  void close() override {}

  // Sends a request and returns the router's reply, which comes before receive() returns.
  template <class Reply, class Request>
  Result<Reply> ask(Request request);
  RequestId next_request() { return RequestId{last_request = next_id(last_request)}; }

  void handle(const Message& message);
  void on_event(const Event& event);
  void on_invocation(const Invocation& invocation);
  void on_outcome(RequestId call, const Outcome& outcome);
  void answer(const Message& message) {
    if (session) session->receive(message);
  }

  std::optional<Session> session;  // nullopt: the peer has gone
  Realm* realm = nullptr;
  Post post;
  std::uint64_t last_request = 0;
  std::optional<Message> reply;
  std::unordered_map<RegistrationId, Provided> provided;
  std::unordered_map<SubscriptionId, Subscribed> subscribed;
  std::unordered_map<std::uint64_t, OutcomeHandler> calls;  // by request
};

class Answer::Slot {
 public:
  Slot(std::weak_ptr<LocalPeer::State> peer, InvocationId invocation)
      : peer_(std::move(peer)), invocation_(invocation) {}
  ~Slot() {
    fail(std::string(error::canceled), Payload(Value::array({"the call was dropped unanswered"})));
  }
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;

  void yield(Payload payload) { send(Message(Yield{invocation_, {}, std::move(payload)})); }
  void fail(std::string uri, Payload payload) {
    send(Message(
        CallError{Code::invocation, invocation_.value, {}, std::move(uri), std::move(payload)}));
  }
  bool is_awaited() const {
    const auto peer = peer_.lock();
    return peer && peer->session && peer->realm &&
           peer->realm->dealer().awaits(peer->session->principal().session, invocation_);
  }

 private:
  void send(const Message& message) {
    const auto peer = std::exchange(peer_, {}).lock();
    if (peer) peer->answer(message);
  }

  std::weak_ptr<LocalPeer::State> peer_;  // nothing once answered
  InvocationId invocation_;
};

void Answer::yield(Payload payload) const {
  slot_->yield(std::move(payload));
}

void Answer::fail(const Error& error) const {
  slot_->fail(error.uri, Payload(Value::array({error.message})));
}

void Answer::fail(std::string uri, Payload payload) const {
  slot_->fail(std::move(uri), std::move(payload));
}

bool Answer::is_awaited() const {
  return slot_->is_awaited();
}

namespace {

// Whether the router answers a request with it at once. A call is answered when its callee answers.
bool is_reply(const Message& message) {
  const auto* failure = std::get_if<CallError>(&message);
  return !std::holds_alternative<Event>(message) && !std::holds_alternative<Invocation>(message) &&
         !std::holds_alternative<CallResult>(message) &&
         !(failure && failure->request_type == Code::call);
}

// What the router says in place of a reply.
Error error_from(const std::optional<Message>& reply) {
  if (!reply) return {std::string(error::canceled), "the session has ended"};
  const auto* failure = std::get_if<CallError>(&*reply);
  const auto* abort = std::get_if<Abort>(&*reply);
  if (abort) return {abort->reason, abort->details.value("message", "")};
  if (!failure) return {std::string(error::canceled), "the router has ended the session"};
  const auto arguments = failure->payload.values();
  const bool has_text =
      arguments && !arguments->args.empty() && arguments->args.front().is_string();
  return {failure->error, has_text ? arguments->args.front().get<std::string>() : std::string()};
}

}  // namespace

template <class Reply, class Request>
Result<Reply> LocalPeer::State::ask(Request request) {
  reply.reset();
  session->receive(Message(std::move(request)));
  const auto received = std::exchange(reply, std::nullopt);
  const auto* wanted = received ? std::get_if<Reply>(&*received) : nullptr;
  if (!wanted) return error_from(received);
  return *wanted;
}

void LocalPeer::State::send(const Outgoing& message) {
  if (is_reply(message.message())) {
    reply = message.message();
    return;
  }
  post([peer = weak_from_this(), message = message.message()] {
    const auto self = peer.lock();
    if (self && self->session) self->handle(message);
  });
}

void LocalPeer::State::handle(const Message& message) {
  if (const auto* event = std::get_if<Event>(&message)) on_event(*event);
  if (const auto* invocation = std::get_if<Invocation>(&message)) on_invocation(*invocation);
  if (const auto* result = std::get_if<CallResult>(&message)) {
    on_outcome(result->request, {"", result->payload});
  }
  if (const auto* failure = std::get_if<CallError>(&message)) {
    on_outcome(RequestId{failure->request}, {failure->error, failure->payload});
  }
}

void LocalPeer::State::on_outcome(RequestId call, const Outcome& outcome) {
  const auto waiting = calls.extract(call.value);
  if (!waiting.empty()) waiting.mapped()(outcome);
}

void LocalPeer::State::on_event(const Event& event) {
  const auto found = subscribed.find(event.subscription);
  if (found == subscribed.end()) return;
  const auto handler = found->second.handler;
  const bool has_topic = event.details.contains("topic");
  const auto topic = has_topic ? event.details["topic"].get<std::string>() : found->second.topic;
  (*handler)({topic, event.payload, event.details.contains("retained")});
}

void LocalPeer::State::on_invocation(const Invocation& invocation) {
  const Answer answer(std::make_shared<Answer::Slot>(weak_from_this(), invocation.request));
  const auto found = provided.find(invocation.registration);
  const auto* caller = realm->find(SessionId{invocation.details.at("caller").get<std::uint64_t>()});
  if (found == provided.end() || !caller) return;
  const auto handler = found->second.handler;
  (*handler)({found->second.procedure, invocation.payload, caller->principal()}, answer);
}

LocalPeer::LocalPeer(Router& router, std::string_view realm, Admission admission, Post post)
    : state_(std::make_shared<State>(router, std::move(admission), std::move(post))) {
  const Dict roles = {
      {"publisher", Dict::object()},
      {"subscriber", Dict::object()},
      {"callee", Dict::object()},
      {"caller", {{"features", {{"call_canceling", true}, {"call_timeout", true}}}}}};
  const auto welcome = state_->ask<Welcome>(Hello{std::string(realm), {{"roles", roles}}});
  if (!welcome) throw std::invalid_argument(welcome.error().message);
  state_->realm = router.find_realm(realm);
}

LocalPeer::~LocalPeer() {
  state_->session.reset();
  const auto provided = std::exchange(state_->provided, {});
  const auto subscribed = std::exchange(state_->subscribed, {});
  const auto calls = std::exchange(state_->calls, {});
}

Result<RegistrationId> LocalPeer::provide(const std::string& procedure, Handler handler) {
  const auto registered = state_->ask<Registered>(Register{state_->next_request(), {}, procedure});
  if (!registered) return registered.error();
  state_->provided[registered->registration] = {
      procedure, std::make_shared<const Handler>(std::move(handler))};
  return registered->registration;
}

void LocalPeer::withdraw(RegistrationId registration) {
  static_cast<void>(state_->ask<Unregistered>(Unregister{state_->next_request(), registration}));
  const auto withdrawn = state_->provided.extract(registration);
}

Result<void> LocalPeer::publish(const std::string& topic, Payload payload, Dict options) {
  options["acknowledge"] = true;
  const auto published = state_->ask<Published>(
      Publish{state_->next_request(), std::move(options), topic, std::move(payload)});
  if (!published) return published.error();
  return {};
}

void LocalPeer::forget_retained(const std::string& topic) {
  state_->realm->broker().forget_retained(topic);
}

Result<SubscriptionId> LocalPeer::subscribe(const std::string& topic, Match match,
                                            EventHandler handler, Dict options) {
  options["match"] = to_string(match);
  const auto subscribed =
      state_->ask<Subscribed>(Subscribe{state_->next_request(), std::move(options), topic});
  if (!subscribed) return subscribed.error();
  state_->subscribed[subscribed->subscription] = {
      topic, std::make_shared<const EventHandler>(std::move(handler))};
  return subscribed->subscription;
}

void LocalPeer::unsubscribe(SubscriptionId subscription) {
  static_cast<void>(state_->ask<Unsubscribed>(Unsubscribe{state_->next_request(), subscription}));
  const auto ended = state_->subscribed.extract(subscription);
}

RequestId LocalPeer::call(const std::string& procedure, Payload payload, OutcomeHandler handler,
                          Dict options) {
  const auto request = state_->next_request();
  state_->calls[request.value] = std::move(handler);
  state_->session->receive(
      Message(Call{request, std::move(options), procedure, std::move(payload)}));
  return request;
}

void LocalPeer::cancel(RequestId call) {
  const auto waiting = state_->calls.extract(call.value);
  if (!waiting.empty()) state_->session->receive(Message(Cancel{call}));
}

}  // namespace deskgate::router

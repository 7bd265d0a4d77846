// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/realm.hpp"

#include <algorithm>
#include <cassert>
#include <type_traits>
#include <utility>

#include "router/options.hpp"
#include "router/session.hpp"
#include "router/uri.hpp"

namespace deskgate::router {
namespace {

Error violation(std::string message) {
  return {std::string(error::protocol_violation), std::move(message)};
}

std::string quote(std::string_view text) {
  return '"' + std::string(text) + '"';
}

// The messages that take the next request id. CANCEL, YIELD and ERROR name one that is in use.
template <class M>
constexpr bool is_request =
    std::is_same_v<M, Publish> || std::is_same_v<M, Subscribe> || std::is_same_v<M, Unsubscribe> ||
    std::is_same_v<M, Call> || std::is_same_v<M, Register> || std::is_same_v<M, Unregister>;

// 0: the message takes none.
RequestId request_id_of(const Message& message) {
  return std::visit(
      []<class M>(const M& request) {
        if constexpr (is_request<M>) return request.request;
        return RequestId{};
      },
      message);
}

// Payload passthru must be announced by both sides, and the router does not.
Result<void> check_payload_mode(Code message, const Dict& options) {
  if (options.empty() || !options.contains("ppt_scheme")) return {};
  return violation(std::string(name_of(message)) +
                   ": Options.ppt_scheme without payload_passthru_mode");
}

// Procedures are matched exactly.
std::optional<Error> refuse_pattern(std::string_view match) {
  const auto known = match_from(match);
  if (known == Match::exact) return std::nullopt;
  return Error{std::string(known ? error::option_not_allowed : error::invalid_argument),
               "REGISTER: Options.match must be exact: procedures are not matched by pattern"};
}

}  // namespace

Realm::Realm(std::string name, const Authorizer& authorizer, const Entropy& entropy,
             const Clock& clock, RealmSettings settings)
    : name_(std::move(name)),
      authorizer_(authorizer),
      entropy_(entropy),
      clock_(clock),
      settings_(settings),
      meta_(*this),
      broker_(*this),
      dealer_(*this) {}

Realm::~Realm() {
  assert(sessions_.empty());
}

void Realm::join(Session& session, Principal& principal, const Features& features) {
  do {
    principal.session = SessionId{random_id(entropy_)};
  } while (sessions_.contains(principal.session));
  sessions_.emplace(principal.session, Member{&session, features, ++joins_});
  if (!session.is_trusted()) meta_.on_join(principal);
}

void Realm::leave(SessionId session) {
  const auto left = sessions_.extract(session);
  const auto& leaver = *left.mapped().session;
  meta_.on_leaving(leaver.principal());
  broker_.forget(session);
  dealer_.forget(session);
  if (!leaver.is_trusted()) meta_.on_leave(leaver.principal());
}

std::vector<Session*> Realm::clients() const {
  std::vector<std::pair<std::uint64_t, Session*>> found;
  for (const auto& [id, member] : sessions_) {
    if (!member.session->is_trusted()) found.emplace_back(member.joined, member.session);
  }
  std::ranges::sort(found);
  std::vector<Session*> sessions;
  for (const auto& [joined, session] : found) sessions.push_back(session);
  return sessions;
}

Session* Realm::find(SessionId session) {
  const auto found = sessions_.find(session);
  return found == sessions_.end() ? nullptr : found->second.session;
}

const Features& Realm::features_of(SessionId session) const {
  static const Features nothing;
  const auto found = sessions_.find(session);
  return found == sessions_.end() ? nothing : found->second.features;
}

bool Realm::is_trusted(SessionId session) const {
  const auto found = sessions_.find(session);
  return found != sessions_.end() && found->second.session->is_trusted();
}

void Realm::send(SessionId session, Message message) {
  auto* receiver = find(session);
  if (receiver) receiver->send(std::move(message));
}

void Realm::refuse(SessionId session, Code request_type, RequestId request, const Error& error) {
  send(session, CallError{request_type, request.value, Dict::object(), error.uri,
                          Payload(Value::array({error.message}))});
}

Verdict Realm::decide(const Principal& who, const Request& what) const {
  return authorizer_.decide(who, what);
}

Result<void> Realm::receive(Session& session, Message message) {
  const auto& who = session.principal();
  auto checked = check_sequence(who.session, message);
  if (!checked) return checked;
  return std::visit([&](const auto& received) { return on(who, received); }, message);
}

Result<void> Realm::check_sequence(SessionId session, const Message& message) {
  const auto request = request_id_of(message).value;
  if (request == 0) return {};
  auto& last = sessions_.at(session).last_request;
  const auto expected = next_id(last);
  if (request != expected) {
    return violation(std::string(name_of(code_of(message))) + ": request id " +
                     std::to_string(request) + " where " + std::to_string(expected) +
                     " is the next");
  }
  last = expected;
  return {};
}

std::optional<Error> Realm::find_fault(const Principal& who, const Request& what) const {
  if (!is_pattern(what.uri, what.match)) {
    return Error{std::string(error::invalid_uri),
                 quote(what.uri) + " is not a URI for match " + quote(to_string(what.match))};
  }
  const bool is_claim = what.action == Action::register_ || what.action == Action::publish;
  if (is_claim && is_reserved(what.uri)) {
    return Error{std::string(error::invalid_uri), quote(what.uri) + " is reserved for the router"};
  }
  auto verdict = decide(who, what);
  if (verdict.is_allowed) return std::nullopt;
  return Error{std::string(error::not_authorized), std::move(verdict.reason)};
}

Result<void> Realm::on(const Principal& who, const Publish& publish) {
  auto mode = check_payload_mode(Code::publish, publish.options);
  if (!mode) return mode;
  const auto options = PublishOptions::from(publish.options, who.session);
  if (!options) return options.error();
  const auto fault = find_fault(who, {Action::publish, publish.topic});
  if (!fault) {
    broker_.on_publish(who, publish, *options);
  } else if (options->acknowledge) {
    refuse(who.session, Code::publish, publish.request, *fault);
  }
  return {};
}

Result<void> Realm::on(const Principal& who, const Subscribe& subscribe) {
  const auto options = SubscribeOptions::from(subscribe.options);
  if (!options) return options.error();
  auto fault = options->match
                   ? find_fault(who, {Action::subscribe, subscribe.topic, *options->match})
                   : Error{std::string(error::invalid_argument),
                           "SUBSCRIBE: Options.match must be exact, prefix or wildcard"};
  if (fault) {
    refuse(who.session, Code::subscribe, subscribe.request, *fault);
  } else {
    broker_.on_subscribe(who, subscribe, *options);
  }
  return {};
}

Result<void> Realm::on(const Principal& who, const Unsubscribe& unsubscribe) {
  broker_.on_unsubscribe(who, unsubscribe);
  return {};
}

Result<void> Realm::on(const Principal& who, const Call& call) {
  auto mode = check_payload_mode(Code::call, call.options);
  if (!mode) return mode;
  const auto is_progress = read_flag(Code::call, call.options, "progress", false);
  if (!is_progress) return is_progress.error();
  if (*is_progress) {
    return violation("CALL: Options.progress without progressive_call_invocations");
  }
  const auto fault = find_fault(who, {Action::call, call.procedure});
  if (fault) {
    refuse(who.session, Code::call, call.request, *fault);
  } else if (is_reserved(call.procedure)) {
    meta_.on_call(who, call);
  } else {
    dealer_.on_call(who, call);
  }
  return {};
}

Result<void> Realm::on(const Principal& who, const Cancel& cancel) {
  dealer_.on_cancel(who, cancel);
  return {};
}

Result<void> Realm::on(const Principal& who, const Register& request) {
  const auto match = read_text(Code::register_, request.options, "match");
  if (!match) return match.error();
  auto fault = refuse_pattern(match->value_or("exact"));
  if (!fault) fault = find_fault(who, {Action::register_, request.procedure});
  if (fault) {
    refuse(who.session, Code::register_, request.request, *fault);
  } else {
    dealer_.on_register(who, request);
  }
  return {};
}

Result<void> Realm::on(const Principal& who, const Unregister& unregister) {
  dealer_.on_unregister(who, unregister);
  return {};
}

Result<void> Realm::on(const Principal& who, const Yield& yield) {
  auto mode = check_payload_mode(Code::yield, yield.options);
  return mode ? dealer_.on_yield(who, yield) : mode;
}

Result<void> Realm::on(const Principal& who, const CallError& failure) {
  if (failure.request_type == Code::invocation) return dealer_.on_error(who, failure);
  return violation("ERROR: a client may answer only an INVOCATION (68) with it, got type " +
                   std::to_string(static_cast<int>(failure.request_type)));
}

template <class M>
Result<void> Realm::on(const Principal&, const M& other) {
  return violation(std::string(name_of(code_of(Message(other)))) + " may not come from a client");
}

}  // namespace deskgate::router

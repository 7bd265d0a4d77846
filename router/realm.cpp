// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/realm.hpp"

#include <algorithm>
#include <cassert>
#include <type_traits>
#include <utility>

#include "router/lawful.hpp"
#include "router/options.hpp"
#include "router/passthru.hpp"
#include "router/request_of.hpp"
#include "router/session.hpp"
#include "router/uri.hpp"

namespace deskgate::router {
namespace {

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

// A CALL under an id that has been used is more of a progressive call, if the caller does that.
bool is_continuation(const Session& session, const Call& call, std::uint64_t last_request) {
  return call.request.value <= last_request &&
         session.features().caller.progressive_call_invocations;
}

Result<void> check_sequence(const Message& message, std::uint64_t& last_request) {
  const auto request = request_id_of(message).value;
  if (request == 0) return {};
  const auto expected = next_id(last_request);
  if (request != expected) {
    return protocol_violation(std::string(name_of(code_of(message))) + ": request id " +
                              std::to_string(request) + " where " + std::to_string(expected) +
                              " is the next");
  }
  last_request = expected;
  return {};
}

// What stands in Options of REGISTER and is no match or no policy.
std::optional<Error> find_unknown(const RegisterOptions& options) {
  if (!options.match) {
    return Error{std::string(error::invalid_argument),
                 "REGISTER: Options.match must be exact, prefix or wildcard"};
  }
  if (!options.policy) {
    return Error{std::string(error::invalid_argument),
                 "REGISTER: Options.invoke must be single, roundrobin, random, first or last"};
  }
  return std::nullopt;
}

}  // namespace

Realm::Realm(std::string name, Authorizer& authorizer, const Entropy& entropy, const Clock& clock,
             RealmSettings settings, MemoryBudget* memory)
    : name_(std::move(name)),
      authorizer_(authorizer),
      entropy_(entropy),
      clock_(clock),
      settings_(std::move(settings)),
      memory_(memory),
      meta_(*this),
      broker_(*this),
      dealer_(*this) {}

Realm::~Realm() {
  assert(sessions_.empty());
}

SessionId Realm::unused_id() const {
  while (true) {
    const SessionId id{random_id(entropy_)};
    if (!sessions_.contains(id)) return id;
  }
}

Result<void> Realm::join(Session& session, const Principal& principal) {
  if (sessions_.contains(principal.session)) {
    return Error{std::string(error::unavailable), "another session has its id: try again"};
  }
  Member member{&session, &limits_for(session, settings_.clients), nullptr, joins_ + 1};
  if (!session.is_trusted() && !session.is_owner()) {
    const auto entered = attendance_.enter(principal, *member.limits, clock_.now());
    if (!entered) return entered.error();
    member.attendee = *entered;
  }
  ++joins_;
  sessions_.emplace(principal.session, member);
  if (!session.is_trusted()) meta_.on_join(principal);
  return {};
}

const ClientLimits& Realm::limits_of(SessionId session) const {
  const auto found = sessions_.find(session);
  return found == sessions_.end() ? ClientLimits::none() : *found->second.limits;
}

void Realm::leave(SessionId session) {
  const auto& leaver = *sessions_.at(session).session;
  if (sessions_.at(session).attendee) attendance_.leave(leaver.principal(), clock_.now());
  sessions_.erase(session);
  meta_.on_leaving(leaver.principal());
  broker_.forget(session);
  dealer_.forget(session);
  if (!leaver.is_trusted()) meta_.on_leave(leaver.principal());
  authorizer_.forget(session);
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
  return found == sessions_.end() ? nothing : found->second.session->features();
}

bool Realm::is_trusted(SessionId session) const {
  const auto found = sessions_.find(session);
  return found != sessions_.end() && found->second.session->is_trusted();
}

void Realm::send(SessionId session, const Outgoing& message) {
  auto* receiver = find(session);
  if (receiver) receiver->send(message);
}

void Realm::refuse(SessionId session, Code request_type, RequestId request, const Error& error) {
  send(session,
       CallError{
           request_type, request.value, {}, error.uri, Payload(Value::array({error.message}))});
}

Verdict Realm::decide(const Principal& who, const Request& what) const {
  return authorizer_.decide(who, what);
}

void Realm::expire(Time now) {
  wakes_at_ = Time::max();
  dealer_.expire(now);
  wake_for_timeouts();
}

void Realm::wake_for_timeouts() {
  const auto next = dealer_.next_timeout();
  if (!next || *next >= wakes_at_) return;
  wakes_at_ = *next;
  if (clock_.wake_by) clock_.wake_by(wakes_at_);
}

void Realm::judge_again() {
  broker_.judge_again();
  dealer_.judge_again();
}

// A request out of sequence, or unlawful, is nobody's question.
bool Realm::prepare(const Session& session, const Message& message, std::function<void()> ready) {
  const auto& who = session.principal();
  const auto expected = next_id(sessions_.at(who.session).last_request);
  if (session.is_trusted() || request_id_of(message).value != expected) return true;
  const auto asked = request_of(message);
  return !asked || find_unlawful(who, *asked) || authorizer_.prepare(who, *asked, std::move(ready));
}

Result<void> Realm::receive(const Session& session, const Message& message) {
  auto& last_request = sessions_.at(session.principal().session).last_request;
  const auto* call = std::get_if<Call>(&message);
  if (call && is_continuation(session, *call, last_request)) return continue_call(session, *call);
  auto checked = check_sequence(message, last_request);
  if (!checked) return checked;
  return std::visit([&](const auto& received) { return on(session, received); }, message);
}

std::optional<Error> Realm::find_haste(const Session& from, Action action) {
  const auto& member = sessions_.at(from.principal().session);
  if (!member.attendee) return std::nullopt;
  return router::find_haste(*member.attendee, *member.limits, action, clock_.now());
}

std::optional<Error> Realm::find_unlawful(const Principal& who, const Request& what) const {
  const bool is_strict = settings_.is_strict && !is_trusted(who.session);
  return router::find_unlawful(what, {limits_of(who.session).uri, is_strict});
}

Result<Verdict> Realm::judge(const Principal& who, const Request& what) const {
  if (auto unlawful = find_unlawful(who, what)) return *std::move(unlawful);
  auto verdict = decide(who, what);
  if (!verdict.is_allowed) {
    return Error{std::string(error::not_authorized), std::move(verdict.reason)};
  }
  return verdict;
}

std::optional<Error> Realm::find_fault(const Principal& who, const Request& what) const {
  const auto verdict = judge(who, what);
  if (verdict) return std::nullopt;
  return verdict.error();
}

Result<Verdict> Realm::judge(const Principal& who, const Publish& publish,
                             const PublishOptions& options) const {
  auto verdict = judge(who, Request{Action::publish, publish.topic});
  if (!verdict || !options.disclose_me || verdict->disclosure != Disclosure::never) return verdict;
  return Error{std::string(error::disclose_me_disallowed),
               "Options.disclose_me: subscribers are not told who publishes here"};
}

Result<void> Realm::on(const Session& from, const Publish& publish) {
  const auto& who = from.principal();
  auto passthru = check_passthru(Code::publish, publish.options,
                                 from.features().publisher.payload_passthru_mode);
  if (!passthru) return passthru;
  const auto options = PublishOptions::from(publish.options, who.session);
  if (!options) return options.error();
  const auto haste = find_haste(from, Action::publish);
  const auto verdict = haste ? Result<Verdict>(*haste) : judge(who, publish, *options);
  if (verdict) {
    broker_.on_publish(who, publish, *options, *verdict);
  } else if (options->acknowledge) {
    refuse(who.session, Code::publish, publish.request, verdict.error());
  }
  return {};
}

Result<void> Realm::on(const Session& from, const Subscribe& subscribe) {
  const auto& who = from.principal();
  const auto options = SubscribeOptions::from(subscribe.options);
  if (!options) return options.error();
  auto fault = find_haste(from, Action::subscribe);
  if (!fault) {
    fault = options->match ? find_fault(who, {Action::subscribe, subscribe.topic, *options->match})
                           : Error{std::string(error::invalid_argument),
                                   "SUBSCRIBE: Options.match must be exact, prefix or wildcard"};
  }
  if (fault) {
    refuse(who.session, Code::subscribe, subscribe.request, *fault);
  } else {
    broker_.on_subscribe(who, subscribe, *options);
  }
  return {};
}

Result<void> Realm::on(const Session& from, const Unsubscribe& unsubscribe) {
  const auto& who = from.principal();
  broker_.on_unsubscribe(who, unsubscribe);
  return {};
}

Result<void> Realm::on(const Session& from, const Call& call) {
  const auto& who = from.principal();
  const auto options = CallOptions::from(call.options);
  if (!options) return options.error();
  const auto& features = from.features().caller;
  if (options->progress && !features.progressive_call_invocations) {
    return protocol_violation(
        "CALL: Options.progress from a caller that has not announced "
        "progressive_call_invocations");
  }
  auto passthru = check_passthru(Code::call, call.options, features.payload_passthru_mode);
  if (!passthru) return passthru;
  const auto haste = find_haste(from, Action::call);
  const auto verdict = haste ? Result<Verdict>(*haste) : judge(who, {Action::call, call.procedure});
  if (!verdict) {
    refuse(who.session, Code::call, call.request, verdict.error());
  } else if (options->disclose_me && verdict->disclosure == Disclosure::never) {
    refuse(who.session, Code::call, call.request,
           {std::string(error::disclose_me_disallowed),
            "Options.disclose_me: callees are not told who calls here"});
  } else if (is_reserved(call.procedure)) {
    meta_.on_call(who, call);
  } else {
    dealer_.on_call(who, call, *options, *verdict);
    wake_for_timeouts();
  }
  if (options->progress) dealer_.expect_more({who.session, call.request});
  return {};
}

Result<void> Realm::continue_call(const Session& from, const Call& call) {
  const auto progress = read_flag(Code::call, call.options, "progress", false);
  if (!progress) return progress.error();
  const CallKey key{from.principal().session, call.request};
  if (const auto haste = find_haste(from, Action::call); haste && dealer_.abandon(key, *haste)) {
    return {};
  }
  return dealer_.on_call_continued(from.principal(), call, !*progress);
}

Result<void> Realm::on(const Session& from, const Cancel& cancel) {
  const auto& who = from.principal();
  const auto mode = cancel_mode_from(cancel.options);
  if (!mode) return mode.error();
  dealer_.on_cancel(who, cancel, *mode);
  return {};
}

Result<void> Realm::on(const Session& from, const Register& request) {
  const auto& who = from.principal();
  const auto options = RegisterOptions::from(request.options);
  if (!options) return options.error();
  auto fault = find_haste(from, Action::register_);
  if (!fault) fault = find_unknown(*options);
  if (!fault) fault = find_fault(who, {Action::register_, request.procedure, *options->match});
  if (fault) {
    refuse(who.session, Code::register_, request.request, *fault);
  } else {
    dealer_.registrar().on_register(who, request, *options);
  }
  return {};
}

Result<void> Realm::on(const Session& from, const Unregister& unregister) {
  const auto& who = from.principal();
  dealer_.registrar().on_unregister(who, unregister);
  return {};
}

Result<void> Realm::on(const Session& from, const Yield& yield) {
  const auto& who = from.principal();
  auto passthru =
      check_passthru(Code::yield, yield.options, from.features().callee.payload_passthru_mode);
  return passthru ? dealer_.on_yield(who, yield) : passthru;
}

Result<void> Realm::on(const Session& from, const CallError& failure) {
  const auto& who = from.principal();
  if (failure.request_type != Code::invocation) {
    return protocol_violation(
        "ERROR: a client may answer only an INVOCATION (68) with it, got type " +
        std::to_string(static_cast<int>(failure.request_type)));
  }
  auto passthru =
      check_passthru(Code::error, failure.details, from.features().callee.payload_passthru_mode);
  return passthru ? dealer_.on_error(who, failure) : passthru;
}

template <class M>
Result<void> Realm::on(const Session&, const M& other) {
  return protocol_violation(std::string(name_of(code_of(Message(other)))) +
                            " may not come from a client");
}

}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/dealer.hpp"

#include <cassert>
#include <utility>

#include "router/options.hpp"
#include "router/realm.hpp"

namespace deskgate::router {
namespace {

Error make_error(std::string_view uri, std::string message) {
  return {std::string(uri), std::move(message)};
}

std::string quote(std::string_view text) {
  return '"' + std::string(text) + '"';
}

}  // namespace

Dealer::~Dealer() {
  assert(registrations_.is_empty() && pending_.is_empty());
}

void Dealer::on_register(const Principal& callee, const Register& request) {
  const auto refuse = [&](const Error& error) {
    realm_.refuse(callee.session, Code::register_, request.request, error);
  };
  if (registrations_.count(callee.session) >= max_registrations &&
      !realm_.is_trusted(callee.session)) {
    return refuse(make_error(error::unavailable, "a session may hold " +
                                                     std::to_string(max_registrations) +
                                                     " registrations; unregister one first"));
  }
  if (registrations_.find({request.procedure})) {
    return refuse(make_error(error::procedure_already_exists,
                             quote(request.procedure) + " is registered already"));
  }
  const auto& registration = registrations_.add({request.procedure}, InvocationPolicy::single,
                                                {callee.session}, realm_.clock().date());
  realm_.send(callee.session, Registered{request.request, registration.id});
  realm_.meta().on_registration_created(callee.session, registration);
  realm_.meta().on_registered(callee.session, registration.id,
                              {registration.procedure, registration.match});
}

void Dealer::on_unregister(const Principal& callee, const Unregister& request) {
  if (!registrations_.is_callee(callee.session, request.registration)) {
    return realm_.refuse(
        callee.session, Code::unregister, request.request,
        make_error(error::no_such_registration, "this session holds no registration " +
                                                    std::to_string(request.registration.value)));
  }
  realm_.send(callee.session, Unregistered{request.request});
  remove(callee.session, request.registration);
}

void Dealer::remove(SessionId callee, RegistrationId id) {
  const auto& registration = *registrations_.find(id);
  realm_.meta().on_unregistered(callee, id, {registration.procedure, registration.match});
  const auto ended = registrations_.remove(callee, id);
  if (!ended) return;
  realm_.meta().on_registration_deleted(callee, id, {ended->procedure, ended->match});
}

void Dealer::on_call(const Principal& caller, const Call& call) {
  const auto refuse = [&](const Error& error) {
    realm_.refuse(caller.session, Code::call, call.request, error);
  };
  const auto* registration = registrations_.best_match(call.procedure);
  if (!registration) {
    return refuse(make_error(error::no_such_procedure, "nobody provides " + quote(call.procedure)));
  }
  const auto invocation =
      pending_.open({caller.session, call.request}, registration->callees.front().session);
  if (!invocation) return refuse(invocation.error());
  realm_.send(
      registration->callees.front().session,
      Invocation{*invocation, registration->id,
                 invocation_details(caller, registration->callees.front().session), call.payload});
}

// Who calls is told to the sessions of this process only: they decide on it.
Dict Dealer::invocation_details(const Principal& caller, SessionId callee) const {
  if (!realm_.is_trusted(callee)) return Dict::object();
  return {{"caller", caller.session.value},
          {"caller_authid", caller.authid},
          {"caller_authrole", caller.authrole}};
}

void Dealer::on_cancel(const Principal& caller, const Cancel& cancel) {
  if (!pending_.cancel({caller.session, cancel.request})) return;
  realm_.refuse(caller.session, Code::call, cancel.request,
                make_error(error::canceled, "the caller has cancelled the call"));
}

Result<void> Dealer::on_yield(const Principal& callee, const Yield& yield) {
  const auto is_progress = read_flag(Code::yield, yield.options, "progress", false);
  if (!is_progress) return is_progress.error();
  // Nobody asks for progress, so nobody hears of it: the call waits for its final answer.
  if (*is_progress && pending_.was_issued(callee.session, yield.request)) return {};
  const auto call = close(callee.session, Code::yield, yield.request.value);
  if (!call) return call.error();
  if (!*call) return {};
  realm_.send((*call)->caller, CallResult{(*call)->request, Dict::object(), yield.payload});
  return {};
}

Result<void> Dealer::on_error(const Principal& callee, const CallError& failure) {
  const auto call = close(callee.session, Code::error, failure.request);
  if (!call) return call.error();
  if (!*call) return {};
  if (!is_uri(failure.error)) {
    realm_.refuse((*call)->caller, Code::call, (*call)->request,
                  make_error(error::invalid_uri, "the callee failed with an error that is no URI"));
    return {};
  }
  realm_.send((*call)->caller, CallError{Code::call, (*call)->request.value, Dict::object(),
                                         failure.error, failure.payload});
  return {};
}

// Who waits for the answer; nullopt: nobody does any longer.
Result<std::optional<CallKey>> Dealer::close(SessionId callee, Code message,
                                             std::uint64_t invocation) {
  const auto call = pending_.close(callee, InvocationId{invocation});
  if (!call && !pending_.was_issued(callee, InvocationId{invocation})) {
    return make_error(error::protocol_violation, std::string(name_of(message)) +
                                                     ": this session has had no invocation " +
                                                     std::to_string(invocation));
  }
  return call;
}

void Dealer::forget(SessionId session) {
  for (const auto id : registrations_.of(session)) remove(session, id);
  for (const auto& call : pending_.forget(session)) {
    realm_.refuse(call.caller, Code::call, call.request,
                  make_error(error::canceled, "the callee has left before it answered"));
  }
}

}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/registrar.hpp"

#include <cassert>
#include <utility>

#include "router/limits.hpp"
#include "router/realm.hpp"
#include "router/session.hpp"

namespace deskgate::router {
Registrar::~Registrar() {
  assert(registrations_.is_empty());
}

void Registrar::on_register(const Principal& callee, const Register& request,
                            const RegisterOptions& options) {
  const auto fault = find_fault(callee, request, options);
  if (fault) return realm_.refuse(callee.session, Code::register_, request.request, *fault);
  const Registrations::Key key{request.procedure, *options.match};
  const bool is_new = !registrations_.find(key);
  const auto& registration = registrations_.add(key, *options.policy,
                                                {callee.session, realm_.find(callee.session),
                                                 options.forward_timeout, options.disclose_caller},
                                                realm_.clock().date());
  realm_.send(callee.session, Registered{request.request, registration.id});
  if (is_new) realm_.meta().on_registration_created(callee.session, registration);
  realm_.meta().on_registered(callee.session, registration.id,
                              {registration.procedure, registration.match});
}

std::optional<Error> Registrar::find_fault(const Principal& callee, const Register& request,
                                           const RegisterOptions& options) const {
  const auto* existing = registrations_.find({request.procedure, *options.match});
  const auto exists = [&](const std::string& why) {
    return Error{std::string(error::procedure_already_exists), quote(request.procedure) + why};
  };
  if (existing && existing->policy == InvocationPolicy::single) return exists(" is registered");
  if (existing && existing->policy != *options.policy) {
    return exists(" is registered with Options.invoke " + quote(to_string(existing->policy)) +
                  ", not " + quote(to_string(*options.policy)));
  }
  if (existing && existing->find_callee(callee.session)) {
    return exists(" is registered by this session already");
  }
  const auto most = realm_.limits_of(callee.session).registrations;
  if (registrations_.count(callee.session) >= most) {
    return Error{std::string(error::unavailable), "a session may hold " + std::to_string(most) +
                                                      " registrations; unregister one first"};
  }
  return std::nullopt;
}

void Registrar::on_unregister(const Principal& callee, const Unregister& request) {
  if (!registrations_.is_callee(callee.session, request.registration)) {
    return realm_.refuse(
        callee.session, Code::unregister, request.request,
        {std::string(error::no_such_registration),
         "this session holds no registration " + std::to_string(request.registration.value)});
  }
  realm_.send(callee.session, Unregistered{request.request});
  remove(callee.session, request.registration);
}

bool Registrar::revoke(SessionId callee, RegistrationId registration, std::string_view reason) {
  if (!registrations_.is_callee(callee, registration)) return false;
  if (realm_.features_of(callee).callee.registration_revocation) {
    Dict details = {{"registration", registration.value}, {"reason", reason}};
    realm_.send(callee, Unregistered{RequestId{0}, std::move(details)});
  }
  remove(callee, registration);
  return true;
}

void Registrar::judge_again() {
  std::vector<std::pair<SessionId, RegistrationId>> refused;
  registrations_.visit_all([&](const Registration& registration) {
    const Request again{Action::register_, registration.procedure, registration.match,
                        Occasion::again};
    for (const auto& callee : registration.callees) {
      auto* session = realm_.find(callee.session);
      if (!session || realm_.is_trusted(callee.session)) continue;
      if (realm_.decide(session->principal(), again).is_allowed) continue;
      refused.emplace_back(callee.session, registration.id);
    }
  });
  for (const auto& [callee, registration] : refused) {
    revoke(callee, registration, error::not_authorized);
  }
}

void Registrar::forget(SessionId session) {
  for (const auto registration : registrations_.of(session)) remove(session, registration);
}

void Registrar::remove(SessionId callee, RegistrationId registration) {
  const auto procedure = registrations_.find(registration)->procedure;
  const Pattern pattern{procedure, registrations_.find(registration)->match};
  const auto ended = registrations_.remove(callee, registration);
  realm_.meta().on_unregistered(callee, registration, pattern);
  if (ended) realm_.meta().on_registration_deleted(callee, registration, pattern);
}

}  // namespace deskgate::router

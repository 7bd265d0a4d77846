// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/meta_registrations.hpp"

#include <array>
#include <utility>

#include "router/meta_objects.hpp"
#include "router/realm.hpp"

namespace deskgate::router {
namespace {

constexpr std::string_view registration_topics = "wamp.registration.";

Dict details_of(const Registration& registration) {
  return {{"id", registration.id.value},
          {"created", to_rfc3339(registration.created)},
          {"uri", registration.procedure},
          {"match", to_string(registration.match)},
          {"invoke", to_string(registration.policy)}};
}

}  // namespace

std::span<const MetaProcedure<MetaRegistrations>> MetaRegistrations::procedures() {
  using M = MetaRegistrations;
  static constexpr std::array<MetaProcedure<M>, 7> all = {{
      {"wamp.registration.list", {0}, &M::list},
      {"wamp.registration.lookup", {1, {"procedure", "options"}}, &M::lookup},
      {"wamp.registration.match", {1, {"procedure"}}, &M::match},
      {"wamp.registration.get", {1, {"registration"}}, &M::get},
      {"wamp.registration.list_callees", {1, {"registration"}}, &M::list_callees},
      {"wamp.registration.count_callees", {1, {"registration"}}, &M::count_callees},
      {"wamp.registration.remove_callee",
       {2, {"registration", "callee"}, {"reason"}},
       &M::remove_callee},
  }};
  return all;
}

void MetaRegistrations::on_create(SessionId by, const Registration& registration) {
  publish_about(realm_, "wamp.registration.on_create",
                {Action::call, registration.procedure, registration.match}, [&] {
                  return Value::array({by.value, details_of(registration)});
                });
}

void MetaRegistrations::tell(std::string_view event, SessionId callee, RegistrationId registration,
                             const Pattern& procedure) {
  publish_about(realm_, std::string(registration_topics) + std::string(event),
                {Action::call, procedure.uri, procedure.match}, [&] {
                  return Value::array({callee.value, registration.value});
                });
}

Result<Payload> MetaRegistrations::list(const Principal& caller, const MetaArguments&) {
  IdLists ids;
  realm_.dealer().registrations().visit_all([&](const Registration& registration) {
    if (is_visible(caller, registration)) ids.add(registration.match, registration.id.value);
  });
  return result_of(ids.to_dict());
}

Result<Payload> MetaRegistrations::lookup(const Principal& caller, const MetaArguments& arguments) {
  const auto match = read_match(arguments);
  if (!match) return match.error();
  const auto procedure = read_uri(arguments, "procedure", *match);
  if (!procedure) return procedure.error();
  const auto* found = realm_.dealer().registrations().find({*procedure, *match});
  return result_of(id_or_null(caller, found));
}

Result<Payload> MetaRegistrations::match(const Principal& caller, const MetaArguments& arguments) {
  const auto procedure = read_uri(arguments, "procedure");
  if (!procedure) return procedure.error();
  const auto* found = realm_.dealer().registrations().best_match(*procedure);
  return result_of(id_or_null(caller, found));
}

Result<Payload> MetaRegistrations::get(const Principal& caller, const MetaArguments& arguments) {
  const auto registration = find(caller, arguments);
  if (!registration) return registration.error();
  return result_of(details_of(**registration));
}

Result<Payload> MetaRegistrations::list_callees(const Principal& caller,
                                                const MetaArguments& arguments) {
  auto ids = callees(caller, arguments);
  if (!ids) return ids.error();
  return result_of(std::move(*ids));
}

Result<Payload> MetaRegistrations::count_callees(const Principal& caller,
                                                 const MetaArguments& arguments) {
  const auto ids = callees(caller, arguments);
  if (!ids) return ids.error();
  return result_of(ids->size());
}

Result<Payload> MetaRegistrations::remove_callee(const Principal& caller,
                                                 const MetaArguments& arguments) {
  const auto registration = find(caller, arguments);
  if (!registration) return registration.error();
  const auto callee = arguments.id<SessionId>("callee");
  if (!callee) return callee.error();
  const auto reason = read_reason(arguments);
  if (!reason) return reason.error();
  auto& registrar = realm_.dealer().registrar();
  if (!realm_.is_trusted(*callee) && registrar.revoke(*callee, (*registration)->id, *reason)) {
    return Payload();
  }
  return no_such_session(*callee);
}

bool MetaRegistrations::is_visible(const Principal& caller,
                                   const Registration& registration) const {
  const Request use{Action::call, registration.procedure, registration.match};
  return realm_.decide(caller, use).is_allowed;
}

Value MetaRegistrations::id_or_null(const Principal& caller,
                                    const Registration* registration) const {
  if (!registration || !is_visible(caller, *registration)) return nullptr;
  return registration->id.value;
}

Result<const Registration*> MetaRegistrations::find(const Principal& caller,
                                                    const MetaArguments& arguments) const {
  const auto id = arguments.id<RegistrationId>("registration");
  if (!id) return id.error();
  const auto* found = std::as_const(realm_.dealer()).registrations().find(*id);
  if (found && is_visible(caller, *found)) return found;
  return Error{std::string(error::no_such_registration),
               "there is no registration " + std::to_string(id->value)};
}

Result<Value> MetaRegistrations::callees(const Principal& caller,
                                         const MetaArguments& arguments) const {
  const auto registration = find(caller, arguments);
  if (!registration) return registration.error();
  std::vector<SessionId> sessions;
  for (const auto& callee : (*registration)->callees) sessions.push_back(callee.session);
  return ids_of_clients(realm_, sessions);
}

}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/meta_sessions.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "router/realm.hpp"
#include "router/session.hpp"
#include "router/uri.hpp"

namespace deskgate::router {
namespace {

constexpr std::string_view on_join_topic = "wamp.session.on_join";
constexpr std::string_view on_leave_topic = "wamp.session.on_leave";

Dict details_of(const Principal& who) {
  return {{"session", who.session.value},
          {"authid", who.authid},
          {"authrole", who.authrole},
          {"authmethod", who.authmethod},
          {"authprovider", who.authprovider}};
}

Error no_other_session(SessionId session) {
  return {std::string(error::no_such_session),
          "there is no other session " + std::to_string(session.value)};
}

// GOODBYE as the keyword arguments of a killing procedure want it.
Result<Goodbye> goodbye_from(const MetaArguments& arguments) {
  Goodbye goodbye{{}, std::string(close::killed)};
  if (arguments.has("reason")) {
    const auto reason = arguments.text("reason");
    if (!reason || !is_uri(*reason)) {
      return Error{std::string(error::invalid_uri), "argument \"reason\" must be a URI"};
    }
    goodbye.reason = *reason;
  }
  if (arguments.has("message")) {
    const auto message = arguments.text("message");
    if (!message) return message.error();
    goodbye.details["message"] = *message;
  }
  return goodbye;
}

}  // namespace

std::span<const MetaProcedure<MetaSessions>> MetaSessions::procedures() {
  using M = MetaSessions;
  static constexpr std::array<MetaProcedure<M>, 7> all = {{
      {"wamp.session.count", {0, {"filter_authroles"}}, &M::count},
      {"wamp.session.list", {0, {"filter_authroles"}}, &M::list},
      {"wamp.session.get", {1, {"session"}}, &M::get},
      {"wamp.session.kill", {1, {"session"}, {"reason", "message"}}, &M::kill},
      {"wamp.session.kill_by_authid", {1, {"authid"}, {"reason", "message"}}, &M::kill_by_authid},
      {"wamp.session.kill_by_authrole",
       {1, {"authrole"}, {"reason", "message"}},
       &M::kill_by_authrole},
      {"wamp.session.kill_all", {0, {}, {"reason", "message"}}, &M::kill_all},
  }};
  return all;
}

void MetaSessions::on_join(const Principal& who) {
  if (!realm_.broker().has_subscriber(on_join_topic)) return;
  realm_.broker().publish_meta(on_join_topic, Payload(Value::array({details_of(who)})));
}

void MetaSessions::on_leave(const Principal& who) {
  if (is_killing_all_ || !realm_.broker().has_subscriber(on_leave_topic)) return;
  realm_.broker().publish_meta(
      on_leave_topic, Payload(Value::array({who.session.value, who.authid, who.authrole})));
}

Result<Payload> MetaSessions::count(const Principal&, const MetaArguments& arguments) {
  const auto ids = filtered(arguments);
  if (!ids) return ids.error();
  return result_of(ids->size());
}

Result<Payload> MetaSessions::list(const Principal&, const MetaArguments& arguments) {
  auto ids = filtered(arguments);
  if (!ids) return ids.error();
  return result_of(std::move(*ids));
}

Result<Value> MetaSessions::filtered(const MetaArguments& arguments) const {
  const auto roles = arguments.texts("filter_authroles");
  if (!roles) return roles.error();
  auto ids = Value::array();
  for (const auto* session : realm_.clients()) {
    const auto& who = session->principal();
    const bool is_wanted = !*roles || std::ranges::find(**roles, who.authrole) != (*roles)->end();
    if (is_wanted) ids.push_back(who.session.value);
  }
  return ids;
}

Result<Payload> MetaSessions::get(const Principal&, const MetaArguments& arguments) {
  const auto id = arguments.id<SessionId>("session");
  if (!id) return id.error();
  const auto* session = find(*id);
  if (!session) return no_other_session(*id);
  return result_of(details_of(session->principal()));
}

Session* MetaSessions::find(SessionId session) const {
  return realm_.is_trusted(session) ? nullptr : realm_.find(session);
}

Result<Payload> MetaSessions::kill(const Principal& caller, const MetaArguments& arguments) {
  const auto id = arguments.id<SessionId>("session");
  if (!id) return id.error();
  const auto killed =
      kill_others(caller, arguments, [&](const Principal& who) { return who.session == *id; });
  if (!killed) return killed.error();
  if (killed->empty()) return no_other_session(*id);
  return Payload();
}

Result<Payload> MetaSessions::kill_by_authid(const Principal& caller,
                                             const MetaArguments& arguments) {
  const auto authid = arguments.text("authid");
  if (!authid) return authid.error();
  auto killed =
      kill_others(caller, arguments, [&](const Principal& who) { return who.authid == *authid; });
  if (!killed) return killed.error();
  return result_of(std::move(*killed));
}

Result<Payload> MetaSessions::kill_by_authrole(const Principal& caller,
                                               const MetaArguments& arguments) {
  const auto authrole = arguments.text("authrole");
  if (!authrole) return authrole.error();
  const auto killed = kill_others(caller, arguments,
                                  [&](const Principal& who) { return who.authrole == *authrole; });
  if (!killed) return killed.error();
  return result_of(killed->size());
}

Result<Payload> MetaSessions::kill_all(const Principal& caller, const MetaArguments& arguments) {
  is_killing_all_ = true;
  const auto killed = kill_others(caller, arguments, [](const Principal&) { return true; });
  is_killing_all_ = false;
  if (!killed) return killed.error();
  return result_of(killed->size());
}

Result<Value> MetaSessions::kill_others(const Principal& caller, const MetaArguments& arguments,
                                        const Wanted& is_wanted) {
  const auto goodbye = goodbye_from(arguments);
  if (!goodbye) return goodbye.error();
  auto killed = Value::array();
  for (auto* session : realm_.clients()) {
    const auto id = session->principal().session;
    if (id == caller.session || !is_wanted(session->principal())) continue;
    session->kill(*goodbye);
    killed.push_back(id.value);
  }
  return killed;
}

}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/audit/audited.hpp"

#include <utility>
#include <variant>

namespace deskgate::gateway::audit {
namespace {

constexpr std::string_view allowed = "allowed";
constexpr std::string_view refused = "refused";

}  // namespace

AuditedAuthenticator::AuditedAuthenticator(std::unique_ptr<router::Authenticator> inner,
                                           Recorder& recorder, std::string address)
    : inner_(std::move(inner)), recorder_(recorder), address_(std::move(address)) {}

void AuditedAuthenticator::begin(const router::Login& login, Tell tell) {
  const auto name = login.hello.details.find("authid");
  claimed_ = name != login.hello.details.end() && name->is_string() ? name->get<std::string>() : "";
  realm_ = login.hello.realm;
  session_ = login.session;
  inner_->begin(login, recorded(std::move(tell)));
}

void AuditedAuthenticator::proceed(const router::Authenticate& answer, Tell tell) {
  inner_->proceed(answer, recorded(std::move(tell)));
}

router::Authenticator::Tell AuditedAuthenticator::recorded(Tell tell) {
  return [this, tell = std::move(tell)](Verdict verdict) {
    Entry entry{.event = "login", .verdict = refused, .who = claimed_, .address = address_};
    entry.session = session_.value;
    entry.uri = realm_;
    if (const auto* who = std::get_if<router::Admission>(&verdict)) {
      entry.verdict = allowed;
      entry.who = who->authid;
      entry.role = who->authrole;
      entry.note = who->authmethod;
    } else if (const auto* error = std::get_if<router::Error>(&verdict)) {
      entry.note = error->uri;
      entry.session = 0;  // it will never be one
    }
    if (!std::holds_alternative<router::Challenge>(verdict)) recorder_.record(entry);
    tell(std::move(verdict));
  };
}

router::Verdict AuditedAuthorizer::decide(const router::Principal& who,
                                          const router::Request& what) const {
  auto verdict = inner_.decide(who, what);
  if (!verdict.is_allowed && what.action != router::Action::receive) {
    auto entry = entry_of(who, to_string(what.action), refused);
    entry.uri = what.uri;
    entry.note = verdict.reason;
    recorder_.record(entry);
  }
  return verdict;
}

Entry entry_of(const router::Principal& who, std::string_view event, std::string_view verdict) {
  Entry entry{.event = event, .verdict = verdict, .who = who.authid, .role = who.authrole};
  entry.session = who.session.value;
  return entry;
}

}  // namespace deskgate::gateway::audit

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/authorize/procedure_authorizer.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "gateway/log.hpp"

namespace deskgate::gateway::authorize {
namespace {

using router::Action;
using router::Match;
using router::Verdict;
using std::chrono::steady_clock;

constexpr std::string_view unregistered_topic = "wamp.registration.on_unregister";

constexpr auto not_allowed = "a program of this user decides on that, and has not allowed it";

Verdict refused(std::string reason) {
  return {.is_allowed = false, .reason = std::move(reason)};
}

}  // namespace

void ProcedureAuthorizer::follow(const std::string& procedure) {
  if (procedure == procedure_) return;
  procedure_ = procedure;
  last_fault_.clear();
  drop_all("");
  if (subscription_) desk_->peer.unsubscribe(*std::exchange(subscription_, std::nullopt));
  if (procedure_.empty()) return;
  subscription_ = desk_->peer
                      .subscribe(std::string(unregistered_topic), Match::exact,
                                 [this](const auto& event) { on_unregistered(event.payload); })
                      .value();
}

Verdict ProcedureAuthorizer::decide(const router::Principal& who,
                                    const router::Request& what) const {
  if (procedure_.empty()) return rules_.decide(who, what);
  auto verdict = rules_.decide(who, what);
  if (verdict.is_allowed || !rules_.leaves_open(who, what)) return verdict;
  if (what.action == Action::receive) {
    verdict.is_allowed = opinions_.may_receive(who.session, what.uri);
    return verdict;
  }
  const auto* opinion = opinions_.find(who.session, what);
  if (!opinion || !opinion->is_allowed) return refused(not_allowed);
  return {.is_allowed = true, .disclosure = opinion->disclosure};
}

bool ProcedureAuthorizer::prepare(const router::Principal& who, const router::Request& what,
                                  std::function<void()> ready) {
  opinions_.begin_request(who.session);
  if (!rules_.leaves_open(who, what)) return true;
  if (opinions_.find(who.session, what)) return true;
  const auto* provider = find_provider();
  if (!provider) {
    warn_once("nobody has registered it");
    return true;
  }
  if (questions_.size() >= most_open) {
    warn_once(std::to_string(most_open) + " questions wait for it, and more are refused");
    return true;
  }
  asked_.insert(provider->id);
  ask(who, what, std::move(ready));
  return false;
}

void ProcedureAuthorizer::forget(router::SessionId session) {
  opinions_.forget(session);
  const auto waits = [&](const auto& each) { return each.second.session == session; };
  const auto found = std::find_if(questions_.begin(), questions_.end(), waits);
  if (found == questions_.end()) return;
  desk_->peer.cancel(found->second.call);
  questions_.erase(found);
}

const router::Registration* ProcedureAuthorizer::find_provider() const {
  return desk_->realm.dealer().registrations().find({procedure_, Match::exact});
}

void ProcedureAuthorizer::ask(const router::Principal& who, const router::Request& what,
                              std::function<void()> ready) {
  const auto number = ++last_number_;
  Question question{who.session,           what.action,      what.match,
                    std::string(what.uri), std::move(ready), steady_clock::now() + patience};
  question.call =
      desk_->peer.call(procedure_, authorize::question(who, what),
                       [this, number](const auto& outcome) { on_outcome(number, outcome); });
  questions_.emplace(number, std::move(question));
  watch();
}

void ProcedureAuthorizer::on_outcome(std::uint64_t number,
                                     const router::LocalPeer::Outcome& outcome) {
  const auto node = questions_.extract(number);
  if (node.empty()) return;
  const auto& question = node.mapped();
  const auto opinion = read_opinion(outcome);
  if (opinion) {
    last_fault_.clear();
    const auto session = question.session;
    opinions_.add(session, question.request(), *opinion,
                  [this, session](const auto& what) { return holds(session, what); });
  } else {
    warn_once(opinion.error().message);
  }
  question.ready();
}

// Unanswered, the question is refused. `why` is for the log; "": it is no fault.
void ProcedureAuthorizer::give_up(std::uint64_t number, const std::string& why) {
  const auto node = questions_.extract(number);
  if (node.empty()) return;
  if (!why.empty()) warn_once(why);
  desk_->peer.cancel(node.mapped().call);
  node.mapped().ready();
}

// Those who go on may ask anew, or end the session of another question.
void ProcedureAuthorizer::drop_all(const std::string& why) {
  opinions_.clear();
  asked_.clear();
  std::vector<std::uint64_t> numbers;
  for (const auto& [number, question] : questions_) numbers.push_back(number);
  for (const auto number : numbers) give_up(number, why);
}

void ProcedureAuthorizer::on_unregistered(const router::Payload& event) {
  const auto arguments = event.values();
  if (!asked_.contains(router::RegistrationId{arguments->args.at(1).get<std::uint64_t>()})) return;
  drop_all("it has been unregistered");
  desk_->judge_again();
}

bool ProcedureAuthorizer::holds(router::SessionId session, const router::Request& what) const {
  if (what.action == Action::register_) {
    const auto* registration = desk_->realm.dealer().registrations().find({what.uri, what.match});
    return registration && registration->find_callee(session);
  }
  const auto& subscriptions = desk_->realm.broker().subscriptions();
  const auto* subscription = subscriptions.find(what.uri, what.match);
  return subscription && subscriptions.is_holder(session, subscription->id);
}

// Whoever is refused may ask on and on; the log hears of it when it changes.
void ProcedureAuthorizer::warn_once(const std::string& fault) {
  if (std::exchange(last_fault_, fault) == fault) return;
  log::warning("authorize", procedure_ + ": " + fault + "; what it would decide on is refused");
}

void ProcedureAuthorizer::watch() {
  if (questions_.empty() || std::exchange(is_watching_, true)) return;
  timer_.expires_at(questions_.begin()->second.until);
  timer_.async_wait([this](auto error) {
    if (error) return;
    is_watching_ = false;
    while (!questions_.empty() && questions_.begin()->second.until <= steady_clock::now()) {
      give_up(questions_.begin()->first, "it has not answered in 5 s");
    }
    watch();
  });
}

}  // namespace deskgate::gateway::authorize

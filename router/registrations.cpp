// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/registrations.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

namespace deskgate::router {
namespace {

constexpr std::array<std::string_view, 5> policy_names = {"single", "roundrobin", "random", "first",
                                                          "last"};

auto find_in(const std::vector<RegisteredCallee>& callees, SessionId session) {
  return std::ranges::find(callees, session, &RegisteredCallee::session);
}

}  // namespace

std::string_view to_string(InvocationPolicy policy) {
  return policy_names.at(static_cast<std::size_t>(policy));
}

std::optional<InvocationPolicy> invocation_policy_from(std::string_view text) {
  const auto* found = std::ranges::find(policy_names, text);
  if (found == policy_names.end()) return std::nullopt;
  return static_cast<InvocationPolicy>(found - policy_names.begin());
}

const RegisteredCallee* Registration::find_callee(SessionId session) const {
  const auto found = find_in(callees, session);
  return found == callees.end() ? nullptr : &*found;
}

Registration& Registrations::add(const Key& key, InvocationPolicy policy,
                                 const RegisteredCallee& callee, Date now) {
  auto* registration = find(key);
  if (!registration) {
    const RegistrationId id{last_id_ = next_id(last_id_)};
    Registration made{id, std::string(key.procedure), key.match, policy, now};
    registration = &by_id_.emplace(id, std::move(made)).first->second;
    by_pattern_.insert(key.procedure, key.match, *registration);
  }
  assert(registration->policy == policy && !registration->find_callee(callee.session));
  registration->callees.push_back(callee);
  by_callee_[callee.session].insert(registration->id);
  return *registration;
}

std::optional<Registration> Registrations::remove(SessionId callee, RegistrationId id) {
  const auto provided = by_callee_.find(callee);
  assert(provided != by_callee_.end());
  provided->second.erase(id);
  if (provided->second.empty()) by_callee_.erase(provided);

  const auto found = by_id_.find(id);
  assert(found != by_id_.end());
  auto& registration = found->second;
  const auto left = find_in(registration.callees, callee);
  const auto index = static_cast<std::size_t>(left - registration.callees.begin());
  registration.callees.erase(left);
  // Whose turn it was keeps it; if it was the one that left, the next one has it.
  if (index < registration.turn) --registration.turn;
  if (registration.turn >= registration.callees.size()) registration.turn = 0;
  if (!registration.callees.empty()) return std::nullopt;
  by_pattern_.erase(registration.procedure, registration.match);
  return std::move(by_id_.extract(found).mapped());
}

const Registration* Registrations::find(RegistrationId registration) const {
  const auto found = by_id_.find(registration);
  return found == by_id_.end() ? nullptr : &found->second;
}

Registration* Registrations::find(RegistrationId registration) {
  const auto found = by_id_.find(registration);
  return found == by_id_.end() ? nullptr : &found->second;
}

bool Registrations::is_callee(SessionId session, RegistrationId registration) const {
  const auto provided = by_callee_.find(session);
  return provided != by_callee_.end() && provided->second.contains(registration);
}

std::size_t Registrations::count(SessionId callee) const {
  const auto provided = by_callee_.find(callee);
  return provided == by_callee_.end() ? 0 : provided->second.size();
}

std::vector<RegistrationId> Registrations::of(SessionId callee) const {
  const auto provided = by_callee_.find(callee);
  if (provided == by_callee_.end()) return {};
  return {provided->second.begin(), provided->second.end()};
}

bool Registrations::invariant() const {
  std::size_t provided = 0;
  for (const auto& [session, ids] : by_callee_) provided += ids.size();
  const auto is_consistent = [&](const auto& entry) {
    const auto& [id, registration] = entry;
    provided -= registration.callees.size();
    return id == registration.id && !registration.callees.empty() &&
           registration.turn < registration.callees.size() &&
           find({registration.procedure, registration.match}) == &registration &&
           std::ranges::all_of(registration.callees, [&, id = id](const auto& callee) {
             return is_callee(callee.session, id);
           });
  };
  return by_pattern_.size() == by_id_.size() && std::ranges::all_of(by_id_, is_consistent) &&
         provided == 0;
}

}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/registrations.hpp"

#include <algorithm>
#include <cassert>

namespace deskgate::router {

const Registration* Registrations::add(SessionId callee, std::string_view procedure) {
  const auto [slot, is_new] = by_procedure_.try_emplace(std::string(procedure), nullptr);
  if (!is_new) return nullptr;
  const RegistrationId id{last_id_ = next_id(last_id_)};
  slot->second = &by_id_.emplace(id, Registration{id, slot->first, callee}).first->second;
  by_callee_[callee].insert(id);
  return slot->second;
}

bool Registrations::remove(SessionId callee, RegistrationId registration) {
  const auto provided = by_callee_.find(callee);
  if (provided == by_callee_.end() || provided->second.erase(registration) == 0) return false;
  if (provided->second.empty()) by_callee_.erase(provided);
  erase(registration);
  return true;
}

void Registrations::forget(SessionId callee) {
  const auto provided = by_callee_.extract(callee);
  if (provided.empty()) return;
  for (const auto id : provided.mapped()) erase(id);
}

void Registrations::erase(RegistrationId registration) {
  const auto found = by_id_.find(registration);
  assert(found != by_id_.end());
  by_procedure_.erase(found->second.procedure);
  by_id_.erase(found);
}

const Registration* Registrations::find(std::string_view procedure) const {
  const auto found = by_procedure_.find(procedure);
  return found == by_procedure_.end() ? nullptr : found->second;
}

std::size_t Registrations::count(SessionId callee) const {
  const auto provided = by_callee_.find(callee);
  return provided == by_callee_.end() ? 0 : provided->second.size();
}

bool Registrations::invariant() const {
  std::size_t provided = 0;
  for (const auto& [callee, ids] : by_callee_) provided += ids.size();
  return by_procedure_.size() == by_id_.size() && provided == by_id_.size() &&
         std::all_of(by_id_.begin(), by_id_.end(), [this](const auto& entry) {
           const auto& [id, registration] = entry;
           const auto callee = by_callee_.find(registration.callee);
           return id == registration.id && find(registration.procedure) == &registration &&
                  callee != by_callee_.end() && callee->second.contains(id);
         });
}

}  // namespace deskgate::router

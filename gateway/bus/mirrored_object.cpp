// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/mirrored_object.hpp"

#include <algorithm>
#include <utility>

namespace deskgate::gateway::bus {

MirroredObject::MirroredObject(const ServiceParts& parts, ObjectPlace place,
                               const Interfaces* interfaces, OnSettled on_settled)
    : parts_(parts),
      place_(std::move(place)),
      on_settled_(std::move(on_settled)),
      told_(interfaces ? std::optional(*interfaces) : std::nullopt),
      object_(parts_.context.bus, place_.owner, place_.path, parts_.on_missing),
      lane_(parts_.calls),
      inquiry_(parts_.context.bus, parts_.questions, subject(), second_chances(),
               [this](auto info, bool is_understood) { learn(std::move(info), is_understood); }) {}

MirroredObject::~MirroredObject() = default;

void MirroredObject::set_interfaces(const Interfaces& interfaces) {
  if (told_ == interfaces) return read_again();
  told_ = interfaces;
  std::erase_if(interfaces_, [this](const auto& interface) { return !has(interface.first); });
  inquiry_.ask();
}

// Before the first answer there is nothing to show: what is added then is what the file says then.
void MirroredObject::show_anew(const std::set<std::string>& interfaces) {
  if (is_understood_) parts_.on_understood(info_.interfaces);
  if (interfaces.empty() || interfaces_.empty()) return;
  for (const auto& interface : interfaces) interfaces_.erase(interface);
  is_settled_ = false;
  add_interfaces();
  show();
}

void MirroredObject::read_again() {
  for (const auto& [name, interface] : interfaces_) interface->read_again();
}

std::vector<Member> MirroredObject::members() const {
  std::vector<Member> members;
  for (const auto& [name, interface] : interfaces_) {
    const auto& own = interface->members();
    members.insert(members.end(), own.begin(), own.end());
  }
  return members;
}

// One object that a file names is looked for by what the file speaks of; one of many may be of
// another kind.
InquirySubject MirroredObject::subject() const {
  InquirySubject subject{place_.name, place_.owner, place_.path, {}};
  if (parts_.file.service.path.captures().empty()) {
    for (const auto& [alias, interface] : parts_.file.aliases) subject.interfaces.insert(interface);
  }
  return subject;
}

// Calls that have started the service wait; nothing else does, and where the file has the types
// there is something to show.
std::size_t MirroredObject::second_chances() const {
  if (parts_.context.activatable) return 3;
  return parts_.file.types.empty() ? 1 : 0;
}

// What was shown before it was understood makes way for what it is.
void MirroredObject::learn(mapping::ObjectInfo info, bool is_understood) {
  if (is_understood || !is_understood_) {
    info_ = {std::move(info.interfaces), {}};  // there may be thousands of children
    info_.correct(parts_.file.types);
  }
  if (is_understood) parts_.on_understood(info_.interfaces);
  if (is_understood && !std::exchange(is_understood_, true)) {
    interfaces_.clear();
    is_settled_ = false;
  }
  add_interfaces();
  show();
}

void MirroredObject::add_interfaces() {
  const CallTarget target{object_, lane_, parts_.changes, parts_.context.gate, place_.name};
  const ObjectParts parts{parts_.context, parts_.file,    place_, parts_.questions,
                          parts_.signals, parts_.changes, target};
  for (const auto& [alias, name] : parts_.file.aliases) {
    if (!has(name) || interfaces_.contains(name)) continue;
    const auto* known = info_.find(name);
    interfaces_.emplace(name, std::make_unique<MirroredInterface>(
                                  parts, alias, name, known ? *known : mapping::InterfaceInfo(),
                                  [this] { show(); }));
  }
}

// It appears when all that it has is ready; what is added later appears when that is.
void MirroredObject::show() {
  const auto is_ready = [](const auto& interface) { return interface.second->is_ready(); };
  if (!is_settled_ && !std::all_of(interfaces_.begin(), interfaces_.end(), is_ready)) return;
  for (const auto& [name, interface] : interfaces_) {
    if (interface->is_ready()) interface->show();
  }
  if (std::exchange(is_settled_, true)) return;
  on_settled_(std::exchange(is_shown_, !interfaces_.empty()));
}

bool MirroredObject::has(const std::string& interface) const {
  if (told_) return told_->contains(interface);
  return parts_.file.service.path.captures().empty() || info_.find(interface);
}

}  // namespace deskgate::gateway::bus

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/mirrored_object.hpp"

#include <algorithm>
#include <utility>

#include "gateway/bus/introspect.hpp"
#include "gateway/log.hpp"

namespace deskgate::gateway::bus {

MirroredObject::MirroredObject(const ServiceParts& parts, ObjectPlace place,
                               const Interfaces* interfaces, std::function<void()> on_settled)
    : parts_(parts),
      place_(std::move(place)),
      on_settled_(std::move(on_settled)),
      object_(parts_.context.bus, place_.owner, place_.path, parts_.on_missing),
      lane_(parts_.calls),
      asked_(std::make_shared<RemoteObject>(parts_.context.bus, place_.owner, place_.path)) {
  if (interfaces) told_ = *interfaces;
  ask();
}

MirroredObject::~MirroredObject() = default;

void MirroredObject::set_interfaces(const Interfaces& interfaces) {
  if (told_ == interfaces) return;
  told_ = interfaces;
  std::erase_if(interfaces_, [this](const auto& interface) { return !has(interface.first); });
  ask();
}

std::vector<Member> MirroredObject::members() const {
  std::vector<Member> members;
  for (const auto& [name, interface] : interfaces_) {
    const auto& own = interface->members();
    members.insert(members.end(), own.begin(), own.end());
  }
  return members;
}

// An answer that is on its way may not know of the newest interface.
void MirroredObject::ask() {
  is_outdated_ = is_asking_;
  if (is_outdated_) return;
  is_asking_ = true;
  introspect(parts_.questions, asked_, [this](auto info, const auto* failure) {
    is_asking_ = false;
    if (is_outdated_) return ask();
    learn(std::move(info), failure);
  });
}

void MirroredObject::learn(mapping::ObjectInfo info, const CallFailure* failure) {
  if (failure) log::warning("introspect", place_.name + ": " + failure->message);
  info_ = {std::move(info.interfaces), {}};  // there may be thousands of children
  info_.correct(parts_.file.types);
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
  is_shown_ = !interfaces_.empty();
  on_settled_();
}

bool MirroredObject::has(const std::string& interface) const {
  if (told_) return told_->contains(interface);
  return parts_.file.service.path.captures().empty() || info_.find(interface);
}

}  // namespace deskgate::gateway::bus

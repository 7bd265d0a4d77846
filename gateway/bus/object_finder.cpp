// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/object_finder.hpp"

#include <utility>

namespace deskgate::gateway::bus {
namespace {

// Signals of the owner whose argument at `position` is a path below `folder`.
std::string rule_for(const std::string& owner, int position, std::string_view folder) {
  return "type='signal',sender='" + owner + "',arg" + std::to_string(position) + "path='" +
         std::string(folder) + "'";
}

}  // namespace

ObjectFinder::ObjectFinder(Bus& bus, Questions& questions, const std::string& owner,
                           const mapping::Service& service, ObjectFinderObserver& observer)
    : bus_(bus),
      owner_(owner),
      service_(service),
      observer_(observer),
      walk_(bus, questions, owner, service.path, [this](const auto& paths) { on_walked(paths); }),
      managed_(
          bus, questions, owner, service.path.literal_parents(),
          [this](const auto& path, const auto& interfaces) { on_managed(path, interfaces); },
          [this](bool is_managed) { on_listed(is_managed); }) {}

void ObjectFinder::look_again() {
  if (is_walking_) walk_.walk();
}

void ObjectFinder::on_managed(const std::string& path, const Interfaces& interfaces) {
  if (is_walking_ || !service_.match_path(path)) return;
  if (interfaces.empty()) return observer_.on_gone(path);
  observer_.on_found(path, &interfaces);
}

void ObjectFinder::on_listed(bool is_managed) {
  if (is_managed) return observer_.on_listed();
  is_walking_ = true;
  follow_signals();
  walk_.walk();
}

// The new one is the first argument of UPower's DeviceAdded and the second of logind's SessionNew.
void ObjectFinder::follow_signals() {
  for (const int position : {0, 1}) {
    auto match = bus_.add_match(rule_for(owner_, position, service_.path.literal_prefix()),
                                [this](auto&) { walk_.walk(); });
    if (match) matches_.push_back(std::move(*match));
  }
}

void ObjectFinder::on_walked(const std::set<std::string>& paths) {
  const auto before = std::exchange(walked_, paths);
  for (const auto& path : before) {
    if (!paths.contains(path)) observer_.on_gone(path);
  }
  for (const auto& path : paths) {
    if (!before.contains(path)) observer_.on_found(path, nullptr);
  }
  if (!std::exchange(is_listed_, true)) observer_.on_listed();
}

}  // namespace deskgate::gateway::bus

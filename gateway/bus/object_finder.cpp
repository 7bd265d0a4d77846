// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/object_finder.hpp"

#include <array>
#include <utility>

#include "gateway/bus/retry_pauses.hpp"
#include "gateway/log.hpp"

namespace deskgate::gateway::bus {
namespace {

// Signals of the owner whose argument at `position` is a path below `folder`.
std::string rule_for(const std::string& owner, int position, std::string_view folder) {
  return "type='signal',sender='" + owner + "',arg" + std::to_string(position) + "path='" +
         std::string(folder) + "'";
}

// What a service says may be anything.
std::string path_at(sdbus::Message& signal, int position) try {
  std::string skipped;
  sdbus::ObjectPath path;
  if (position > 0) signal >> skipped;
  signal >> path;
  return path;
} catch (const sdbus::Error&) {
  return "";
}

}  // namespace

ObjectFinder::ObjectFinder(Bus& bus, Questions& questions, const std::string& owner,
                           const mapping::Service& service, ObjectFinderObserver& observer)
    : bus_(bus),
      owner_(owner),
      service_(service),
      observer_(observer),
      walk_(bus, questions, owner, service.path,
            [this](const auto& paths, bool is_complete) { on_walked(paths, is_complete); }),
      managed_(
          bus, questions, owner, service.path.literal_parents(),
          [this](const auto& path, const auto& interfaces) { on_managed(path, interfaces); },
          [this](bool is_managed) { on_listed(is_managed); }) {
  patience_ = bus_.after(Questions::patience, [this] {
    log::warning("managed_objects",
                 service_.name.text() + " (" + owner_ +
                     ") does not answer which objects it has; what it has told is shown");
    if (!managed_.is_managed()) set_out();
    be_listed();
  });
}

void ObjectFinder::look_again() {
  if (is_walking_) walk_.walk();
}

// A manager that there was not at first: it is asked what else it has.
void ObjectFinder::on_managed(const std::string& path, const Interfaces& interfaces) {
  if (is_walking_) return managed_.ask();
  if (!service_.match_path(path)) return;
  if (interfaces.empty()) return observer_.on_gone(path);
  observer_.on_found(path, &interfaces);
}

void ObjectFinder::on_listed(bool is_managed) {
  if (!is_managed) return set_out();
  if (is_walking_) adopt();
  be_listed();
}

// From now on the manager's word counts.
void ObjectFinder::adopt() {
  is_walking_ = false;
  matches_.clear();
  next_try_.reset();
  const auto& managed = managed_.objects();
  for (const auto& path : std::exchange(walked_, {})) {
    if (!managed.contains(path)) observer_.on_gone(path);
  }
  for (const auto& [path, interfaces] : managed) on_managed(path, interfaces);
}

void ObjectFinder::set_out() {
  if (std::exchange(is_walking_, true)) return;
  follow_signals();
  walk_.walk();
}

// The new one is the first argument of UPower's DeviceAdded and the second of logind's SessionNew.
void ObjectFinder::follow_signals() {
  for (const int position : {0, 1}) {
    auto match = bus_.add_match(rule_for(owner_, position, service_.path.literal_prefix()),
                                [this, position](auto& signal) { on_spoken_of(signal, position); });
    if (match) matches_.push_back(std::move(*match));
  }
}

// One that has gone and come back between two walks is another.
void ObjectFinder::on_spoken_of(sdbus::Message& signal, int position) {
  if (const auto path = path_at(signal, position); walked_.contains(path)) spoken_of_.insert(path);
  walk_.walk();
}

void ObjectFinder::on_walked(const std::set<std::string>& paths, bool is_complete) {
  if (!is_walking_) return;
  const auto before = std::exchange(walked_, paths);
  const auto spoken_of = std::exchange(spoken_of_, {});
  for (const auto& path : before) {
    if (!is_complete) {
      walked_.insert(path);
    } else if (!paths.contains(path)) {
      observer_.on_gone(path);
    }
  }
  for (const auto& path : paths) {
    if (!before.contains(path) || spoken_of.contains(path)) observer_.on_found(path, nullptr);
  }
  if (is_complete && !paths.empty()) {
    tries_ = 0;
  } else {
    try_again();
  }
  be_listed();
}

void ObjectFinder::try_again() {
  if (next_try_ || tries_ == retry_pauses.size()) return;
  next_try_ = bus_.after(retry_pauses[tries_++], [this] {
    next_try_.reset();
    managed_.ask();
    walk_.walk();
  });
}

void ObjectFinder::be_listed() {
  patience_.reset();
  if (!std::exchange(is_listed_, true)) observer_.on_listed();
}

}  // namespace deskgate::gateway::bus

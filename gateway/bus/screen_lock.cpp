// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/screen_lock.hpp"

#include <algorithm>
#include <utility>

namespace deskgate::gateway::bus {
namespace {

// Each is the name of an interface as well.
const std::vector<NamePattern> savers{{"org.freedesktop.ScreenSaver", false},
                                      {"org.gnome.ScreenSaver", false}};

// "/org/gnome/ScreenSaver"
std::string path_of(const std::string& name) {
  auto path = "/" + name;
  std::replace(path.begin(), path.end(), '.', '/');
  return path;
}

std::string rule_for(const std::string& name, const std::string& owner) {
  return "type='signal',sender='" + owner + "',interface='" + name + "',member='ActiveChanged'";
}

}  // namespace

bool locks_nothing(const CallFailure& failure) {
  return says_missing(failure) || failure.name == "org.freedesktop.DBus.Error.UnknownInterface" ||
         failure.name == "org.freedesktop.DBus.Error.NotSupported";
}

ScreenLock::ScreenLock(Bus& bus)
    : bus_(bus),
      names_(
          bus, savers, [this](const auto& name, const auto& owner) { follow(name, owner); },
          [this] { is_listed_ = true; }) {}

bool ScreenLock::is_locked() const {
  return !is_listed_ || is_blind_ ||
         std::any_of(savers_.begin(), savers_.end(),
                     [](const auto& saver) { return saver.second.is_active; });
}

void ScreenLock::follow(const std::string& name, const std::string& owner) {
  savers_.erase(name);
  if (owner.empty()) return;
  auto changes = bus_.add_match(rule_for(name, owner), [this, name](sdbus::Message& message) {
    const auto saver = savers_.find(name);
    if (saver != savers_.end()) message >> saver->second.is_active;
  });
  if (!changes) return static_cast<void>(is_blind_ = true);
  const auto saver = savers_.try_emplace(
      name, Saver{RemoteObject(bus_, owner, path_of(name)), std::move(*changes)});
  saver.first->second.object.ask(
      name, "GetActive", [](auto&) {},
      [&is_active = saver.first->second.is_active](sdbus::MethodReply* reply,
                                                   const CallFailure* failure) {
        if (reply) *reply >> is_active;
        if (failure && locks_nothing(*failure)) is_active = false;
      });
}

}  // namespace deskgate::gateway::bus

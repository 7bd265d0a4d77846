// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Whether the screen is locked, as the screen savers on one bus tell it: by the freedesktop.org
// interface, which KDE and others have, or by GNOME's.
#pragma once

#include <map>
#include <string>

#include "gateway/bus/bus.hpp"
#include "gateway/bus/name_watch.hpp"

namespace deskgate::gateway::bus {

// Whether the answer to GetActive means that this program locks nothing: it does not know the
// question, or says so, as GNOME's proxy of org.freedesktop.ScreenSaver does. Any other failure,
// silence among them, says nothing, and counts as locked.
bool locks_nothing(const CallFailure& failure);

// Lives on the loop's thread; the bus outlives it.
class ScreenLock {
 public:
  explicit ScreenLock(Bus& bus);

  // Until a screen saver that is there has answered, it counts as locked; so it does where the bus
  // does not let us hear of changes. Where there is none, nothing is ever locked.
  bool is_locked() const;

 private:
  struct Saver {
    RemoteObject object;
    Bus::Match changes;
    bool is_active = true;
  };

  void follow(const std::string& name, const std::string& owner);

  Bus& bus_;
  std::map<std::string, Saver> savers_;  // by their names
  bool is_listed_ = false;
  bool is_blind_ = false;
  NameWatch names_;
};

}  // namespace deskgate::gateway::bus

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/inquiry.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "gateway/bus/introspect.hpp"
#include "gateway/bus/retry_pauses.hpp"
#include "gateway/log.hpp"

namespace deskgate::gateway::bus {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds longest_silence{3'600'000};

bool is_standard(const std::string& interface) {
  return interface.starts_with("org.freedesktop.DBus.");
}

}  // namespace

Inquiry::Inquiry(Bus& bus, Questions& questions, InquirySubject subject, std::size_t second_chances,
                 OnAnswer on_answer)
    : bus_(bus),
      questions_(questions),
      subject_(std::move(subject)),
      on_answer_(std::move(on_answer)),
      object_(std::make_shared<RemoteObject>(bus, subject_.owner, subject_.path)),
      second_chances_(second_chances) {
  ask();
}

// An answer that is on its way may not know of the newest interface.
void Inquiry::ask() {
  next_try_.reset();
  is_outdated_ = is_asking_;
  if (is_outdated_) return;
  is_asking_ = true;
  if (!is_understood_ && !is_unknown_told_) be_patient();
  introspect(questions_, object_, [this](auto info, const auto* failure) {
    is_asking_ = false;
    patience_.reset();
    if (is_outdated_) return ask();
    take(std::move(info), failure);
  });
}

void Inquiry::be_patient() {
  patience_ = bus_.after(Questions::patience, [this] {
    log::warning("introspect", subject_.name + ", " + subject_.path +
                                   ": does not answer; what is known without it is shown");
    answer_unknown();
  });
}

void Inquiry::take(mapping::ObjectInfo info, const CallFailure* failure) {
  if (is_about(info)) {
    is_understood_ = true;
    signs_.clear();
    return on_answer_(std::move(info), true);
  }
  if (is_understood_) return on_answer_({}, false);
  if (tries_ == second_chances_) {
    if (failure) {
      log::warning("introspect", subject_.name + ", " + subject_.path + ": " + failure->message);
    }
    answer_unknown();
    follow_signs();
  }
  try_again();
}

void Inquiry::answer_unknown() {
  if (!std::exchange(is_unknown_told_, true)) on_answer_({}, false);
}

void Inquiry::try_again() {
  if (tries_ == retry_pauses.size()) return;
  next_try_ = bus_.after(retry_pauses[tries_++], [this] { ask(); });
}

// Of what it would have said: that it is there now, and that it does something. Of one object among
// many nobody knows what that would be, and the bus has not so many rules.
void Inquiry::follow_signs() {
  if (subject_.interfaces.empty()) return;
  const auto from_service = "type='signal',sender='" + subject_.owner + "'";
  const auto follow = [&](const std::string& rule) {
    if (auto match = bus_.add_match(from_service + rule, [this](auto&) { on_sign(); })) {
      signs_.push_back(std::move(*match));
    }
  };
  follow(",interface='org.freedesktop.DBus.ObjectManager',member='InterfacesAdded',arg0path='" +
         subject_.path + "'");
  const auto of_object = ",path='" + subject_.path + "'";
  for (const auto& interface : subject_.interfaces) {
    follow(of_object + ",interface='" + interface + "'");
    follow(of_object +
           ",interface='org.freedesktop.DBus.Properties',member='PropertiesChanged',arg0='" +
           interface + "'");
  }
}

// A service that only ever does, and says nothing of it, is asked less and less often.
void Inquiry::on_sign() {
  if (next_try_ || is_asking_) return;
  next_try_ = bus_.after(pause_after_sign_, [this] { ask(); });
  pause_after_sign_ = std::min(pause_after_sign_ * 2, longest_silence);
}

bool Inquiry::is_about(const mapping::ObjectInfo& info) const {
  return std::any_of(info.interfaces.begin(), info.interfaces.end(), [&](const auto& interface) {
    const auto& name = interface.first;
    return subject_.interfaces.empty() ? !is_standard(name) : subject_.interfaces.contains(name);
  });
}

}  // namespace deskgate::gateway::bus

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Asks one object what it has, until it says so.
//
// Services take their name before they have exported their objects, and some never answer. So who
// says nothing of what is wanted is asked again, a few times, and again whenever it shows that
// there is more to it than it has said.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "gateway/bus/bus.hpp"
#include "gateway/bus/questions.hpp"
#include "mapping/introspection.hpp"

namespace deskgate::gateway::bus {

// Who is asked, and for what.
struct InquirySubject {
  std::string name;  // well-known, for the log
  std::string owner;
  std::string path;
  std::set<std::string> interfaces;  // any of them is enough; none: any that is not D-Bus' own
};

// Destroyed before its Bus; `questions` outlives it.
class Inquiry {
 public:
  // `is_understood`: it has said what it has. Otherwise nothing is known, and shall be taken for
  // all that there is, until it is called again.
  using OnAnswer = std::function<void(mapping::ObjectInfo info, bool is_understood)>;

  // Asks. `on_answer` is called never from here, and once or more: for what it has said, and before
  // that, once, if it is silent for Questions::patience, or has answered with nothing, and as many
  // times again as it has `second_chances` (1: within a tenth of a second; 3: within six seconds).
  Inquiry(Bus& bus, Questions& questions, InquirySubject subject, std::size_t second_chances,
          OnAnswer on_answer);

  // What it has may have changed. It is answered once more.
  void ask();

 private:
  void be_patient();
  void take(mapping::ObjectInfo info, const CallFailure* failure);
  void answer_unknown();
  void try_again();
  void follow_signs();
  void on_sign();
  bool is_about(const mapping::ObjectInfo& info) const;

  Bus& bus_;
  Questions& questions_;
  InquirySubject subject_;
  OnAnswer on_answer_;
  std::shared_ptr<RemoteObject> object_;
  bool is_asking_ = false;
  bool is_outdated_ = false;    // what the answer will say
  bool is_understood_ = false;  // ever
  bool is_unknown_told_ = false;
  std::size_t tries_ = 0;
  std::size_t second_chances_;
  std::chrono::milliseconds pause_after_sign_{1'000};
  Bus::Alarm patience_;
  Bus::Alarm next_try_;
  std::vector<Bus::Match> signs_;
};

}  // namespace deskgate::gateway::bus

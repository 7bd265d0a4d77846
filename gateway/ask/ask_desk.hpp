// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Asks the person at the desktop before a call goes on.
//
// An answer is for one caller, one procedure and exactly these arguments, all of which have been
// shown: what is too long for that is refused unasked. No answer in a minute is no; so it is where
// nobody can be asked, where a yes cannot be recorded, where the caller no longer waits, and where
// the rules change meanwhile. Attention is bounded, too: one question of a caller is open at a
// time, three may come in a minute, and after three times no, or taken back, its questions are no
// for ten minutes.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>

#include "gateway/ask/prompter.hpp"
#include "gateway/audit/entry.hpp"
#include "gateway/bus/asking.hpp"

namespace deskgate::gateway::ask {

// What it works on; all of it outlives the desk.
struct AskContext {
  boost::asio::io_context& io;
  Prompter& prompter;
  std::function<std::string(const router::Principal&)> name_of;  // of a caller, for people
  std::function<std::string(const std::string& grant)> words_for;
  audit::Recorder& recorder;
  std::chrono::milliseconds patience{60'000};  // no answer by then is no
};

// Lives on the loop's thread.
class AskDesk final : public bus::Asking {
 public:
  // Octets of the arguments of a call as they are shown, names and all.
  static constexpr std::size_t most_shown = 1000;
  static constexpr std::chrono::minutes remembered_for{10};
  static constexpr std::chrono::minutes silent_for{10};
  static constexpr int most_in_a_minute = 3;
  static constexpr int most_refusals = 3;

  explicit AskDesk(AskContext context);

  void ask(const bus::AskedCall& call, const router::Answer& awaited,
           const std::weak_ptr<const Then>& then) override;

  // The rules are others: what is open is no, and what was allowed for ten minutes is forgotten.
  void forget();

 private:
  using Time = std::chrono::steady_clock::time_point;

  // How much of the person's attention a caller has had.
  struct Attention {
    bool has_open = false;
    std::deque<Time> asked;
    int refusals = 0;
    Time silent_until{};
  };
  struct Open {
    std::string caller;
    std::string request;
    audit::Entry entry;  // of the answer
    router::Answer awaited;
    std::weak_ptr<const Then> then;
    Time until;
    Prompter::Shown shown;
  };

  static void note_refusal(Attention& attention);
  std::string fault_of(const Attention& attention, Time now) const;
  void on_reply(std::uint64_t number, Reply reply, const std::string& why);
  bool finish(std::uint64_t number, const std::string& refusal);
  void watch();

  AskContext context_;
  std::map<std::string, Attention> attention_;  // by caller
  std::map<std::string, Time> allowed_until_;   // by request
  std::map<std::uint64_t, Open> open_;
  std::uint64_t last_number_ = 0;
  boost::asio::steady_timer timer_;  // while any is open
};

}  // namespace deskgate::gateway::ask

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/ask/ask_desk.hpp"

#include <optional>
#include <utility>

#include "gateway/audit/audited.hpp"
#include "gateway/audit/unrecorded.hpp"
#include "gateway/log.hpp"
#include "gateway/printable.hpp"
#include "mapping/text.hpp"
#include "router/uri.hpp"

namespace deskgate::gateway::ask {
namespace {

using std::chrono::steady_clock;

// How often it is looked whether a caller still waits.
constexpr std::chrono::milliseconds look_every{250};

router::Error refused(const std::string& why) {
  return {std::string(router::error::not_authorized), why};
}

bool is_stranger(const router::Principal& who) {
  return who.authmethod == "anonymous";
}

// Strangers have a new name each time, so that all of them are one.
std::string caller_of(const router::Principal& who) {
  return is_stranger(who) ? who.authrole : who.authrole + ' ' + who.authid;
}

std::string request_of(const std::string& caller, const bus::AskedCall& call) {
  return caller + '\n' + call.procedure + '\n' + call.arguments.dump();
}

router::Error too_long(std::size_t argument, const std::string& name) {
  return refused(
      "argument " + std::to_string(argument + 1) +
      (name.empty() ? "" : " (" + mapping::in_quotes(name) + ")") +
      ": too long; the desktop, which is asked before this call, is shown all arguments, "
      "and they may have " +
      std::to_string(AskDesk::most_shown) + " octets together");
}

// "interactive: false", one line each. Nobody says yes to the end of a text that was cut.
router::Result<std::string> lines_of(const bus::AskedCall& call) {
  std::string lines;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const auto name = i < call.expected.size() ? call.expected[i].name : "";
    lines += '\n' + (name.empty() ? std::to_string(i + 1) : printable(name)) + ": " +
             call.arguments[i].dump(-1, ' ', true);
    if (lines.size() > AskDesk::most_shown) return too_long(i, name);
  }
  return {boost::system::in_place_value, std::move(lines)};
}

}  // namespace

AskDesk::AskDesk(AskContext context) : context_(std::move(context)), timer_(context_.io) {}

void AskDesk::ask(const bus::AskedCall& call, const router::Answer& awaited,
                  const std::weak_ptr<const Then>& then) {
  const auto now = steady_clock::now();
  auto caller = caller_of(call.caller);
  auto request = request_of(caller, call);
  std::erase_if(allowed_until_, [&](const auto& each) { return each.second <= now; });
  const auto owned = then.lock();
  if (!owned) return;
  if (allowed_until_.contains(request)) return (*owned)(std::nullopt);
  auto& attention = attention_[caller];
  if (const auto fault = fault_of(attention, now); !fault.empty()) {
    return (*owned)(refused(fault));
  }
  const auto lines = lines_of(call);
  if (!lines) return (*owned)(lines.error());
  while (!attention.asked.empty() && now - attention.asked.front() > std::chrono::minutes(1)) {
    attention.asked.pop_front();
  }
  attention.has_open = true;
  attention.asked.push_back(now);
  const auto name = context_.name_of(call.caller);
  const auto number = ++last_number_;
  log::info("ask", name + ": " + call.procedure);
  auto entry = audit::entry_of(call.caller, "ask", "allowed");
  entry.name = name;
  entry.uri = call.procedure;
  entry.rule = call.grant;
  auto& open = open_
                   .emplace(number, Open{std::move(caller), std::move(request), std::move(entry),
                                         awaited, then, now + context_.patience, nullptr})
                   .first->second;
  open.shown = context_.prompter.show(
      {.title = name + " wants: " + context_.words_for(call.grant),
       .text = call.member + "\n" + call.procedure + *lines,
       .offers_ten_minutes = !is_stranger(call.caller)},
      [this, number](Reply reply, const std::string& why) { on_reply(number, reply, why); });
  watch();
}

std::string AskDesk::fault_of(const Attention& attention, Time now) const {
  if (now < attention.silent_until) return "the desktop said no";
  if (attention.has_open) return "another question of yours is open at the desktop";
  int recent = 0;
  for (const auto asked : attention.asked) recent += now - asked <= std::chrono::minutes(1);
  return recent < most_in_a_minute ? "" : "the desktop has been asked too often; try again later";
}

void AskDesk::on_reply(std::uint64_t number, Reply reply, const std::string& why) {
  const auto found = open_.find(number);
  if (found == open_.end()) return;
  auto& attention = attention_[found->second.caller];
  if (reply == Reply::once || reply == Reply::ten_minutes) {
    attention.refusals = 0;
    const auto request = found->second.request;
    const bool holds = finish(number, "");
    if (holds && reply == Reply::ten_minutes) {
      allowed_until_[request] = steady_clock::now() + remembered_for;
    }
    return;
  }
  if (why.empty()) note_refusal(attention);
  finish(number, why.empty() ? "the desktop said no" : why);
}

// Who takes questions back again and again would have one in front of the person when it suits him.
void AskDesk::note_refusal(Attention& attention) {
  if (++attention.refusals < most_refusals) return;
  attention.refusals = 0;
  attention.silent_until = steady_clock::now() + silent_for;
}

// Whether it was a yes that holds: one that cannot be recorded is none.
bool AskDesk::finish(std::uint64_t number, const std::string& refusal) {
  auto node = open_.extract(number);
  if (node.empty()) return false;
  auto& open = node.mapped();
  attention_[open.caller].has_open = false;
  open.entry.note = refusal;
  std::optional<router::Error> told;
  if (!refusal.empty()) {
    open.entry.verdict = "refused";
    told = refused(refusal);
  }
  const bool is_recorded = context_.recorder.record(open.entry);
  if (!told && !is_recorded) told = audit::unrecorded();
  log::info("ask", told ? printable(told->message) : "allowed");
  const auto then = open.then.lock();
  if (then && open.awaited.is_awaited()) (*then)(told);
  return !told;
}

void AskDesk::forget() {
  allowed_until_.clear();
  while (!open_.empty()) finish(open_.begin()->first, "the rules have changed meanwhile");
}

void AskDesk::watch() {
  timer_.expires_after(look_every);
  timer_.async_wait([this](auto error) {
    if (error) return;
    for (auto each = open_.begin(); each != open_.end();) {
      const auto number = each->first;
      const auto& open = (each++)->second;
      const bool is_over = open.then.expired() || !open.awaited.is_awaited();
      if (is_over) {
        if (!open.then.expired()) note_refusal(attention_[open.caller]);
        finish(number, "nobody waits for it any more");
      } else if (steady_clock::now() >= open.until) {
        finish(number, "nobody at the desktop answered in time");
      }
    }
    if (!open_.empty()) watch();
  });
}

}  // namespace deskgate::gateway::ask

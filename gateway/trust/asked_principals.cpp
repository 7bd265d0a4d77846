// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/asked_principals.hpp"

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>

#include "gateway/log.hpp"
#include "router/uri.hpp"

namespace deskgate::gateway::trust {
namespace {

using nlohmann::json;

constexpr std::chrono::seconds patience{5};

router::Payload question(const std::string& realm, const AskedPrincipals::Someone& someone) {
  return router::Payload(
      json::array({realm,
                   someone.authid,
                   {{"session", someone.session.value}, {"authmethod", someone.authmethod}}}));
}

// What was answered, if it has one argument.
std::optional<json> answer_of(const router::LocalPeer::Outcome& outcome) {
  const auto values = outcome.payload.values();
  if (!values || !values->args.is_array() || values->args.size() != 1) return std::nullopt;
  return values->args.at(0);
}

}  // namespace

// Whoever owns it waits for the answer; it is taken back when that one goes.
struct AskedPrincipals::Open {
  Open(AskedPrincipals& by, Told then) : asker(by), told(std::move(then)), timer(by.context_.io) {
    ++asker.open_;
  }
  ~Open() { settle(); }
  Open(const Open&) = delete;
  Open& operator=(const Open&) = delete;

  // The last thing that is done: whoever is told may let go of this.
  void tell(std::optional<Principal> who) {
    if (settle()) std::exchange(told, nullptr)(std::move(who));
  }

  // Makes room for the next question. False if it had been made before.
  bool settle() {
    if (!std::exchange(is_open, false)) return false;
    --asker.open_;
    timer.cancel();
    if (call) asker.context_.peer.cancel(*call);
    return true;
  }

  AskedPrincipals& asker;
  Told told;
  bool is_open = true;
  boost::asio::steady_timer timer;
  std::optional<router::RequestId> call{};
};

AskedPrincipals::AskedPrincipals(Context context) : context_(std::move(context)) {}

void AskedPrincipals::follow(std::string procedure) {
  if (procedure == procedure_) return;
  procedure_ = std::move(procedure);
  last_fault_.clear();
}

AskedPrincipals::Question AskedPrincipals::ask(const Someone& someone, Told told) {
  if (const auto why = why_nobody_answers(); !why.empty()) {
    warn_once(why);
    told(std::nullopt);
    return nullptr;
  }
  const auto open = std::make_shared<Open>(*this, std::move(told));
  open->call = context_.peer.call(procedure_, question(context_.realm.name(), someone),
                                  [this, weak = std::weak_ptr(open)](const auto& outcome) {
                                    const auto answered = weak.lock();
                                    if (!answered) return;
                                    answered->call.reset();
                                    answered->tell(read(outcome));
                                  });
  open->timer.expires_after(patience);
  open->timer.async_wait([this, weak = std::weak_ptr(open)](auto error) {
    const auto unanswered = weak.lock();
    if (error || !unanswered) return;
    warn_once("it has not answered in 5 s");
    unanswered->tell(std::nullopt);
  });
  return open;
}

// A pattern that covers the name may be anybody's.
std::string AskedPrincipals::why_nobody_answers() const {
  if (open_ >= most_open) return std::to_string(most_open) + " questions wait for it";
  const auto& registrations = context_.realm.dealer().registrations();
  return registrations.find({procedure_, router::Match::exact}) ? "" : "nobody has registered it";
}

// That it knows nobody of the name is an answer, and no fault.
std::optional<Principal> AskedPrincipals::read(const router::LocalPeer::Outcome& outcome) {
  if (!outcome.error.empty()) return std::nullopt;
  const auto answer = answer_of(outcome);
  std::string fault = "it has answered with something else than one dictionary";
  auto who = answer && answer->is_object() ? context_.read(*answer, fault) : std::nullopt;
  who ? last_fault_.clear() : warn_once(fault);
  return who;
}

// Whoever knocks may knock on and on; the log hears of it when it changes.
void AskedPrincipals::warn_once(const std::string& fault) {
  if (std::exchange(last_fault_, fault) == fault) return;
  log::warning("login", procedure_ + ": " + fault + "; whom it would tell of cannot log in");
}

}  // namespace deskgate::gateway::trust

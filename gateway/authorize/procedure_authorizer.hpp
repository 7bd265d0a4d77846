// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What the rules leave open is put to a procedure that a program of this user has registered.
//
// The rules come first: what they allow or close is never asked, and no answer opens what policy
// files map, org.deskgate. or wamp. A pattern that a grant lets somebody subscribe to is asked
// about all the same, as he receives nothing by the grant outside of these. No answer in five
// seconds is no; so is an error, an answer of another form, and nobody who has registered the
// procedure. When whoever has answered unregisters it or leaves, all that was answered is
// forgotten, and what stands by it ends.
//
// The procedure's name is this user's: only his programs register it, and only the gateway calls
// it. Its provider must not wait for the session that it is asked about: that one waits for it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "gateway/authorize/opinions.hpp"
#include "gateway/grants_authorizer.hpp"
#include "router/local_peer.hpp"
#include "router/realm.hpp"

namespace deskgate::gateway::authorize {

// `rules` and `io` outlive it. Lives on the loop's thread.
class ProcedureAuthorizer final : public router::Authorizer {
 public:
  static constexpr std::chrono::seconds patience{5};
  static constexpr std::size_t most_open = 256;  // questions; one more is refused

  // What it asks through; `judge_again` is called when what stands may have to end.
  struct Desk {
    router::Realm& realm;
    router::LocalPeer& peer;
    std::function<void()> judge_again;
  };

  ProcedureAuthorizer(boost::asio::io_context& io, const GrantsAuthorizer& rules)
      : rules_(rules), timer_(io) {}

  // Once, before follow(). The peer may do everything; nothing is asked once it has gone.
  void open(Desk desk) { desk_.emplace(std::move(desk)); }

  // This is the procedure; "": nothing is asked. Whoever calls this judges again then.
  void follow(const std::string& procedure);

  router::Verdict decide(const router::Principal& who, const router::Request& what) const override;
  bool takes_time() const override { return !procedure_.empty(); }
  bool prepare(const router::Principal& who, const router::Request& what,
               std::function<void()> ready) override;
  void forget(router::SessionId session) override;

 private:
  using Time = std::chrono::steady_clock::time_point;

  struct Question {
    router::SessionId session;
    router::Action action;
    router::Match match;
    std::string uri;
    std::function<void()> ready;
    Time until;
    router::RequestId call{};

    router::Request request() const { return {action, uri, match}; }
  };

  const router::Registration* find_provider() const;  // nullptr: nobody has registered it
  void ask(const router::Principal& who, const router::Request& what, std::function<void()> ready);
  void on_outcome(std::uint64_t number, const router::LocalPeer::Outcome& outcome);
  void give_up(std::uint64_t number, const std::string& why);
  void drop_all(const std::string& why);
  void on_unregistered(const router::Payload& event);
  bool holds(router::SessionId session, const router::Request& what) const;
  void warn_once(const std::string& fault);
  void watch();

  const GrantsAuthorizer& rules_;
  std::optional<Desk> desk_;
  std::string procedure_;
  Opinions opinions_;
  std::map<std::uint64_t, Question> questions_;  // in the order in which they were asked
  std::uint64_t last_number_ = 0;
  std::set<router::RegistrationId> asked_;  // of those whose answers may count
  std::optional<router::SubscriptionId> subscription_;
  std::string last_fault_;  // what the log knows
  boost::asio::steady_timer timer_;
  bool is_watching_ = false;
};

}  // namespace deskgate::gateway::authorize

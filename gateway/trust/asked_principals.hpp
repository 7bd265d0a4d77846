// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Who somebody is whom neither the configuration nor the devices know: a procedure says it, which a
// program of this user has registered (what others call a dynamic authenticator).
//
// It is called with [realm, authid, {session, authmethod}] and answers with a principal as the
// configuration has one: {"role": "family", "ticket": "…"}. It hears no secret and checks no proof.
// Nobody who has registered it, an error, an answer of another form and none within five seconds
// are all nobody, as whom it does not know.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "gateway/roles.hpp"
#include "gateway/trust/principals.hpp"
#include "router/id.hpp"
#include "router/local_peer.hpp"
#include "router/realm.hpp"

namespace deskgate::gateway::trust {

// Lives on the loop's thread.
class AskedPrincipals {
 public:
  static constexpr std::size_t most_open = 16;  // questions; who would be the next is nobody

  using Told = std::function<void(std::optional<Principal>)>;
  // Reads an answer; nullopt, with why, where it is no principal.
  using Read =
      std::function<std::optional<Principal>(const nlohmann::json& answer, std::string& fault)>;

  // What outlives it.
  struct Context {
    boost::asio::io_context& io;
    router::Realm& realm;
    router::LocalPeer& peer;  // of the realm; may do everything
    Read read;
  };

  explicit AskedPrincipals(Context context);

  // This is the procedure; "": nobody is asked.
  void follow(std::string procedure);
  bool are_asked() const { return !procedure_.empty(); }
  const std::string& procedure() const { return procedure_; }

  struct Someone {
    std::string authid;
    std::string authmethod;
    router::SessionId session;
  };

  // `told` is called once, at once or later, unless what is given back is destroyed before.
  using Question = std::shared_ptr<void>;
  Question ask(const Someone& someone, Told told);

 private:
  struct Open;

  std::optional<Principal> read(const router::LocalPeer::Outcome& outcome);
  std::string why_nobody_answers() const;
  void warn_once(const std::string& fault);

  Context context_;
  std::string procedure_;
  std::string last_fault_;  // what the log knows
  std::size_t open_ = 0;
};

}  // namespace deskgate::gateway::trust

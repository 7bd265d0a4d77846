// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Wrong proofs, by where they come from: whoever has used up what is allowed in a while is barred
// until that while has passed.
//
// A neighbour takes as many addresses of an IPv6 network as he likes, so that its addresses have a
// bound together, too. He must not use it up for others: who has logged in from an address before
// still may.
//
// A place is remembered until it would be allowed everything again, and so many places at most:
// beyond them the one that is the nearest to that is forgotten.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "router/token_bucket.hpp"

namespace deskgate::gateway::trust {

// Not thread-safe.
class FailedLogins {
 public:
  static constexpr std::size_t most_sources = 4096;
  // What is allowed from one network: so many times what is from one source.
  static constexpr int sources_per_network = 4;

  // `allowed`: how many wrong proofs; nullopt: any number. `now` is the time.
  FailedLogins(std::optional<router::Rate> allowed, std::function<router::Time()> now)
      : allowed_(allowed), now_(std::move(now)) {}

  // How long nobody may log in from there; nullopt: anybody may.
  std::optional<router::Time::duration> barred_for(std::string_view source) const;

  // One more from there. How long it is barred, if that was the last that is allowed.
  std::optional<router::Time::duration> note(const std::string& source);

  // The same of the network that the source is in (net::network_of).
  std::optional<router::Time::duration> note_in_network(const std::string& network);

  // Somebody has logged in from there.
  void note_proof(const std::string& source);

  // How many places are remembered.
  std::size_t size() const { return sources_.size(); }

 private:
  struct Source {
    router::TokenBucket left{};
    bool is_barred = false;  // until `left` is full
  };

  std::optional<router::Time::duration> wait_of(std::string_view place) const;
  std::optional<router::Time::duration> note(const std::string& place, const router::Rate& allowed);
  void make_room(router::Time now);

  std::optional<router::Rate> allowed_;
  std::function<router::Time()> now_;
  std::map<std::string, Source, std::less<>> sources_;  // and networks
  std::set<std::string, std::less<>> proven_;           // sources in networks, and as many at most
};

}  // namespace deskgate::gateway::trust

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Wrong proofs, by where they come from: whoever has used up what is allowed in a while is barred
// until that while has passed.
//
// A place is remembered until it would be allowed everything again, and so many places at most:
// beyond them the one that is the nearest to that is forgotten.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "router/token_bucket.hpp"

namespace deskgate::gateway::trust {

// Not thread-safe.
class FailedLogins {
 public:
  static constexpr std::size_t most_sources = 4096;

  // `allowed`: how many wrong proofs; nullopt: any number. `now` is the time.
  FailedLogins(std::optional<router::Rate> allowed, std::function<router::Time()> now)
      : allowed_(allowed), now_(std::move(now)) {}

  // How long nobody may log in from there; nullopt: anybody may.
  std::optional<router::Time::duration> barred_for(std::string_view source) const;

  // One more from there. How long it is barred, if that was the last that is allowed.
  std::optional<router::Time::duration> note(const std::string& source);

  // How many places are remembered.
  std::size_t size() const { return sources_.size(); }

 private:
  struct Source {
    router::TokenBucket left{};
    bool is_barred = false;  // until `left` is full
  };

  void make_room(router::Time now);

  std::optional<router::Rate> allowed_;
  std::function<router::Time()> now_;
  std::map<std::string, Source, std::less<>> sources_;
};

}  // namespace deskgate::gateway::trust

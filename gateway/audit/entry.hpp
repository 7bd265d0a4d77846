// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// One decision that mattered, as it is kept: who wanted what, what was decided, and why. Never what
// a call carries, and no secret.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace deskgate::gateway::audit {

// "" or 0: it is not said. Foreign text is cut where it is long.
struct Entry {
  std::string_view event;    // of the closed list in docs/operations.md: "login", "call"
  std::string_view verdict;  // "allowed" or "refused"
  std::string who{};         // authid
  std::string role{};
  std::string name{};     // of a device
  std::string address{};  // of the peer
  std::uint64_t session = 0;
  std::string uri{};
  std::string rule{};  // "mpris.control, /…/mpris.toml:26"
  std::string note{};  // why, in a sentence
};

// Who keeps entries.
class Recorder {
 public:
  virtual ~Recorder() = default;

  // Whether it has been written: whatever must not happen unrecorded does not happen otherwise.
  virtual bool record(const Entry& entry) = 0;
};

}  // namespace deskgate::gateway::audit

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Lines that know the one before: {"n": number, "t": time, …, "prev": SHA-256 of the line before}.
// A line that was changed, taken out, put in or moved does not fit its neighbour.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/audit/entry.hpp"

namespace deskgate::gateway::audit {

// Where the chain is: what the next line needs of the one before.
struct Link {
  std::uint64_t number = 0;  // of the line before; 0: there is none
  std::string hash = std::string(64, '0');
};

// A moment by both clocks: one may be set, the other begins with the machine.
struct Moment {
  std::chrono::system_clock::time_point time;
  std::chrono::milliseconds since_boot;
};

// The line of an entry, without a line feed; `link` goes on to it.
std::string append_to_chain(Link& link, const Entry& entry, const Moment& moment);

// What is wrong with the line behind `link`, which goes on to it; nullopt: nothing is. A line that
// says that the one before was damaged begins anew, and is told.
std::optional<std::string> fault_of_line(Link& link, std::string_view line);

// The link that the line is, whatever was before it; nullopt: it is no line of a chain.
std::optional<Link> link_of(std::string_view line);

}  // namespace deskgate::gateway::audit

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace deskgate::gateway::audit {

// What was found in a log.
struct Verified {
  std::size_t files = 0;
  std::size_t lines = 0;
  std::vector<std::string> faults;  // "FILE:LINE: what is wrong with it"
  std::uint64_t last = 0;           // the number of the last line
};

// Looks at every line of the folder's log, in order. A line that is being written counts as cut.
Verified verify(const std::string& folder);

}  // namespace deskgate::gateway::audit

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/audit/verify.hpp"

#include <fstream>

#include "gateway/audit/audit_file.hpp"
#include "gateway/audit/chain.hpp"

namespace deskgate::gateway::audit {

Verified verify(const std::string& folder) {
  Verified found;
  Link link;
  for (const auto& path : audit_files(folder)) {
    ++found.files;
    std::ifstream file(path, std::ios::binary);
    std::string line;
    for (std::size_t number = 1; std::getline(file, line); ++number) {
      ++found.lines;
      const bool is_cut = file.eof();  // no line feed ends it
      auto fault = is_cut ? "is cut: no line feed ends it" : fault_of_line(link, line);
      if (fault) found.faults.push_back(path + ':' + std::to_string(number) + ": " + *fault);
    }
  }
  found.last = link.number;
  return found;
}

}  // namespace deskgate::gateway::audit

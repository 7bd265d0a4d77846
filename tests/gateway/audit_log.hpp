// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <string>
#include <vector>

#include "gateway/audit/entry.hpp"

namespace deskgate::gateway::test {

// A log on a disk that may be full; it keeps "event verdict" of each entry.
class AuditLog final : public audit::Recorder {
 public:
  bool record(const audit::Entry& entry) override {
    if (is_full) return false;
    lines.push_back(std::string(entry.event) + ' ' + std::string(entry.verdict));
    callers.push_back(entry.who);
    return true;
  }

  bool is_full = false;
  std::vector<std::string> lines;
  std::vector<std::string> callers;  // of each line
};

}  // namespace deskgate::gateway::test

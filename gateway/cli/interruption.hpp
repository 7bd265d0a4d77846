// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

namespace deskgate::gateway::cli {

// As long as it lives SIGINT and SIGTERM do not end the process: its descriptor can be read
// instead.
class Interruption {
 public:
  // Throws std::runtime_error where the system has no descriptor left.
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

}  // namespace deskgate::gateway::cli

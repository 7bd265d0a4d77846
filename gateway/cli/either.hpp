// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <initializer_list>

namespace deskgate::gateway::cli {

// A descriptor that can be read as soon as one of several can.
class Either {
 public:
  // Throws std::runtime_error where the system has no descriptor left. A regular file is left out:
  // it cannot be waited for.
  Either(std::initializer_list<int> descriptors);
  ~Either();
  Either(const Either&) = delete;
  Either& operator=(const Either&) = delete;

  int descriptor() const { return descriptor_; }
  void forget(int descriptor);

 private:
  int descriptor_;
};

}  // namespace deskgate::gateway::cli

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/system_clock.hpp"

namespace deskgate::gateway {

router::Clock system_clock() {
  return {[] { return std::chrono::steady_clock::now(); },
          [] {
            return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
          }};
}

}  // namespace deskgate::gateway

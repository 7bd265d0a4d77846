// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <string>

#include "router/error.hpp"
#include "router/uri.hpp"

namespace deskgate::gateway::audit {

// What is told where something would be changed that cannot be recorded.
inline router::Error unrecorded() {
  return {std::string(router::error::unavailable),
          "the audit log cannot be written, and without it nothing is changed"};
}

}  // namespace deskgate::gateway::audit

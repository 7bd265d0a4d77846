// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/diagnostic.hpp"

namespace deskgate::mapping {

std::string Diagnostic::text() const {
  return file + (line > 0 ? ":" + std::to_string(line) : "") + ": " + message;
}

}  // namespace deskgate::mapping

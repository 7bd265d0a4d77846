// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What is wrong with a file that a person wrote, and where.
#pragma once

#include <string>
#include <vector>

namespace deskgate::mapping {

// `message` names the offender, what was expected and, where one can be guessed, what was meant.
struct Diagnostic {
  std::string file;
  int line = 0;  // from 1; 0: the file as a whole
  std::string message;

  // "policies/phone.toml:14: unknown key "metod" in [grant.media]; did you mean "method"?"
  std::string text() const;
};

using Diagnostics = std::vector<Diagnostic>;

}  // namespace deskgate::mapping

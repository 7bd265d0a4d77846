// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Why a decision falls as it does: for the person who writes policy files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mapping/policy.hpp"

namespace deskgate::mapping {

// One line of a policy file that has a say.
struct Clause {
  std::string file;
  int line = 0;
  std::string grant;  // that it is written in: "mpris.control"; "export" for [export]
  std::string says;   // "call Play of org.mpris.MediaPlayer2.Player"
};

// The same decision as Policy::decide, with all that it rests on.
struct Explanation {
  // asks: allowed once somebody at the desktop has said yes.
  enum class Verdict { allowed, asks, needs_grant, denied, not_opened };

  Verdict verdict = Verdict::not_opened;
  std::string summary;  // one sentence, with a guess at what was meant
  std::vector<std::string>
      grants;  // allowed, asks: those held that open it; needs_grant: those that would
  // The lines that open it, or deny it; not_opened: those that open the member for another use.
  std::vector<Clause> clauses;

  // As Policy::decide has it, which does not ask.
  bool is_allowed() const { return verdict == Verdict::allowed || verdict == Verdict::asks; }

  // The summary and below it the clauses, one line each: `  mpris.toml:27: [mpris.control] call …`.
  std::string text() const;
};

Explanation explain(const Policy& policy, const Grants& held, Operation operation,
                    std::string_view uri);

}  // namespace deskgate::mapping

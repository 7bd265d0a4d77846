// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What this process takes from itself before it serves anybody, so that a mistake in it is worth
// less: no other program is started, no code comes into it, nothing is written but where it keeps
// its own, nothing is read but what it needs, and no system call is made that a gateway has no use
// for.
//
// A sandbox may silently not be there: so it is tried, and what is told is what was found.
#pragma once

#include <string>
#include <vector>

namespace deskgate::gateway::hardening {

// Whether a sanitizer is built in, whose own checks at the end clone and trace.
#ifdef __SANITIZE_ADDRESS__
inline constexpr bool is_sanitized = true;
#else
inline constexpr bool is_sanitized = false;
#endif

// Folders and files; those that do not exist are left out.
struct Reach {
  std::vector<std::string> readable{};
  std::vector<std::string> writable{};    // and readable
  std::vector<std::string> of_sockets{};  // folders whose files can be removed, and no more
};

// "" where it holds; otherwise why it does not, in words.
struct Sandbox {
  std::string files{};         // Landlock
  std::string system_calls{};  // seccomp
  int landlock_abi = 0;        // 0: the kernel has none

  bool is_complete() const { return files.empty() && system_calls.empty(); }
};

// Whether the path is there and could be read, were it not for the sandbox.
bool is_out_of_reach(const std::string& path);

// No core dumps, no new privileges, files for this user alone: for good. To be called first.
void renounce_privileges();

// Puts the process into the sandbox, for good, and tries it.
Sandbox enter_sandbox(const Reach& reach);

}  // namespace deskgate::gateway::hardening

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A process in the sandbox, and what an intruder would do in it.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <ostream>
#include <string>

#include "gateway/hardening/sandbox.hpp"

namespace deskgate::gateway::hardening::testing {

// Something that is possible outside of the sandbox.
struct Act {
  const char* name;
  std::function<bool()> succeeds;

  friend std::ostream& operator<<(std::ostream& out, const Act& act) { return out << act.name; }
};

// A folder in which processes stand that write in its folder "state" and have a socket in its
// folder "run". In each there is a file "kept".
class Sandboxed : public ::testing::TestWithParam<Act> {
 protected:
  Sandboxed() {
    std::string name = "/tmp/deskgate-sandbox-XXXXXX";
    folder = ::mkdtemp(name.data());
    for (const auto* const part : {"/state", "/run"}) {
      std::filesystem::create_directories(folder + part);
      std::ofstream(folder + part + "/kept") << "kept";
    }
  }
  ~Sandboxed() override { std::filesystem::remove_all(folder); }

  // The status of a child that does this; 128 and the signal that has ended it.
  static int in_child(const std::function<int()>& act) {
    const auto child = ::fork();
    if (child == 0) ::_exit(act());
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

  // Whether it succeeds in the sandbox, 1 or 0; 100: it was no sandbox.
  int in_sandbox(const std::function<bool()>& act) const {
    return in_child([&] {
      std::filesystem::current_path(folder);
      renounce_privileges();
      const auto sandbox = enter_sandbox({.readable = {"/usr", "/lib", "/lib64", "/etc", "/proc"},
                                          .writable = {folder + "/state", "/dev/null"},
                                          .of_sockets = {folder + "/run"}});
      if (!sandbox.is_complete()) return 100;
      return act() ? 1 : 0;
    });
  }

  std::string folder;
};

inline bool opens(const char* path, int flags) {
  return ::open(path, flags | O_CLOEXEC, 0600) >= 0;
}

// Whether the kernel has looked at what it was asked for.
inline bool is_called(long result) {
  return result >= 0 || (errno != EPERM && errno != EACCES && errno != ENOSYS);
}

}  // namespace deskgate::gateway::hardening::testing

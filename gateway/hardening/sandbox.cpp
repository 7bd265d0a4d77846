// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/hardening/sandbox.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

#include "gateway/hardening/landlock.hpp"
#include "gateway/hardening/seccomp.hpp"

namespace deskgate::gateway::hardening {
namespace {

// A file without a name, which leaves nothing behind. Whoever may write in `folder` can make one.
bool can_write_in(const std::string& folder) {
  const int file = ::open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
  if (file >= 0) ::close(file);
  return file >= 0;
}

// A program that is not there: whoever may start programs is told that.
bool can_execute() {
  std::array<char*, 1> none{nullptr};
  ::execve("/nonexistent", none.data(), none.data());
  return errno == ENOENT;
}

// The kernel's ciphers, which everybody may have who is not kept from it.
bool can_open_strange_sockets() {
  const int descriptor = ::socket(AF_ALG, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (descriptor >= 0) ::close(descriptor);
  return descriptor >= 0;
}

// A folder that could be written in a moment ago, and is not within reach. "": none is known.
std::string forbidden_folder(const Reach& reach) {
  const char* home = std::getenv("HOME");  // NOLINT(concurrency-mt-unsafe): one thread
  for (const auto& folder : std::array<std::string, 2>{home ? home : "", "/tmp"}) {
    bool is_within = false;
    for (const auto& path : reach.writable) is_within = is_within || folder.starts_with(path);
    if (!folder.empty() && !is_within && can_write_in(folder)) return folder;
  }
  return "";
}

}  // namespace

// access() asks for the user's rights alone.
bool is_out_of_reach(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (file >= 0) ::close(file);
  return file < 0 && errno == EACCES && ::access(path.c_str(), R_OK) == 0;
}

void renounce_privileges() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  if (!is_sanitized) ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  ::umask(077);
}

Sandbox enter_sandbox(const Reach& reach) {
  Sandbox sandbox;
  sandbox.landlock_abi = landlock_abi();
  const auto forbidden = forbidden_folder(reach);
  sandbox.files = restrict_files(reach);
  if (sandbox.files.empty() && !forbidden.empty() && can_write_in(forbidden)) {
    sandbox.files = "files can still be made in " + forbidden;
  }
  sandbox.system_calls = restrict_system_calls();
  if (sandbox.system_calls.empty() && (can_execute() || can_open_strange_sockets())) {
    sandbox.system_calls = "what the filter forbids is still possible";
  }
  return sandbox;
}

}  // namespace deskgate::gateway::hardening

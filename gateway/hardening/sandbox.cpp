// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/hardening/sandbox.hpp"

#include <fcntl.h>
#include <sys/mman.h>
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
#include "router/authentication/secret.hpp"

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

bool can_make_code() {
  void* const page = ::mmap(nullptr, 1, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page != MAP_FAILED) ::munmap(page, 1);
  return page != MAP_FAILED;
}

std::string home_folder() {
  const char* home = std::getenv("HOME");  // NOLINT(concurrency-mt-unsafe): one thread
  return home ? home : "";
}

bool can_list(const std::string& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor >= 0) ::close(descriptor);
  return descriptor >= 0;
}

// A folder that could be written in a moment ago, and is not within reach. "": none is known.
std::string forbidden_folder(const Reach& reach) {
  for (const auto& folder : std::array<std::string, 2>{home_folder(), "/tmp"}) {
    bool is_within = false;
    for (const auto& path : reach.writable) is_within = is_within || folder.starts_with(path);
    if (!folder.empty() && !is_within && can_write_in(folder)) return folder;
  }
  return "";
}

// OpenSSL loads what its configuration names when it is first used: in the sandbox it could not.
void load_what_may_be_late() {
  router::authentication::pbkdf2_sha256("password", "salt", 1, 1);
}

std::string take_files(const Reach& reach) {
  const auto forbidden = forbidden_folder(reach);
  const auto fault = restrict_files(reach);
  if (!fault.empty()) return fault;
  if (!forbidden.empty() && can_write_in(forbidden)) {
    return "files can still be made in " + forbidden;
  }
  if (can_list(home_folder())) return "everything in " + home_folder() + " can still be read";
  return "";
}

std::string take_system_calls() {
  const auto fault = restrict_system_calls();
  if (!fault.empty()) return fault;
  const bool is_open = can_execute() || can_open_strange_sockets() || can_make_code();
  return is_open ? "what the filter forbids is still possible" : "";
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
  load_what_may_be_late();
  Sandbox sandbox;
  sandbox.landlock_abi = landlock_abi();
  sandbox.files = take_files(reach);
  sandbox.system_calls = take_system_calls();
  return sandbox;
}

}  // namespace deskgate::gateway::hardening

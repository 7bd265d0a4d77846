// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/trust/faulty_disk.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>

namespace deskgate::gateway::trust::testing {
namespace {

struct Plan {
  bool is_counting = false;
  int fails_at = -1;
  int error = 0;
  int dies_at = -1;
  std::vector<std::string> calls;
};

Plan& plan() {
  static Plan plan;
  return plan;
}

// Whether the call is to fail; errno says with what.
bool is_faulty(const char* call) {
  auto& now = plan();
  if (!now.is_counting) return false;
  const int number = static_cast<int>(now.calls.size());
  now.calls.emplace_back(call);
  if (number == now.dies_at) ::kill(::getpid(), SIGKILL);
  if (number != now.fails_at) return false;
  errno = now.error;
  return true;
}

}  // namespace

const std::vector<std::string>& disk_calls() {
  return plan().calls;
}

void fail_disk_call(int which, int error) {
  plan() = {true, which, error, -1, {}};
}

void die_at_disk_call(int which) {
  plan() = {true, -1, 0, which, {}};
}

void start_counting() {
  plan() = {true, -1, 0, -1, {}};
}

void stop_counting() {
  plan().is_counting = false;
}

}  // namespace deskgate::gateway::trust::testing

// In place of the C library's, for what is linked into this program.
using deskgate::gateway::trust::testing::is_faulty;

extern "C" {

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const auto mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : mode_t{};
  va_end(rest);
  if (is_faulty("open")) return -1;
  return static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}

ssize_t write(int descriptor, const void* data, size_t size) {
  if (is_faulty("write")) return -1;
  return ::syscall(SYS_write, descriptor, data, size);
}

int fsync(int descriptor) {
  if (is_faulty("fsync")) return -1;
  return static_cast<int>(::syscall(SYS_fsync, descriptor));
}

int rename(const char* from, const char* to) {
  if (is_faulty("rename")) return -1;
  return static_cast<int>(::syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

int unlink(const char* path) {
  if (is_faulty("unlink")) return -1;
  return static_cast<int>(::syscall(SYS_unlinkat, AT_FDCWD, path, 0));
}
}

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/trust/faulty_disk.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <filesystem>
#include <limits>
#include <system_error>

namespace deskgate::gateway::trust::testing {
namespace {

constexpr int never = std::numeric_limits<int>::max();

struct Plan {
  bool is_counting = false;
  int fails_from = never;
  int fails_to = never;  // and with it
  int error = 0;
  int cut_at = never;
  int dies_at = never;
  std::vector<DiskCall> calls{};

  int next() const { return static_cast<int>(calls.size()); }
};

Plan& plan() {
  static Plan plan;
  return plan;
}

std::string last_part(const std::string& path) {
  return std::filesystem::path(path).filename();
}

DiskCall call_about(const char* name, int descriptor) {
  std::error_code ignored;
  const auto path =
      std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(descriptor), ignored);
  struct stat found {};
  const bool is_folder = ::fstat(descriptor, &found) == 0 && S_ISDIR(found.st_mode);
  return {.name = name, .file = last_part(path), .is_folder = is_folder};
}

bool is_missing(const char* path) {
  return ::syscall(SYS_faccessat, AT_FDCWD, path, F_OK) != 0;
}

// What `act` does, unless the plan has something else; `describe` makes the call that is noted.
template <class Describe, class Act>
long noted(const Describe& describe, const Act& act) {
  auto& now = plan();
  if (!now.is_counting) return act();
  const int number = now.next();
  now.calls.push_back(describe());
  if (number == now.dies_at) ::kill(::getpid(), SIGKILL);
  if (number >= now.fails_from && number <= now.fails_to) {
    errno = now.error;
    return -1;
  }
  const auto result = act();
  now.calls.back().has_worked = result >= 0;
  return result;
}

template <class Act>
int noted_about(const char* name, int descriptor, const Act& act) {
  return static_cast<int>(noted([&] { return call_about(name, descriptor); }, act));
}

}  // namespace

const std::vector<DiskCall>& disk_history() {
  return plan().calls;
}

std::vector<std::string> disk_calls() {
  std::vector<std::string> names;
  for (const auto& call : plan().calls) names.push_back(call.name);
  return names;
}

void fail_disk_call(int which, int error) {
  plan() = {.is_counting = true, .fails_from = which, .fails_to = which, .error = error};
}

void fail_disk_from(int which, int error) {
  plan() = {.is_counting = true, .fails_from = which, .error = error};
}

void cut_disk_write(int which, int error) {
  fail_disk_call(error == 0 ? never : which + 1, error);
  plan().cut_at = which;
}

void die_at_disk_call(int which) {
  plan() = {.is_counting = true, .dies_at = which};
}

void start_counting() {
  plan() = {.is_counting = true};
}

void stop_counting() {
  plan().is_counting = false;
}

}  // namespace deskgate::gateway::trust::testing

// In place of the C library's, for what is linked into this program.
using namespace deskgate::gateway::trust::testing;

extern "C" {

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const auto mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : mode_t{};
  va_end(rest);
  const auto describe = [&] {
    return DiskCall{.name = "open",
                    .file = last_part(path),
                    .is_folder = (flags & O_DIRECTORY) != 0,
                    .has_made = (flags & O_CREAT) != 0 && is_missing(path)};
  };
  return static_cast<int>(
      noted(describe, [&] { return ::syscall(SYS_openat, AT_FDCWD, path, flags, mode); }));
}

ssize_t write(int descriptor, const void* data, size_t size) {
  const auto part = plan().is_counting && plan().next() == plan().cut_at ? size / 2 : size;
  const auto describe = [&] {
    auto call = call_about("write", descriptor);
    call.data.assign(static_cast<const char*>(data), part);
    return call;
  };
  return noted(describe, [&] { return ::syscall(SYS_write, descriptor, data, part); });
}

int fsync(int descriptor) {
  return noted_about("fsync", descriptor, [&] { return ::syscall(SYS_fsync, descriptor); });
}

int fdatasync(int descriptor) {
  return noted_about("fdatasync", descriptor, [&] { return ::syscall(SYS_fdatasync, descriptor); });
}

int ftruncate(int descriptor, off_t size) {
  return noted_about("ftruncate", descriptor,
                     [&] { return ::syscall(SYS_ftruncate, descriptor, size); });
}

int rename(const char* from, const char* to) {
  const auto describe = [&] {
    return DiskCall{.name = "rename", .file = last_part(from), .to = last_part(to)};
  };
  return static_cast<int>(
      noted(describe, [&] { return ::syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0); }));
}

int unlink(const char* path) {
  const auto describe = [&] { return DiskCall{.name = "unlink", .file = last_part(path)}; };
  return static_cast<int>(
      noted(describe, [&] { return ::syscall(SYS_unlinkat, AT_FDCWD, path, 0); }));
}
}

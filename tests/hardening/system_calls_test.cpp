// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What only the filter of system calls stands in the way of.

#include <fcntl.h>
#include <linux/openat2.h>
#include <linux/sockios.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <utime.h>

#include "tests/hardening/sandboxed.hpp"

namespace deskgate::gateway::hardening::testing {
namespace {

bool maps(int protection, int flags, int file) {
  return ::mmap(nullptr, 4096, protection, flags, file, 0) != MAP_FAILED;
}

bool runs_a_file_that_it_wrote() {
  const int file = ::open("state/code", O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  return ::write(file, "\xc3", 1) == 1 && maps(PROT_READ | PROT_EXEC, MAP_PRIVATE, file);
}

bool attaches_a_segment_that_is_executed() {
  const int segment = ::shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
  const bool is_attached = is_called(::syscall(SYS_shmat, segment, nullptr, SHM_EXEC));
  ::shmctl(segment, IPC_RMID, nullptr);
  return is_attached;
}

INSTANTIATE_TEST_SUITE_P(
    Code, Sandboxed,
    ::testing::Values(
        Act{"make memory that is written and executed",
            [] {
              return maps(PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1);
            }},
        Act{"make memory executable",
            [] {
              void* page =
                  ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
              return ::mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0;
            }},
        Act{"map memory that is executed",
            [] { return maps(PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1); }},
        Act{"run a file that it wrote", runs_a_file_that_it_wrote},
        Act{"have a file without a name", [] { return ::memfd_create("code", MFD_CLOEXEC) >= 0; }},
        Act{"attach a segment that is executed", attaches_a_segment_that_is_executed},
        Act{"execute all that it reads", [] { return ::personality(READ_IMPLIES_EXEC) >= 0; }},
        Act{"write over its own code", [] { return opens("/proc/self/mem", O_RDWR); }}));

// A command has 32 bits: what stands above them changes nothing.
bool commands(unsigned long command) {
  return is_called(::syscall(SYS_ioctl, -1, command, "x")) ||
         is_called(::syscall(SYS_ioctl, -1, command | std::uint64_t{1} << 32, "x"));
}

INSTANTIATE_TEST_SUITE_P(
    Terminals, Sandboxed,
    ::testing::Values(Act{"type into its terminal", [] { return commands(TIOCSTI); }},
                      Act{"paste into a console", [] { return commands(TIOCLINUX); }}));

// 0 is no signal: it is only looked whether one may be sent.
bool queues_to(pid_t process, pid_t thread) {
  siginfo_t nothing{};
  nothing.si_code = SI_QUEUE;
  return is_called(::syscall(SYS_rt_sigqueueinfo, process, 0, &nothing)) ||
         is_called(::syscall(SYS_rt_tgsigqueueinfo, process, thread, 0, &nothing));
}

bool signals_by_descriptor(pid_t process) {
  const auto descriptor = ::syscall(SYS_pidfd_open, process, 0);
  return is_called(::syscall(SYS_pidfd_send_signal, descriptor, 0, nullptr, 0));
}

bool is_made_owner_of_a_descriptor(pid_t process) {
  return is_called(::fcntl(-1, F_SETOWN, process)) ||
         is_called(::fcntl(-1, F_SETOWN_EX, nullptr)) || commands(FIOSETOWN) || commands(SIOCSPGRP);
}

INSTANTIATE_TEST_SUITE_P(
    Signals, Sandboxed,
    ::testing::Values(
        Act{"signal another process", [] { return ::kill(::getppid(), 0) == 0; }},
        Act{"signal its group", [] { return ::kill(0, 0) == 0; }},
        Act{"signal another group", [] { return ::kill(-::getpgid(::getppid()), 0) == 0; }},
        Act{"signal everybody", [] { return ::kill(-1, 0) == 0; }},
        Act{"signal a thread", [] { return ::syscall(SYS_tkill, ::getppid(), 0) == 0; }},
        Act{"signal a thread of another process",
            [] { return ::syscall(SYS_tgkill, ::getppid(), ::getppid(), 0) == 0; }},
        Act{"signal by a descriptor", [] { return signals_by_descriptor(::getppid()); }},
        Act{"queue a signal", [] { return queues_to(::getppid(), ::getppid()); }},
        Act{"have the kernel signal another process",
            [] { return is_made_owner_of_a_descriptor(::getppid()); }},
        Act{"limit another process", [] {
              return is_called(::syscall(SYS_prlimit64, ::getppid(), RLIMIT_CPU, nullptr, nullptr));
            }}));

constexpr auto kept = "state/kept";

bool changes_attributes() {
  return is_called(::setxattr(kept, "user.deskgate", "x", 1, 0)) ||
         is_called(::lsetxattr(kept, "user.deskgate", "x", 1, 0)) ||
         is_called(::removexattr(kept, "user.deskgate")) ||
         is_called(::lremovexattr(kept, "user.deskgate"));
}

bool changes_attributes_of_what_is_open() {
  const int file = ::open(kept, O_RDONLY | O_CLOEXEC);
  return ::fchmod(file, 0600) == 0 || ::fchown(file, -1, -1) == 0 ||
         is_called(::fsetxattr(file, "user.deskgate", "x", 1, 0)) ||
         is_called(::fremovexattr(file, "user.deskgate"));
}

// Their numbers, for which headers may have no names: fchmodat2, setxattrat, removexattrat and
// file_setattr.
bool makes_young_calls() {
  return is_called(::syscall(452, AT_FDCWD, kept, 0600, 0)) ||
         is_called(::syscall(463, AT_FDCWD, kept, 0, "user.deskgate", nullptr, 0)) ||
         is_called(::syscall(466, AT_FDCWD, kept, 0, "user.deskgate")) ||
         is_called(::syscall(469, AT_FDCWD, kept, nullptr, 0, 0));
}

bool opens_by_a_structure() {
  open_how how{};
  how.flags = O_RDONLY | O_TRUNC;
  return is_called(::syscall(SYS_openat2, AT_FDCWD, kept, &how, sizeof how));
}

INSTANTIATE_TEST_SUITE_P(
    Files, Sandboxed,
    ::testing::Values(
        Act{"change a mode", [] { return ::chmod(kept, 0600) == 0; }},
        Act{"change a mode from a folder", [] { return ::fchmodat(AT_FDCWD, kept, 0600, 0) == 0; }},
        Act{"change an owner", [] { return ::chown(kept, -1, -1) == 0; }},
        Act{"change the owner of a link", [] { return ::lchown(kept, -1, -1) == 0; }},
        Act{"change an owner from a folder",
            [] { return ::fchownat(AT_FDCWD, kept, -1, -1, 0) == 0; }},
        Act{"change a time", [] { return ::utimensat(AT_FDCWD, kept, nullptr, 0) == 0; }},
        Act{"change a time as of old", [] { return ::utime(kept, nullptr) == 0; }},
        Act{"change attributes", changes_attributes},
        Act{"change attributes of what is open", changes_attributes_of_what_is_open},
        Act{"change them by a young call", makes_young_calls},
        Act{"truncate by a name", [] { return ::truncate(kept, 0) == 0; }},
        Act{"truncate while it opens to read", [] { return opens(kept, O_RDONLY | O_TRUNC); }},
        Act{"open by a structure", opens_by_a_structure}));

}  // namespace
}  // namespace deskgate::gateway::hardening::testing

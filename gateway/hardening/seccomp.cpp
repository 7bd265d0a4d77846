// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/hardening/seccomp.hpp"

#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/sockios.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <system_error>

#include "gateway/hardening/sandbox.hpp"

namespace deskgate::gateway::hardening {
namespace {

using Filter = std::remove_pointer_t<scmp_filter_ctx>;

// What the kernel looks at where a number has 32 bits; what stands above it is anything.
constexpr scmp_datum_t low_half = 0xffffffff;

// What a gateway has no use for, and an intruder has. Landlock does not guard the modes, owners,
// attributes and times of files, and what is truncated by its name only from version 3 on.
constexpr std::array useless{"execve",
                             "execveat",
                             "fork",
                             "vfork",
                             "process_vm_readv",
                             "process_vm_writev",
                             "kcmp",
                             "pidfd_getfd",
                             "pidfd_send_signal",
                             "mount",
                             "umount2",
                             "move_mount",
                             "open_tree",
                             "fsopen",
                             "fsmount",
                             "fsconfig",
                             "fspick",
                             "mount_setattr",
                             "pivot_root",
                             "chroot",
                             "swapon",
                             "swapoff",
                             "reboot",
                             "kexec_load",
                             "kexec_file_load",
                             "init_module",
                             "finit_module",
                             "delete_module",
                             "bpf",
                             "perf_event_open",
                             "userfaultfd",
                             "add_key",
                             "request_key",
                             "keyctl",
                             "unshare",
                             "setns",
                             "open_by_handle_at",
                             "name_to_handle_at",
                             "io_uring_setup",
                             "io_uring_enter",
                             "io_uring_register",
                             "acct",
                             "quotactl",
                             "settimeofday",
                             "clock_settime",
                             "clock_adjtime",
                             "adjtimex",
                             "syslog",
                             "iopl",
                             "ioperm",
                             "modify_ldt",
                             "lookup_dcookie",
                             "vhangup",
                             "nfsservctl",
                             "setuid",
                             "setgid",
                             "setreuid",
                             "setregid",
                             "setresuid",
                             "setresgid",
                             "setgroups",
                             "setuid32",
                             "setgid32",
                             "setreuid32",
                             "setregid32",
                             "setresuid32",
                             "setresgid32",
                             "setgroups32",
                             "mknod",
                             "mknodat",
                             "memfd_create",
                             "shmat",
                             "pkey_mprotect",
                             "chmod",
                             "fchmod",
                             "fchmodat",
                             "chown",
                             "chown32",
                             "fchown32",
                             "lchown32",
                             "fchown",
                             "lchown",
                             "fchownat",
                             "setxattr",
                             "fsetxattr",
                             "lsetxattr",
                             "removexattr",
                             "fremovexattr",
                             "lremovexattr",
                             "utime",
                             "utimes",
                             "futimesat",
                             "utimensat",
                             "utimensat_time64",
                             "truncate",
                             "truncate64"};

// Of the same kind, but younger than libseccomp 2.5, which has no names for them: fchmodat2,
// setxattrat, removexattrat, open_tree_attr and file_setattr.
constexpr std::array nameless{452, 463, 466, 467, 469};

scmp_arg_cmp argument(unsigned index, scmp_compare comparison, scmp_datum_t datum) {
  return {.arg = index, .op = comparison, .datum_a = datum, .datum_b = 0};
}

scmp_arg_cmp masked(unsigned index, scmp_datum_t mask, scmp_datum_t datum) {
  return {.arg = index, .op = SCMP_CMP_MASKED_EQ, .datum_a = mask, .datum_b = datum};
}

// Denies the call where each comparison holds: always, where there is none.
void deny(scmp_filter_ctx filter, int call, int& failed,
          std::initializer_list<scmp_arg_cmp> comparisons = {}, std::uint16_t error = EPERM) {
  const int result =
      seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(error), call,
                             static_cast<unsigned>(comparisons.size()), comparisons.begin());
  if (result < 0 && result != -EDOM) failed = -result;
}

// Names that this machine's kernel does not know mean nothing here.
void deny_useless(scmp_filter_ctx filter, int& failed) {
  for (const auto* name : useless) {
    const int call = seccomp_syscall_resolve_name(name);
    if (call != __NR_SCMP_ERROR) deny(filter, call, failed);
  }
  for (const int call : nameless) deny(filter, call, failed);
}

void deny_processes(scmp_filter_ctx filter, int& failed) {
  // glibc falls back to clone, whose flags can be looked at.
  deny(filter, SCMP_SYS(clone3), failed, {}, ENOSYS);
  deny(filter, SCMP_SYS(clone), failed, {masked(0, CLONE_THREAD, 0)});
  deny(filter, SCMP_SYS(ptrace), failed);
}

// abort() sends one to the process itself. 0 and what is negative means a group, or everybody.
void deny_signals_to_others(scmp_filter_ctx filter, int& failed) {
  const auto another = argument(0, SCMP_CMP_NE, static_cast<scmp_datum_t>(::getpid()));
  for (const int call : {SCMP_SYS(kill), SCMP_SYS(tkill), SCMP_SYS(tgkill),
                         SCMP_SYS(rt_sigqueueinfo), SCMP_SYS(rt_tgsigqueueinfo)}) {
    deny(filter, call, failed, {another});
  }
  // The kernel tells the owner of a descriptor what happens, by any signal.
  for (const int command : {F_SETOWN, F_SETOWN_EX}) {
    deny(filter, SCMP_SYS(fcntl), failed, {masked(1, low_half, command)});
    deny(filter, SCMP_SYS(fcntl64), failed, {masked(1, low_half, command)});
  }
  // Another process ends, too, when it may use no more time.
  deny(filter, SCMP_SYS(prlimit64), failed, {argument(0, SCMP_CMP_NE, 0)});
}

// TIOCSTI and TIOCLINUX type into the terminal, for the shell to read.
void deny_commands_to_devices(scmp_filter_ctx filter, int& failed) {
  for (const auto command : {TIOCSTI, TIOCLINUX, FIOSETOWN, SIOCSPGRP}) {
    deny(filter, SCMP_SYS(ioctl), failed, {masked(1, low_half, command)});
  }
}

// Before its version 3 Landlock takes that for reading.
void deny_reading_that_truncates(scmp_filter_ctx filter, int& failed) {
  constexpr scmp_datum_t mode = O_ACCMODE | O_TRUNC;
  deny(filter, SCMP_SYS(open), failed, {masked(1, mode, O_RDONLY | O_TRUNC)});
  deny(filter, SCMP_SYS(openat), failed, {masked(2, mode, O_RDONLY | O_TRUNC)});
  deny(filter, SCMP_SYS(openat2), failed, {}, ENOSYS);  // its mode lies in memory
}

// AF_UNIX is 1, AF_INET 2, AF_INET6 10, AF_NETLINK 16: what lies between and behind is denied.
void deny_sockets(scmp_filter_ctx filter, int& failed) {
  const auto socket = SCMP_SYS(socket);
  for (unsigned family = 0; family <= AF_NETLINK; ++family) {
    const bool is_used =
        family == AF_UNIX || family == AF_INET || family == AF_INET6 || family == AF_NETLINK;
    if (!is_used) deny(filter, socket, failed, {argument(0, SCMP_CMP_EQ, family)});
  }
  deny(filter, socket, failed, {argument(0, SCMP_CMP_GT, AF_NETLINK)});
  deny(filter, socket, failed,
       {argument(0, SCMP_CMP_EQ, AF_NETLINK), argument(2, SCMP_CMP_NE, NETLINK_ROUTE)});
}

// No library is loaded from here on: so no memory need become executable, written or not.
void deny_code(scmp_filter_ctx filter, int& failed) {
  for (const int call : {SCMP_SYS(mmap), SCMP_SYS(mmap2), SCMP_SYS(mprotect)}) {
    deny(filter, call, failed, {masked(2, PROT_EXEC, PROT_EXEC)});
  }
  // With READ_IMPLIES_EXEC whatever can be read is executable. All ones: it is only asked for.
  deny(filter, SCMP_SYS(personality), failed, {argument(0, SCMP_CMP_NE, low_half)});
}

}  // namespace

std::string restrict_system_calls() {
  const std::unique_ptr<Filter, void (*)(Filter*)> filter(seccomp_init(SCMP_ACT_ALLOW),
                                                          seccomp_release);
  if (!filter) return "no memory for a seccomp filter";
  int failed = 0;
  deny_useless(filter.get(), failed);
  if (!is_sanitized) deny_processes(filter.get(), failed);
  deny_signals_to_others(filter.get(), failed);
  deny_commands_to_devices(filter.get(), failed);
  deny_reading_that_truncates(filter.get(), failed);
  deny_sockets(filter.get(), failed);
  deny_code(filter.get(), failed);
  if (failed == 0) failed = -seccomp_load(filter.get());
  if (failed == 0) return "";
  return "seccomp: " + std::generic_category().message(failed);
}

}  // namespace deskgate::gateway::hardening

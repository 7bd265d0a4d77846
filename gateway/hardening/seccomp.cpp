// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/hardening/seccomp.hpp"

#include <linux/netlink.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <initializer_list>
#include <memory>
#include <system_error>

#include "gateway/hardening/sandbox.hpp"

namespace deskgate::gateway::hardening {
namespace {

using Filter = std::remove_pointer_t<scmp_filter_ctx>;

// What a gateway has no use for, and an intruder has.
constexpr std::array useless{"execve",
                             "execveat",
                             "fork",
                             "vfork",
                             "process_vm_readv",
                             "process_vm_writev",
                             "kcmp",
                             "pidfd_getfd",
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
                             "mknod",
                             "mknodat"};

// Names that this machine's kernel does not know mean nothing here.
void deny(scmp_filter_ctx filter, const char* name, int& failed) {
  const int number = seccomp_syscall_resolve_name(name);
  if (number == __NR_SCMP_ERROR) return;
  const int result = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), number, 0);
  if (result < 0 && result != -EDOM) failed = -result;
}

scmp_arg_cmp argument(unsigned index, scmp_compare comparison, scmp_datum_t datum) {
  return {.arg = index, .op = comparison, .datum_a = datum, .datum_b = 0};
}

scmp_arg_cmp masked(unsigned index, scmp_datum_t mask, scmp_datum_t datum) {
  return {.arg = index, .op = SCMP_CMP_MASKED_EQ, .datum_a = mask, .datum_b = datum};
}

// Denies the call where each comparison holds.
void deny_where(scmp_filter_ctx filter, int call, int& failed,
                std::initializer_list<scmp_arg_cmp> comparisons) {
  const int result =
      seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), call,
                             static_cast<unsigned>(comparisons.size()), comparisons.begin());
  if (result < 0) failed = -result;
}

void deny_processes(scmp_filter_ctx filter, int& failed) {
  // glibc falls back to clone, whose flags can be looked at.
  if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) < 0) failed = EINVAL;
  deny_where(filter, SCMP_SYS(clone), failed, {masked(0, CLONE_THREAD, 0)});
  deny(filter, "ptrace", failed);
}

// AF_UNIX is 1, AF_INET 2, AF_INET6 10, AF_NETLINK 16: what lies between and behind is denied.
void deny_sockets(scmp_filter_ctx filter, int& failed) {
  const auto socket = SCMP_SYS(socket);
  for (unsigned family = 0; family <= AF_NETLINK; ++family) {
    const bool is_used =
        family == AF_UNIX || family == AF_INET || family == AF_INET6 || family == AF_NETLINK;
    if (!is_used) deny_where(filter, socket, failed, {argument(0, SCMP_CMP_EQ, family)});
  }
  deny_where(filter, socket, failed, {argument(0, SCMP_CMP_GT, AF_NETLINK)});
  deny_where(filter, socket, failed,
             {argument(0, SCMP_CMP_EQ, AF_NETLINK), argument(2, SCMP_CMP_NE, NETLINK_ROUTE)});
}

void deny_written_code(scmp_filter_ctx filter, int& failed) {
  constexpr scmp_datum_t both = PROT_WRITE | PROT_EXEC;
  deny_where(filter, SCMP_SYS(mmap), failed, {masked(2, both, both)});
  deny_where(filter, SCMP_SYS(mprotect), failed, {masked(2, PROT_EXEC, PROT_EXEC)});
  deny(filter, "pkey_mprotect", failed);
}

}  // namespace

std::string restrict_system_calls() {
  const std::unique_ptr<Filter, void (*)(Filter*)> filter(seccomp_init(SCMP_ACT_ALLOW),
                                                          seccomp_release);
  if (!filter) return "no memory for a seccomp filter";
  int failed = 0;
  for (const auto* name : useless) deny(filter.get(), name, failed);
  if (!is_sanitized) deny_processes(filter.get(), failed);
  deny_sockets(filter.get(), failed);
  deny_written_code(filter.get(), failed);
  if (failed == 0) failed = -seccomp_load(filter.get());
  if (failed == 0) return "";
  return "seccomp: " + std::generic_category().message(failed);
}

}  // namespace deskgate::gateway::hardening

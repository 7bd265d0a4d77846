// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What an intruder would do first, in a process that is in the sandbox.

#include "gateway/hardening/sandbox.hpp"

#include <linux/netlink.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>

#include "tests/hardening/sandboxed.hpp"

namespace deskgate::gateway::hardening::testing {

// Each is possible for a process that is not in it: so the tests can fail.
TEST_P(Sandboxed, CannotDoIt) {
  EXPECT_EQ(in_sandbox(GetParam().succeeds), 0);
}

namespace {

bool opens_socket(int family, int type, int protocol) {
  return ::socket(family, type | SOCK_CLOEXEC, protocol) >= 0;
}

INSTANTIATE_TEST_SUITE_P(
    Each, Sandboxed,
    ::testing::Values(
        Act{"execute a program",
            [] {
              ::execl("/bin/false", "false", nullptr);  // whose status would be ours
              return errno != EPERM && errno != EACCES;
            }},
        Act{"execute by descriptor",
            [] {
              const int file = ::open("/bin/false", O_RDONLY);
              return is_called(::syscall(SYS_execveat, file, "", nullptr, nullptr, AT_EMPTY_PATH));
            }},
        Act{"write in /tmp", [] { return opens("/tmp", O_TMPFILE | O_WRONLY); }},
        Act{"make a file in /tmp",
            [] { return opens("/tmp/deskgate-forbidden", O_CREAT | O_WRONLY); }},
        Act{"read /root", [] { return opens("/root", O_RDONLY | O_DIRECTORY); }},
        Act{"read /home", [] { return opens("/home", O_RDONLY | O_DIRECTORY); }},
        Act{"write beside its socket", [] { return opens("run/new", O_CREAT | O_WRONLY); }},
        Act{"change what is beside its socket", [] { return opens("run/kept", O_WRONLY); }},
        Act{"read what is beside its socket", [] { return opens("run/kept", O_RDONLY); }},
        Act{"make a socket in its state",
            [] {
              const sockaddr_un name{.sun_family = AF_UNIX, .sun_path = "state/socket"};
              const int made = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
              return ::bind(made, reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0;
            }},
        Act{"make a link", [] { return ::symlink("/etc/passwd", "/tmp/deskgate-link") == 0; }},
        Act{"remove a folder", [] { return ::mkdir("/tmp/deskgate-folder", 0700) == 0; }},
        Act{"open a packet socket", [] { return opens_socket(AF_PACKET, SOCK_RAW, 0); }},
        Act{"open the kernel's ciphers", [] { return opens_socket(AF_ALG, SOCK_SEQPACKET, 0); }},
        Act{"open another netlink",
            [] { return opens_socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC); }},
        Act{"open a vsock", [] { return opens_socket(AF_VSOCK, SOCK_STREAM, 0); }},
        Act{"unshare", [] { return ::unshare(CLONE_NEWUSER) == 0; }},
        Act{"mount", [] { return is_called(::mount("none", "/mnt", "tmpfs", 0, nullptr)); }},
        Act{"look into a process",
            [] {
              return is_called(
                  ::syscall(SYS_process_vm_readv, ::getppid(), nullptr, 0, nullptr, 0, 0));
            }},
        Act{"use io_uring", [] { return is_called(::syscall(SYS_io_uring_setup, 1, nullptr)); }},
        Act{"load BPF", [] { return is_called(::syscall(SYS_bpf, 0, nullptr, 0)); }},
        Act{"use keys", [] { return is_called(::syscall(SYS_keyctl, 0, -3, 0)); }}));

TEST_F(Sandboxed, CanDoItsWork) {
  EXPECT_EQ(in_sandbox([] {
              return opens("state/devices.json.new", O_CREAT | O_EXCL | O_WRONLY) &&
                     ::rename("state/devices.json.new", "state/devices.json") == 0 &&
                     ::unlink("state/devices.json") == 0 && ::unlink("run/kept") == 0 &&
                     opens("/etc/hosts", O_RDONLY) && opens_socket(AF_INET6, SOCK_STREAM, 0) &&
                     opens_socket(AF_UNIX, SOCK_STREAM, 0) &&
                     opens_socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
            }),
            1);
}

TEST_F(Sandboxed, CanTruncateWhatItHasOpened) {
  EXPECT_EQ(in_sandbox([] {
              const int file = ::open("state/kept", O_WRONLY | O_CLOEXEC);
              return ::ftruncate(file, 1) == 0 && opens("state/kept", O_WRONLY | O_TRUNC);
            }),
            1);
}

TEST_F(Sandboxed, CanAskWhatItIs) {
  EXPECT_EQ(in_sandbox([] { return ::personality(0xffffffff) >= 0; }), 1);
}

TEST_F(Sandboxed, CanSignalItself) {
  EXPECT_EQ(in_sandbox([] { return ::kill(::getpid(), 0) == 0 && ::raise(SIGURG) == 0; }), 1);
}

TEST_F(Sandboxed, CanAbort) {
  EXPECT_EQ(in_sandbox([]() -> bool { std::abort(); }), 128 + SIGABRT);
}

// A sanitizer clones and traces itself: tests/CMakeLists.txt has these run without one, too.
class SandboxedAlone : public Sandboxed {
 protected:
  void SetUp() override {
    if (is_sanitized) GTEST_SKIP() << "not where a sanitizer is built in";
  }
};

TEST_F(SandboxedAlone, CannotStartOrTraceProcesses) {
  EXPECT_EQ(in_sandbox([] { return ::fork() >= 0; }), 0);
  EXPECT_EQ(in_sandbox([] { return is_called(::syscall(SYS_clone3, nullptr, 0)); }), 0);
  EXPECT_EQ(in_sandbox([] { return is_called(::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr)); }), 0);
  EXPECT_EQ(
      in_sandbox([] { return is_called(::ptrace(PTRACE_SEIZE, ::getppid(), nullptr, nullptr)); }),
      0);
}

TEST_F(SandboxedAlone, CannotBeLookedInto) {
  EXPECT_EQ(in_sandbox([] { return ::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0; }), 0);
}

}  // namespace
}  // namespace deskgate::gateway::hardening::testing

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What an intruder would do first, in a process that is in the sandbox.

#include "gateway/hardening/sandbox.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/netlink.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <functional>

namespace deskgate::gateway::hardening::testing {
namespace {

struct Act {
  const char* name;
  std::function<bool()> succeeds;
};

class Sandboxed : public ::testing::TestWithParam<Act> {
 protected:
  Sandboxed() {
    std::string name = "/tmp/deskgate-sandbox-XXXXXX";
    folder = ::mkdtemp(name.data());
    std::filesystem::create_directories(folder + "/state");
  }
  ~Sandboxed() override { std::filesystem::remove_all(folder); }

  // The status of a child that enters the sandbox and then does this; 100: it was no sandbox.
  int in_sandbox(const std::function<bool()>& act) const {
    const auto child = ::fork();
    if (child == 0) {
      renounce_privileges();
      const auto sandbox = enter_sandbox(
          {{"/usr", "/lib", "/lib64", "/etc", "/proc"}, {folder + "/state", "/dev/null"}});
      if (!sandbox.is_complete()) ::_exit(100);
      ::_exit(act() ? 1 : 0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 200;
  }

  std::string folder;
};

// Each is possible for a process that is not in it: so the tests can fail.
TEST_P(Sandboxed, CannotDoIt) {
  EXPECT_EQ(in_sandbox(GetParam().succeeds), 0);
}

bool opens(const char* path, int flags) {
  return ::open(path, flags | O_CLOEXEC, 0600) >= 0;
}

bool opens_socket(int family, int type, int protocol) {
  return ::socket(family, type | SOCK_CLOEXEC, protocol) >= 0;
}

bool is_called(long result) {
  return result >= 0 || (errno != EPERM && errno != EACCES && errno != ENOSYS);
}

INSTANTIATE_TEST_SUITE_P(
    Each, Sandboxed,
    ::testing::Values(
        Act{"execute a program",
            [] {
              ::execl("/bin/true", "true", nullptr);
              return errno != EPERM && errno != EACCES;
            }},
        Act{"execute by descriptor",
            [] {
              const int file = ::open("/bin/true", O_RDONLY | O_CLOEXEC);
              return is_called(::syscall(SYS_execveat, file, "", nullptr, nullptr, AT_EMPTY_PATH));
            }},
        Act{"write in /tmp", [] { return opens("/tmp", O_TMPFILE | O_WRONLY); }},
        Act{"make a file in /tmp",
            [] { return opens("/tmp/deskgate-forbidden", O_CREAT | O_WRONLY); }},
        Act{"read /root", [] { return opens("/root", O_RDONLY | O_DIRECTORY); }},
        Act{"read /home", [] { return opens("/home", O_RDONLY | O_DIRECTORY); }},
        Act{"make a link", [] { return ::symlink("/etc/passwd", "/tmp/deskgate-link") == 0; }},
        Act{"remove a folder", [] { return ::mkdir("/tmp/deskgate-folder", 0700) == 0; }},
        Act{"open a packet socket", [] { return opens_socket(AF_PACKET, SOCK_RAW, 0); }},
        Act{"open the kernel's ciphers", [] { return opens_socket(AF_ALG, SOCK_SEQPACKET, 0); }},
        Act{"open another netlink",
            [] { return opens_socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC); }},
        Act{"open a vsock", [] { return opens_socket(AF_VSOCK, SOCK_STREAM, 0); }},
        Act{"make memory that is written and executed",
            [] {
              return ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
            }},
        Act{"make memory executable",
            [] {
              void* page =
                  ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
              return ::mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0;
            }},
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
  const auto state = folder + "/state";
  EXPECT_EQ(in_sandbox([&] {
              const auto file = state + "/devices.json.new";
              return opens(file.c_str(), O_CREAT | O_EXCL | O_WRONLY) &&
                     ::rename(file.c_str(), (state + "/devices.json").c_str()) == 0 &&
                     ::unlink((state + "/devices.json").c_str()) == 0 &&
                     opens("/etc/hosts", O_RDONLY) && opens_socket(AF_INET6, SOCK_STREAM, 0) &&
                     opens_socket(AF_UNIX, SOCK_STREAM, 0) &&
                     opens_socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
            }),
            1);
}

// A sanitizer clones and traces itself.
TEST_F(Sandboxed, CannotStartOrTraceProcesses) {
  if (is_sanitized) GTEST_SKIP() << "not where a sanitizer is built in";
  EXPECT_EQ(in_sandbox([] { return ::fork() >= 0; }), 0);
  EXPECT_EQ(in_sandbox([] { return is_called(::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr)); }), 0);
}

}  // namespace
}  // namespace deskgate::gateway::hardening::testing

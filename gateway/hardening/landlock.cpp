// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/hardening/landlock.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

namespace deskgate::gateway::hardening {
namespace {

// Younger than the headers of Debian 12.
constexpr std::uint64_t truncate_file = 1ULL << 14;  // from version 3 on

constexpr std::uint64_t of_readers = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t of_files = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE |
                                   LANDLOCK_ACCESS_FS_EXECUTE | truncate_file;

// All that the kernel guards.
std::uint64_t everything(int abi) {
  auto access = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
  if (abi >= 2) access |= LANDLOCK_ACCESS_FS_REFER;
  if (abi >= 3) access |= truncate_file;
  return access;
}

// What a socket needs that is open already: to be removed at the end.
constexpr std::uint64_t of_sockets = LANDLOCK_ACCESS_FS_REMOVE_FILE;

// Regular files, in folders of its own; not links, sockets, devices or programs.
std::uint64_t of_writers(int abi) {
  auto access = of_readers | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE |
                LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_MAKE_DIR |
                LANDLOCK_ACCESS_FS_MAKE_REG;
  if (abi >= 3) access |= truncate_file;
  return access;
}

std::string reason(const std::string& what) {
  return what + ": " + std::generic_category().message(errno);
}

class Ruleset {
 public:
  explicit Ruleset(int abi) : abi_(abi) {
    landlock_ruleset_attr attributes{};
    attributes.handled_access_fs = everything(abi);
    descriptor_ =
        static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0));
  }
  ~Ruleset() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Ruleset(const Ruleset&) = delete;
  Ruleset& operator=(const Ruleset&) = delete;

  bool is_there() const { return descriptor_ >= 0; }

  // What does not exist cannot be allowed. False where the kernel refuses.
  bool allow(const std::string& path, std::uint64_t access) const {
    const int target = ::open(path.c_str(), O_PATH | O_CLOEXEC);
    if (target < 0) return errno == ENOENT || errno == ENOTDIR || errno == EACCES;
    struct stat found {};
    const bool is_folder = ::fstat(target, &found) == 0 && S_ISDIR(found.st_mode);
    landlock_path_beneath_attr rule{};
    rule.allowed_access = (is_folder ? access : access & of_files) & everything(abi_);
    rule.parent_fd = target;
    const auto added =
        ::syscall(SYS_landlock_add_rule, descriptor_, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    ::close(target);
    return added == 0;
  }

  bool enforce() const { return ::syscall(SYS_landlock_restrict_self, descriptor_, 0) == 0; }

 private:
  int abi_;
  int descriptor_ = -1;
};

}  // namespace

int landlock_abi() {
  const auto abi =
      ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return abi < 0 ? 0 : static_cast<int>(abi);
}

std::string restrict_files(const Reach& reach) {
  const int abi = landlock_abi();
  if (abi == 0) return "the kernel has no Landlock";
  const Ruleset rules(abi);
  if (!rules.is_there()) return reason("Landlock takes no rules");
  for (const auto& path : reach.readable) {
    if (!rules.allow(path, of_readers)) return reason(path);
  }
  for (const auto& path : reach.writable) {
    if (!rules.allow(path, of_writers(abi))) return reason(path);
  }
  for (const auto& folder : reach.of_sockets) {
    if (!rules.allow(folder, of_sockets)) return reason(folder);
  }
  return rules.enforce() ? "" : reason("Landlock does not take hold");
}

}  // namespace deskgate::gateway::hardening

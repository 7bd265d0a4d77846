// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/private_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "gateway/failure.hpp"

namespace deskgate::gateway {
namespace {

void make(const std::filesystem::path& path) {
  if (::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return;
  if (errno != ENOENT || !path.has_parent_path()) fail_with_errno(path.string(), "cannot be made");
  make(path.parent_path());
  if (::mkdir(path.c_str(), 0700) != 0) fail_with_errno(path.string(), "cannot be made");
}

}  // namespace

void make_private_folder(const std::string& path) {
  make(path);
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0) fail_with_errno(path, "cannot be looked at");
  if (!S_ISDIR(found.st_mode)) fail(path, "is no folder");
  if (found.st_uid != ::geteuid()) {
    fail(path, "belongs to the user " + std::to_string(found.st_uid) + ", not to this one");
  }
  if ((found.st_mode & 077) != 0) {
    fail(path,
         "may be looked into by others; \"chmod 700 " + path + "\" if you trust what is in it");
  }
}

// The descriptor is never closed: with the last one the kernel lets go of the lock.
void hold_private_folder(const std::string& path) {
  const int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder < 0) fail_with_errno(path, "cannot be opened");
  if (::flock(folder, LOCK_EX | LOCK_NB) == 0) return;
  const int reason = errno;
  ::close(folder);
  if (reason == EWOULDBLOCK) {
    fail(path,
         "another Deskgate uses it; end that one, or name a folder for this one alone by \"state\" "
         "in its configuration");
  }
  errno = reason;
  fail_with_errno(path, "cannot be locked");
}

}  // namespace deskgate::gateway

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/durable_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "gateway/failure.hpp"

namespace deskgate::gateway {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  bool is_open() const { return number_ >= 0; }
  int number() const { return number_; }

 private:
  int number_;
};

// Who else could have written it, or can read it.
void check_privacy(const std::string& path, int descriptor) {
  struct stat found {};
  if (::fstat(descriptor, &found) != 0) fail_with_errno(path, "cannot be looked at");
  if (!S_ISREG(found.st_mode)) fail(path, "is no regular file");
  if (found.st_uid != ::geteuid()) {
    fail(path, "belongs to the user " + std::to_string(found.st_uid) + ", not to this one");
  }
  if ((found.st_mode & 077) != 0) {
    fail(path, "may be read or written by others; \"chmod 600 " + path + "\" if you trust it");
  }
}

std::string read_all(const std::string& path, int descriptor) {
  std::string text;
  std::array<char, 65536> part{};
  while (true) {
    const auto count = ::read(descriptor, part.data(), part.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_with_errno(path, "cannot be read");
    if (count == 0) return text;
    text.append(part.data(), static_cast<std::size_t>(count));
  }
}

void write_all(const std::string& path, int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto count = ::write(descriptor, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_with_errno(path, "cannot be written");
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

// What a write that was cut short has left is nobody's.
void write_new(const std::string& path, std::string_view text) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) fail_with_errno(path, "cannot be removed");
  const Descriptor file(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.is_open()) fail_with_errno(path, "cannot be made");
  write_all(path, file.number(), text);
  if (::fsync(file.number()) != 0) fail_with_errno(path, "cannot be brought to the disk");
}

void put_in_place(const std::string& path, std::string_view text) {
  const auto beside = path + ".new";
  try {
    write_new(beside, text);
    if (::rename(beside.c_str(), path.c_str()) != 0) fail_with_errno(path, "cannot be replaced");
  } catch (...) {
    ::unlink(beside.c_str());
    throw;
  }
}

}  // namespace

std::optional<std::string> read_private_file(const std::string& path) {
  // O_NONBLOCK: whoever put a pipe there would have us wait for ever.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file.is_open()) {
    if (errno == ENOENT) return std::nullopt;
    if (errno == ELOOP) fail(path, "is a symbolic link");
    fail_with_errno(path, "cannot be read");
  }
  check_privacy(path, file.number());
  return read_all(path, file.number());
}

void write_private_file(const std::string& path, std::string_view text) {
  const auto place = std::filesystem::path(path).parent_path().string();
  // Opened first: once the file is in its place nothing but the sync itself can fail.
  const Descriptor folder(::open(place.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open()) fail_with_errno(place, "cannot be opened");
  put_in_place(path, text);
  if (::fsync(folder.number()) == 0) return;
  throw NotOnDisk(place +
                  ": cannot be brought to the disk: " + std::generic_category().message(errno));
}

}  // namespace deskgate::gateway

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <memory>
#include <system_error>

#include "mapping/strict_toml.hpp"
#include "mapping/text.hpp"

namespace deskgate::mapping {

namespace {

constexpr std::size_t longest_file = std::size_t{1} << 20;
// toml++ makes one nested table of each dot of a key; a line of dots would exhaust the stack when
// the tables are destroyed.
constexpr std::size_t longest_line = 4096;

// Owns a file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  ~Descriptor() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

// Why the text is not looked at, and where.
std::optional<Diagnostic> unreadable_text(std::string_view text, const std::string& file) {
  const auto lines = split(text, '\n');
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto number = static_cast<int>(i + 1);
    if (!is_utf8(lines[i])) return Diagnostic{file, number, "the text is not UTF-8"};
    if (lines[i].size() > longest_line) {
      return Diagnostic{file, number, "the line is longer than 4096 octets"};
    }
  }
  return std::nullopt;
}

std::string system_message(int error) {
  return std::generic_category().message(error);
}

// Reads until the end of the file or one octet too many; the return value is errno.
int read_all(int descriptor, std::string& text) {
  char buffer[16 * 1024];
  while (text.size() <= longest_file) {
    const auto count = ::read(descriptor, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    if (count == 0) return 0;
    text.append(buffer, static_cast<std::size_t>(count));
  }
  return 0;
}

// The group that distributions make for each user alone, under the user's number: where they do,
// files are made for the group to write (umask 002).
bool is_own_group(gid_t group) {
  return group == ::getegid() && group == ::geteuid();
}

// Who can write there beside this user and root; "": nobody. In a folder such as /tmp (the sticky
// bit) nobody can put another file in the place of one that is not theirs.
std::string stranger_who_may_write(const struct stat& there) {
  if (there.st_uid != ::geteuid() && there.st_uid != 0) {
    return "the user " + std::to_string(there.st_uid);
  }
  if (S_ISDIR(there.st_mode) && (there.st_mode & S_ISVTX) != 0) return "";
  if ((there.st_mode & S_IWOTH) != 0) return "everybody";
  if ((there.st_mode & S_IWGRP) == 0 || is_own_group(there.st_gid)) return "";
  return "the group " + std::to_string(there.st_gid);
}

std::string way_out(const struct stat& there, const std::string& path) {
  const bool is_owned = there.st_uid == ::geteuid() || there.st_uid == 0;
  const auto command = is_owned ? "chmod go-w " : "chown " + std::to_string(::geteuid()) + ' ';
  return "; \"" + command + path + "\" if you trust what is in it";
}

// What is in the file opens the desktop, so whoever can change the file could open it.
std::string hands_fault(int descriptor, const std::string& path) {
  struct stat file {};
  if (::fstat(descriptor, &file) != 0) return "cannot look at the file: " + system_message(errno);
  if (const auto who = stranger_who_may_write(file); !who.empty()) {
    return who + " may write to the file" + way_out(file, path);
  }
  const auto parent = std::filesystem::path(path).parent_path();
  const auto folder_path = parent.empty() ? "." : parent.string();
  struct stat folder {};
  if (::stat(folder_path.c_str(), &folder) != 0) {
    return "cannot look at its folder: " + system_message(errno);
  }
  const auto who = stranger_who_may_write(folder);
  return who.empty() ? "" : who + " may write to its folder" + way_out(folder, folder_path);
}

// Opening a pipe must not wait for who writes to it.
int open_regular(const std::string& path, int& error) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  error = descriptor < 0 ? errno : 0;
  return descriptor;
}

std::string kind_fault(int descriptor) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return system_message(errno);
  if (S_ISDIR(status.st_mode)) return system_message(EISDIR);
  return S_ISREG(status.st_mode) ? "" : "Not a regular file";
}

}  // namespace

std::optional<std::string> read_text(const std::string& path, Diagnostics& diagnostics) {
  const auto refuse = [&](const std::string& why) {
    diagnostics.push_back({path, 0, "cannot read the file: " + why});
    return std::nullopt;
  };
  int error = 0;
  const Descriptor descriptor(open_regular(path, error));
  if (error != 0) return refuse(system_message(error));
  if (const auto fault = kind_fault(descriptor.get()); !fault.empty()) return refuse(fault);
  if (auto fault = hands_fault(descriptor.get(), path); !fault.empty()) {
    diagnostics.push_back({path, 0, std::move(fault)});
    return std::nullopt;
  }
  std::string text;
  error = read_all(descriptor.get(), text);
  if (error != 0) return refuse(system_message(error));
  if (text.size() > longest_file) return refuse("It is longer than 1 MiB");
  return text;
}

std::optional<toml::table> parse_toml(std::string_view text, const std::string& file,
                                      Diagnostics& diagnostics) {
  if (auto fault = unreadable_text(text, file)) {
    diagnostics.push_back(*std::move(fault));
    return std::nullopt;
  }
  try {
    return toml::parse(text, std::string_view(file));
  } catch (const toml::parse_error& error) {
    const auto line = static_cast<int>(error.source().begin.line);
    diagnostics.push_back({file, line, std::string(error.description())});
    return std::nullopt;
  }
}

std::optional<toml::table> read_toml(const std::string& path, Diagnostics& diagnostics) {
  const auto text = read_text(path, diagnostics);
  return text ? parse_toml(*text, path, diagnostics) : std::nullopt;
}

}  // namespace deskgate::mapping

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/audit/audit_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include "gateway/failure.hpp"

namespace deskgate::gateway::audit {
namespace {

std::string path_of(const std::string& folder, std::size_t number) {
  return folder + "/audit" + (number == 0 ? "" : "." + std::to_string(number)) + ".jsonl";
}

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

std::vector<std::string> audit_files(const std::string& folder) {
  std::vector<std::string> files;
  for (std::size_t number = 0; std::filesystem::exists(path_of(folder, number)); ++number) {
    files.insert(files.begin(), path_of(folder, number));
  }
  return files;
}

AuditFile::AuditFile(std::string folder, Keep keep) : folder_(std::move(folder)), keep_(keep) {}

AuditFile::~AuditFile() {
  sync();
  if (descriptor_ >= 0) ::close(descriptor_);
}

void AuditFile::open_file() {
  const auto path = path_of(folder_, 0);
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (descriptor_ < 0) fail_with_errno(path, "cannot be opened");
  struct stat found {};
  if (::fstat(descriptor_, &found) != 0) fail_with_errno(path, "cannot be looked at");
  if (!S_ISREG(found.st_mode) || found.st_uid != ::geteuid() || (found.st_mode & 077) != 0) {
    ::close(std::exchange(descriptor_, -1));
    throw std::runtime_error(
        path + ": is no private file of this user; \"chmod 600\" it, or move it away");
  }
  size_ = static_cast<std::size_t>(found.st_size);
}

Link AuditFile::open(bool& was_cut) {
  open_file();
  auto text = text_of(path_of(folder_, 0));
  was_cut = !text.empty() && text.back() != '\n';
  if (was_cut) append("");  // the line feed that is missing
  // Between two files, the last line is the end of the one before.
  if (text.empty()) text = text_of(path_of(folder_, 1));
  while (!text.empty()) {
    if (text.back() == '\n') text.pop_back();
    const auto begin = text.rfind('\n') + 1;  // npos + 1 is 0
    if (auto link = link_of(std::string_view(text).substr(begin))) return *link;
    was_cut = true;
    text.resize(begin);
  }
  return {};
}

void AuditFile::append(std::string_view line) {
  if (descriptor_ < 0) open_file();
  if (size_ > 0 && size_ + line.size() > keep_.file_size) rotate();
  const auto whole = std::string(line) + '\n';
  const auto written = ::write(descriptor_, whole.data(), whole.size());
  if (written == static_cast<ssize_t>(whole.size())) {
    size_ += whole.size();
    is_unsynced_ = true;
    return;
  }
  const int reason = written < 0 ? errno : ENOSPC;
  // What was written of it is taken back, so that the next line stands alone.
  if (written > 0 && ::ftruncate(descriptor_, static_cast<off_t>(size_)) != 0) size_ += written;
  errno = reason;
  fail_with_errno(path_of(folder_, 0), "cannot be written");
}

// The oldest goes.
void AuditFile::rotate() {
  sync();
  for (auto number = keep_.files - 1; number > 0; --number) {
    const auto from = path_of(folder_, number - 1);
    if (::rename(from.c_str(), path_of(folder_, number).c_str()) != 0 && errno != ENOENT) {
      fail_with_errno(from, "cannot be renamed");
    }
  }
  open_file();
}

void AuditFile::sync() {
  if (std::exchange(is_unsynced_, false)) ::fdatasync(descriptor_);
}

}  // namespace deskgate::gateway::audit

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/audit/audit_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <stdexcept>
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
  std::map<std::size_t, std::string, std::greater<>> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const auto name = entry.path().filename().string();
    std::size_t number = 0;
    std::sscanf(name.c_str(), "audit.%zu.jsonl", &number);
    const auto path = path_of(folder, number);
    if (path == folder + '/' + name) files.emplace(number, path);
  }
  std::vector<std::string> paths;
  for (const auto& [number, path] : files) paths.push_back(path);
  return paths;
}

AuditFile::AuditFile(std::string folder, Keep keep) : folder_(std::move(folder)), keep_(keep) {}

AuditFile::~AuditFile() {
  try {
    sync();
  } catch (const std::runtime_error&) {  // there is nobody left who could be told
  }
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
  is_name_unsynced_ = size_ == 0;
  has_cut_line_ = false;
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
  if (has_sync_failed_) sync();
  if (size_ > 0 && size_ + line.size() > keep_.file_size) rotate();
  const auto whole = (has_cut_line_ ? "\n" : "") + std::string(line) + '\n';
  const auto written = ::write(descriptor_, whole.data(), whole.size());
  if (written == static_cast<ssize_t>(whole.size())) {
    size_ += whole.size();
    is_unsynced_ = true;
    has_cut_line_ = false;
    return;
  }
  const int reason = written < 0 ? errno : ENOSPC;
  // What was written of it is taken back, so that the next line stands alone.
  if (written > 0 && ::ftruncate(descriptor_, static_cast<off_t>(size_)) != 0) {
    size_ += static_cast<std::size_t>(written);
    has_cut_line_ = true;
  }
  errno = reason;
  fail_with_errno(path_of(folder_, 0), "cannot be written");
}

// In steps that may be repeated, each on the disk before the next.
void AuditFile::rotate() {
  sync();
  if (std::filesystem::exists(path_of(folder_, 0))) make_room();
  sync_name();
  open_file();
}

// The oldest goes, unless there is a gap that a rotation which failed has left.
void AuditFile::make_room() {
  std::size_t free = 0;
  while (free + 1 < keep_.files && std::filesystem::exists(path_of(folder_, free))) ++free;
  const auto last = path_of(folder_, free);
  if (free == 0 && ::unlink(last.c_str()) != 0) fail_with_errno(last, "cannot be removed");
  for (auto number = free; number > 0; --number) {
    const auto from = path_of(folder_, number - 1);
    if (::rename(from.c_str(), path_of(folder_, number).c_str()) != 0) {
      fail_with_errno(from, "cannot be renamed");
    }
  }
}

void AuditFile::sync() {
  if (!is_unsynced_ && !is_name_unsynced_) return;
  has_sync_failed_ = true;
  if (is_unsynced_ && ::fdatasync(descriptor_) != 0) {
    fail_with_errno(path_of(folder_, 0), "cannot be brought to the disk");
  }
  if (is_name_unsynced_) sync_name();
  is_unsynced_ = is_name_unsynced_ = has_sync_failed_ = false;
}

void AuditFile::sync_name() {
  const int folder = ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const int reason = folder < 0 || ::fsync(folder) != 0 ? errno : 0;
  if (folder >= 0) ::close(folder);
  if (reason == 0) return;
  errno = reason;
  fail_with_errno(folder_, "cannot be brought to the disk");
}

}  // namespace deskgate::gateway::audit

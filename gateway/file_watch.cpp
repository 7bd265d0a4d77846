// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/file_watch.hpp"

#include <sys/inotify.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>

#include "gateway/log.hpp"

namespace deskgate::gateway {
namespace {

namespace fs = std::filesystem;

// An editor does several things when it saves.
constexpr std::chrono::milliseconds quiet{100};
// Something else may be written all the time.
constexpr std::chrono::seconds longest_pause{1};

constexpr std::uint32_t changes = IN_ATTRIB | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE |
                                  IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF;

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

fs::path nearest_folder(fs::path path) {
  while (path.has_relative_path() && !is_folder(path)) path = path.parent_path();
  return path.empty() ? fs::path(".") : path;
}

// A folder tells of its own end; the one above it is none of our business until then.
std::set<std::string> folders_for(const std::vector<std::string>& paths) {
  std::set<std::string> folders;
  for (const auto& path : paths) {
    folders.insert(nearest_folder(fs::absolute(path).lexically_normal()).string());
  }
  return folders;
}

}  // namespace

FileWatch::FileWatch(boost::asio::io_context& io, std::function<void()> on_change)
    : on_change_(std::move(on_change)), notifications_(io), pause_(io) {
  const int descriptor = ::inotify_init1(IN_CLOEXEC);
  if (descriptor < 0) {
    log::error("file_watch", std::string("changes of files go unnoticed: ") + std::strerror(errno));
    return;
  }
  notifications_.assign(descriptor);
  notifications_.non_blocking(true);  // else a read waits, whatever the descriptor says
  wait();
}

void FileWatch::set_paths(const std::vector<std::string>& paths) {
  if (!notifications_.is_open()) return;
  const auto wanted = folders_for(paths);
  std::erase_if(folders_, [&](const auto& folder) {
    const bool is_over = !wanted.contains(folder.second);
    if (is_over) ::inotify_rm_watch(notifications_.native_handle(), folder.first);
    return is_over;
  });
  for (const auto& folder : wanted) watch(folder);
}

void FileWatch::watch(const std::string& folder) {
  const int watch =
      ::inotify_add_watch(notifications_.native_handle(), folder.c_str(), changes | IN_ONLYDIR);
  if (watch >= 0) {
    folders_[watch] = folder;
  } else if (errno == ENOSPC) {
    log::error("file_watch", "changes in " + folder +
                                 " go unnoticed: the system has no more inotify watches "
                                 "(fs.inotify.max_user_watches)");
  }
}

void FileWatch::wait() {
  notifications_.async_wait(boost::asio::posix::stream_descriptor::wait_read, [this](auto error) {
    if (error) return;
    if (drain()) tell_soon();
    wait();
  });
}

bool FileWatch::drain() {
  bool is_news = false;
  alignas(inotify_event) std::array<char, 4096> buffer{};
  boost::system::error_code end;
  while (const auto size = notifications_.read_some(boost::asio::buffer(buffer), end)) {
    for (std::size_t at = 0; at < size;) {
      inotify_event event{};
      std::memcpy(&event, buffer.data() + at, sizeof event);
      at += sizeof event + event.len;
      is_news = note(event.wd, event.mask) || is_news;
    }
  }
  return is_news;
}

// What is not watched any longer still sends its farewell.
bool FileWatch::note(int watch, std::uint32_t what) {
  if ((what & IN_Q_OVERFLOW) != 0) return true;
  if (!folders_.contains(watch)) return false;
  if ((what & IN_MOVE_SELF) != 0) ::inotify_rm_watch(notifications_.native_handle(), watch);
  if ((what & (IN_MOVE_SELF | IN_IGNORED)) != 0) folders_.erase(watch);
  return true;
}

void FileWatch::tell_soon() {
  const auto now = std::chrono::steady_clock::now();
  if (!told_by_) told_by_ = now + longest_pause;
  pause_.expires_at(std::min(now + quiet, *told_by_));
  pause_.async_wait([this](auto error) {
    if (error) return;
    told_by_.reset();
    on_change_();
  });
}

}  // namespace deskgate::gateway

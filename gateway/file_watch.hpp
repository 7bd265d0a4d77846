// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Hears when files change, come or go, by inotify.
//
// A file that an editor writes is often replaced by a new one, and a folder may not be there yet:
// so a file's folder is watched, and for a path that does not exist the nearest folder above it
// that does. Some calls are for nothing, therefore: who is called looks for himself. Changes that
// come close together are told once.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace deskgate::gateway {

// Lives on the loop's thread. Where the system has no more watches to give, the log says so once
// and nothing is heard.
class FileWatch {
 public:
  // `on_change` is called from the loop.
  FileWatch(boost::asio::io_context& io, std::function<void()> on_change);

  // Watches these files and folders in place of those before.
  void set_paths(const std::vector<std::string>& paths);

 private:
  void wait();
  // Whether anything happened that is worth a look.
  bool drain();
  bool note(int watch, std::uint32_t what);
  void watch(const std::string& folder);
  void tell_soon();

  std::function<void()> on_change_;
  boost::asio::posix::stream_descriptor notifications_;
  boost::asio::steady_timer pause_;
  std::optional<std::chrono::steady_clock::time_point> told_by_;  // while it pauses
  std::map<int, std::string> folders_;                            // by watch
};

}  // namespace deskgate::gateway

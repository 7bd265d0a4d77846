// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What the log says of those who have not joined: so many lines a minute of each event, and then
// how many more there were.
//
// Anybody may have himself refused ten thousand times a minute. A line for each would fill the
// disk, push out what is said of others, and keep the loop waiting for standard error.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "gateway/net/peer.hpp"

namespace deskgate::gateway::net {

// Lives in a shared_ptr. Not thread-safe; lives on the loop's thread.
class StrangerLog : public std::enable_shared_from_this<StrangerLog> {
 public:
  // Of one event, within a minute.
  static constexpr int most_lines = 60;

  explicit StrangerLog(boost::asio::io_context& io,
                       std::chrono::milliseconds minute = std::chrono::minutes(1));
  // What has not been told yet is told.
  ~StrangerLog();
  StrangerLog(const StrangerLog&) = delete;
  StrangerLog& operator=(const StrangerLog&) = delete;

  // A peer on a Unix socket is no stranger: each line is written.
  void warn(const PeerInfo& peer, std::string_view event, std::string_view text);

 private:
  void tell_soon();
  void tell_counted();

  std::chrono::milliseconds minute_;
  boost::asio::steady_timer timer_;
  std::map<std::string, int, std::less<>> counts_;  // of the present minute, by event
};

}  // namespace deskgate::gateway::net

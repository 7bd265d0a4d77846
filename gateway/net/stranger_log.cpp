// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/stranger_log.hpp"

#include "gateway/log.hpp"
#include "gateway/net/peer_log.hpp"

namespace deskgate::gateway::net {

StrangerLog::StrangerLog(boost::asio::io_context& io, std::chrono::milliseconds minute)
    : minute_(minute), timer_(io) {}

StrangerLog::~StrangerLog() {
  tell_counted();
}

void StrangerLog::warn(const PeerInfo& peer, std::string_view event, std::string_view text) {
  if (peer.unix_uid) return net::warn(peer, event, text);
  if (counts_.empty()) tell_soon();
  auto& count = counts_.try_emplace(std::string(event)).first->second;
  if (++count <= most_lines) net::warn(peer, event, text);
}

void StrangerLog::tell_soon() {
  timer_.expires_after(minute_);
  timer_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    const auto self = weak.lock();
    if (self && !error) self->tell_counted();
  });
}

void StrangerLog::tell_counted() {
  for (const auto& [event, count] : counts_) {
    if (count <= most_lines) continue;
    log::warning(event, std::to_string(count - most_lines) + " more within a minute");
  }
  counts_.clear();
}

}  // namespace deskgate::gateway::net

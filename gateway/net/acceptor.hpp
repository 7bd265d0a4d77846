// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>

namespace deskgate::gateway::net {

using StreamSocket = boost::asio::generic::stream_protocol::socket;
using StreamAcceptor = boost::asio::basic_socket_acceptor<boost::asio::generic::stream_protocol>;

// So many descriptors are left to the rest of the process, which opens files and buses.
inline constexpr int reserved_descriptors = 32;

// Hands over one connected socket after the other. Where the system has no descriptor or memory for
// another one, or few descriptors are left, it pauses and tries again: those that are connected are
// served meanwhile, and those that wait are not lost.
//
// Lives in a shared_ptr; not thread-safe.
class Acceptor : public std::enable_shared_from_this<Acceptor> {
 public:
  using Take = std::function<void(StreamSocket)>;

  // `acceptor` listens already. `name` is for the log.
  Acceptor(StreamAcceptor acceptor, std::string name, Take take);

  void start() { accept_next(); }

  // Accepts nothing more and closes the socket; connections that have been accepted stay.
  void stop();

 private:
  void accept_next();
  void accept();
  void pause(const boost::system::error_code& reason);

  StreamAcceptor acceptor_;
  boost::asio::steady_timer pause_;
  std::string name_;
  Take take_;
  bool is_paused_ = false;  // and has said so
};

}  // namespace deskgate::gateway::net

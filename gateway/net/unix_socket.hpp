// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <sys/types.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <string>

namespace deskgate::gateway::net {

// A Unix socket that listens on a path, mode 0600, in a folder made with mode 0700 if there is
// none. What is left of a program that has died is replaced; a socket that somebody serves is not,
// nor is anything that is not a socket. The path is removed at the end unless somebody else has
// taken it since.
class UnixSocket {
 public:
  // Throws std::runtime_error with one sentence that names the path and the way out.
  UnixSocket(boost::asio::io_context& io, std::string path);
  ~UnixSocket();
  UnixSocket(const UnixSocket&) = delete;
  UnixSocket& operator=(const UnixSocket&) = delete;

  const std::string& path() const { return path_; }

  // The listening socket; once.
  boost::asio::local::stream_protocol::acceptor take_acceptor() { return std::move(acceptor_); }

 private:
  std::string path_;
  boost::asio::local::stream_protocol::acceptor acceptor_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

}  // namespace deskgate::gateway::net

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A connected socket as the rest of net/ sees it: octets in, octets out, and word when either is
// possible. TCP, TLS and Unix sockets look alike behind it.
//
// Nothing here blocks and nothing here owns a buffer: who reads brings the memory, so that all
// connections of a loop can share it.
#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/system/error_code.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "router/transport.hpp"

namespace deskgate::gateway::net {

// Who waits for a stream. A wait keeps it alive. An aborted wait reports too: the stream was
// closed.
class StreamWaiter {
 public:
  virtual ~StreamWaiter() = default;
  virtual void on_readable() = 0;
  virtual void on_writable() = 0;
};

// The outcome of one attempt to read or write.
struct Transfer {
  enum class Kind { done, would_block, eof, failed };
  Kind kind = Kind::would_block;
  std::size_t size = 0;               // octets moved, where `kind` is done
  boost::system::error_code error{};  // why, where `kind` is failed
};

// Not thread-safe; lives on the loop's thread. Destroying it closes the connection.
class ByteStream {
 public:
  virtual ~ByteStream() = default;

  // Calls the waiter from the loop, once, as soon as read_some (write_some) is worth another try:
  // at once if it is worth one already. At most one wait of each kind at a time.
  virtual void async_wait_readable(std::shared_ptr<StreamWaiter> waiter) = 0;
  virtual void async_wait_writable(std::shared_ptr<StreamWaiter> waiter) = 0;

  // Moves as many octets as are there and fit. A transfer smaller than the span means that it is
  // time to wait before the next one.
  virtual Transfer read_some(std::span<char> into) = 0;
  virtual Transfer write_some(std::string_view octets) = 0;

  // Whether it has a handshake of its own, which the peer has not finished.
  virtual bool is_shaking_hands() const { return false; }

  // The channel binding of a stream over TLS, once its handshake is done.
  virtual std::optional<router::ChannelId> channel_id() const { return std::nullopt; }

  // The key of the client's certificate, once the handshake is done: see router::Transport.
  virtual std::optional<router::KeyHash> client_key() const { return std::nullopt; }

  // How many of the octets that were written the other end's system has taken, as long as there are
  // some that it has not: nullopt where there are none, or nobody knows. To be compared with what
  // it was before.
  virtual std::optional<std::int64_t> taken() { return std::nullopt; }

  // Tells the peer that nothing more follows; reading goes on.
  virtual void shutdown_write() = 0;

  // Ends the connection both ways. Waits report from the loop.
  virtual void close() = 0;
};

// A stream over a connected TCP or Unix socket.
std::unique_ptr<ByteStream> plain_stream(boost::asio::generic::stream_protocol::socket socket);

}  // namespace deskgate::gateway::net

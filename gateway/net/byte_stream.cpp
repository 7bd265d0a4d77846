// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/byte_stream.hpp"

#include <linux/sockios.h>
#include <sys/ioctl.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <utility>

namespace deskgate::gateway::net {
namespace asio = boost::asio;
namespace {

using Socket = asio::generic::stream_protocol::socket;

Transfer outcome(std::size_t size, const boost::system::error_code& error) {
  if (!error) return {.kind = Transfer::Kind::done, .size = size};
  if (error == asio::error::would_block || error == asio::error::try_again ||
      error == asio::error::interrupted) {
    return {.kind = Transfer::Kind::would_block};
  }
  if (error == asio::error::eof) return {.kind = Transfer::Kind::eof};
  return {.kind = Transfer::Kind::failed, .error = error};
}

class PlainStream final : public ByteStream {
 public:
  explicit PlainStream(Socket socket) : socket_(std::move(socket)) {
    boost::system::error_code ignored;  // a socket that cannot be set fails at its first use
    socket_.non_blocking(true, ignored);
  }

  void async_wait_readable(std::shared_ptr<StreamWaiter> waiter) override {
    socket_.async_wait(Socket::wait_read, [waiter = std::move(waiter)](boost::system::error_code) {
      waiter->on_readable();
    });
  }

  void async_wait_writable(std::shared_ptr<StreamWaiter> waiter) override {
    socket_.async_wait(Socket::wait_write, [waiter = std::move(waiter)](boost::system::error_code) {
      waiter->on_writable();
    });
  }

  Transfer read_some(std::span<char> into) override {
    boost::system::error_code error;
    const auto size = socket_.read_some(asio::buffer(into.data(), into.size()), error);
    return outcome(size, error);
  }

  Transfer write_some(std::string_view octets) override {
    boost::system::error_code error;
    const auto size = socket_.write_some(asio::buffer(octets), error);
    written_ += static_cast<std::int64_t>(size);
    return outcome(size, error);
  }

  std::optional<std::int64_t> taken() override {
    int untaken = 0;
    if (::ioctl(socket_.native_handle(), SIOCOUTQ, &untaken) != 0) return std::nullopt;
    return untaken > 0 ? std::optional(written_ - untaken) : std::nullopt;
  }

  void shutdown_write() override {
    boost::system::error_code ignored;  // the peer may be gone already
    socket_.shutdown(Socket::shutdown_send, ignored);
  }

  void close() override {
    boost::system::error_code ignored;
    socket_.close(ignored);
  }

 private:
  Socket socket_;
  std::int64_t written_ = 0;  // octets
};

}  // namespace

std::unique_ptr<ByteStream> plain_stream(Socket socket) {
  return std::make_unique<PlainStream>(std::move(socket));
}

}  // namespace deskgate::gateway::net

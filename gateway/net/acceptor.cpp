// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/acceptor.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "gateway/log.hpp"

namespace deskgate::gateway::net {
namespace {

constexpr std::chrono::milliseconds pause_time{100};

// What the next descriptor would be told: descriptors are given out from the lowest, so that one
// among the last of them says that all below it are in use.
boost::system::error_code few_descriptors(int any) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return {};
  const int next = fcntl(any, F_DUPFD_CLOEXEC, 0);
  if (next < 0) return {errno, boost::system::system_category()};
  ::close(next);
  if (static_cast<rlim_t>(next) + reserved_descriptors < limit.rlim_cur) return {};
  return {EMFILE, boost::system::system_category()};
}

}  // namespace

Acceptor::Acceptor(StreamAcceptor acceptor, std::string name, Take take)
    : acceptor_(std::move(acceptor)),
      pause_(acceptor_.get_executor()),
      name_(std::move(name)),
      take_(std::move(take)) {
  acceptor_.non_blocking(true);
}

void Acceptor::stop() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
}

void Acceptor::accept_next() {
  acceptor_.async_wait(StreamAcceptor::wait_read,
                       [self = shared_from_this()](const boost::system::error_code& error) {
                         if (!self->acceptor_.is_open()) return;
                         error ? self->pause(error) : self->accept();
                       });
}

void Acceptor::accept() {
  boost::system::error_code error = few_descriptors(acceptor_.native_handle());
  StreamSocket socket(acceptor_.get_executor());
  if (!error) acceptor_.accept(socket, error);
  const bool is_gone =
      error == boost::asio::error::would_block || error == boost::asio::error::connection_aborted;
  if (error && !is_gone) return pause(error);
  is_paused_ = false;
  if (!error) take_(std::move(socket));
  if (acceptor_.is_open()) accept_next();
}

void Acceptor::pause(const boost::system::error_code& reason) {
  if (!std::exchange(is_paused_, true)) {
    log::error("accept_paused", name_ + ": " + reason.message());
  }
  pause_.expires_after(pause_time);
  pause_.async_wait([self = shared_from_this()](const boost::system::error_code&) {
    if (self->acceptor_.is_open()) self->accept_next();
  });
}

}  // namespace deskgate::gateway::net

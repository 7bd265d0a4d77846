// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/acceptor.hpp"

#include <utility>

#include "gateway/log.hpp"

namespace deskgate::gateway::net {
namespace {

constexpr std::chrono::milliseconds pause_time{100};

}  // namespace

Acceptor::Acceptor(StreamAcceptor acceptor, std::string name, Take take)
    : acceptor_(std::move(acceptor)),
      pause_(acceptor_.get_executor()),
      name_(std::move(name)),
      take_(std::move(take)) {}

void Acceptor::stop() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
}

void Acceptor::accept_next() {
  acceptor_.async_accept(
      [self = shared_from_this()](const boost::system::error_code& error, StreamSocket socket) {
        self->on_accept(error, std::move(socket));
      });
}

void Acceptor::on_accept(const boost::system::error_code& error, StreamSocket socket) {
  if (!acceptor_.is_open()) return;
  if (error) return pause(error);
  is_paused_ = false;
  take_(std::move(socket));
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

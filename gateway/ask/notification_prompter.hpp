// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Asks by a desktop notification with buttons (Desktop Notifications Specification 1.2).
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>

#include "gateway/ask/prompter.hpp"

namespace deskgate::gateway::bus {
class Bus;
}

namespace deskgate::gateway::ask {

// `io` outlives it. It is on the session bus only while a question is open.
class NotificationPrompter final : public Prompter {
 public:
  explicit NotificationPrompter(boost::asio::io_context& io) : io_(io) {}

  Shown show(const Prompt& prompt, Told told) override;

 private:
  boost::asio::io_context& io_;
};

}  // namespace deskgate::gateway::ask

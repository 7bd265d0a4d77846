// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Ticket-based authentication: the client shows the ticket itself.
#pragma once

#include <string>

#include "router/authentication/method.hpp"

namespace deskgate::router::authentication {

class Ticket final : public Method {
 public:
  // nullopt: a decoy.
  explicit Ticket(std::optional<std::string> ticket) : ticket_(std::move(ticket)) {}

  Dict challenge() override { return Dict::object(); }
  std::optional<Dict> verify(const Authenticate& answer) override;

 private:
  std::optional<std::string> ticket_;
};

}  // namespace deskgate::router::authentication

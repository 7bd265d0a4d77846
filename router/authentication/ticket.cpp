// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/authentication/ticket.hpp"

#include "router/authentication/secret.hpp"

namespace deskgate::router::authentication {

std::optional<Dict> Ticket::verify(const Authenticate& answer) {
  const bool is_right = is_same(ticket_.value_or(""), answer.signature);
  if (!is_right || !ticket_) return std::nullopt;
  return Dict::object();
}

}  // namespace deskgate::router::authentication

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/client_limits.hpp"

#include "router/session.hpp"

namespace deskgate::router {

const ClientLimits& ClientLimits::none() {
  static const ClientLimits limits{
      .pending_calls = any_number, .subscriptions = any_number, .registrations = any_number};
  return limits;
}

const ClientLimits& limits_for(const Session& session, const ClientLimits& others) {
  static const ClientLimits of_owner;
  if (session.is_trusted()) return ClientLimits::none();
  return session.is_owner() ? of_owner : others;
}

}  // namespace deskgate::router

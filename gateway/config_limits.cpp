// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/config_limits.hpp"

#include "gateway/config_number.hpp"
#include "mapping/limits.hpp"
#include "mapping/strict_toml.hpp"

namespace deskgate::gateway {
namespace {

using mapping::StrictTable;

void read_milliseconds(StrictTable& table, std::string_view key,
                       std::chrono::milliseconds& duration) {
  auto count = duration.count();
  read_positive(table, key, count);
  duration = std::chrono::milliseconds(count);
}

// "10/s", or false for none.
void read_rate(StrictTable& table, std::string_view key, std::optional<router::Rate>& rate) {
  const auto* node = table.node(key);
  if (node && node->is_boolean() && !node->as_boolean()->get()) {
    rate = std::nullopt;
    return;
  }
  const auto text = table.text(key);
  if (!text) return;
  const auto read = mapping::parse_rate(*text);
  if (!read) {
    return table.complain(*node, "\"" + std::string(key) +
                                     "\" must be a rate such as \"10/s\" or \"100/min\", of at "
                                     "most 10000, or false for none");
  }
  rate = router::Rate{read->count, read->per};
}

void read_clients(StrictTable& table, router::ClientLimits& clients) {
  read_positive(table, "pending_calls", clients.pending_calls);
  read_positive(table, "subscriptions", clients.subscriptions);
  read_positive(table, "registrations", clients.registrations);
  read_positive(table, "uri", clients.uri);
  read_positive(table, "sessions", clients.sessions);
  read_positive(table, "sessions_per_identity", clients.sessions_per_identity);
  read_rate(table, "call_rate", clients.calls);
  read_rate(table, "publish_rate", clients.publications);
  read_rate(table, "subscribe_rate", clients.changes);
}

}  // namespace

void read_limits(const toml::table& limits, Config& config, const std::string& path,
                 mapping::Diagnostics& diagnostics) {
  StrictTable table(limits, "[limits]", path, diagnostics);
  auto& set = config.limits;
  read_positive(table, "message", set.message);
  read_positive(table, "outgoing", set.outgoing);
  read_positive(table, "connections", set.connections);
  read_positive(table, "unjoined_connections", set.unjoined_connections);
  read_positive(table, "connections_per_address", set.connections_per_address);
  read_positive(table, "unjoined_message", set.unjoined_message);
  read_positive(table, "memory", config.memory);
  read_milliseconds(table, "handshake_ms", set.handshake);
  read_milliseconds(table, "join_ms", set.join);
  read_milliseconds(table, "blocked_ms", set.blocked);
  read_milliseconds(table, "ping_ms", set.ping);
  read_milliseconds(table, "call_ms", config.realm_settings.call_timeout);
  read_rate(table, "failed_logins", config.failed_logins);
  read_clients(table, config.realm_settings.clients);
}

}  // namespace deskgate::gateway

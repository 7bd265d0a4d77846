// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The configuration: one TOML file, strict, with defaults that open nothing to the network.
//
// docs/configuration.md describes it for those who write it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/net/limits.hpp"
#include "gateway/net/listener.hpp"
#include "gateway/roles.hpp"
#include "mapping/diagnostic.hpp"
#include "router/realm.hpp"

namespace deskgate::gateway {

// A literal address, and a port; 0: one that the system chooses.
struct TcpAddress {
  std::string host;
  std::uint16_t port;
  friend bool operator==(const TcpAddress&, const TcpAddress&) = default;
};

// Where TLS is spoken, and the PEM files that say who we are.
struct TlsListen {
  TcpAddress address;
  std::string certificate;
  std::string key;
  friend bool operator==(const TlsListen&, const TlsListen&) = default;
};

struct Config {
  std::string realm = "deskgate";
  router::RealmSettings realm_settings{.call_timeout = std::chrono::minutes(10)};
  std::optional<TcpAddress> websocket = TcpAddress{"127.0.0.1", 5020};
  std::optional<TlsListen> tls;
  std::optional<std::string> unix_path;  // of the socket; nullopt: none
  net::HttpRules http;
  net::Limits limits;
  std::vector<std::string> policy_folders;
  std::map<std::string, std::string> buses;  // addresses by the names that policy files use
  Roles::Table roles;                        // which grants each holds
  Roles::PermissionTable permissions;
  std::string try_next;  // the one command that the greeting suggests
};

// What holds without a file: loopback and the Unix socket, and no grant for anybody but the owner.
Config default_config();

// Reads a file over the defaults; relative paths in it are relative to the file. nullopt if
// anything is wrong with it.
std::optional<Config> read_config(const std::string& path, mapping::Diagnostics& diagnostics);

// $XDG_CONFIG_HOME/deskgate/deskgate.toml, be it there or not.
std::string default_config_path();

}  // namespace deskgate::gateway

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

#include "gateway/audit/audit_file.hpp"
#include "gateway/net/limits.hpp"
#include "gateway/net/listener.hpp"
#include "gateway/roles.hpp"
#include "gateway/trust/principals.hpp"
#include "gateway/trust/self_issued.hpp"
#include "mapping/diagnostic.hpp"
#include "router/limits.hpp"
#include "router/realm.hpp"

namespace deskgate::gateway {

// A literal address, and a port; 0: one that the system chooses.
struct TcpAddress {
  std::string host;
  std::uint16_t port;
  friend bool operator==(const TcpAddress&, const TcpAddress&) = default;
};

// Where phones reach us: on every address that this machine has in a private network, whenever it
// has one.
struct LanListen {
  std::uint16_t port;
  bool is_open_beyond_neighbours = false;  // whether sources behind a router may connect
  friend bool operator==(const LanListen&, const LanListen&) = default;
};

// What the process takes from itself (gateway/hardening/sandbox.hpp).
struct Hardening {
  bool is_enabled = true;
  bool is_required = false;  // without all of it Deskgate does not start
  friend bool operator==(const Hardening&, const Hardening&) = default;
};

struct Config {
  std::string realm = "deskgate";
  router::RealmSettings realm_settings{.call_timeout = std::chrono::minutes(10),
                                       .clients = {.pending_calls = 64,
                                                   .subscriptions = 256,
                                                   .registrations = 16,
                                                   .uri = 255,
                                                   .sessions = 64,
                                                   .sessions_per_identity = 4,
                                                   .calls = router::Rate{2000},
                                                   .publications = router::Rate{2000},
                                                   .changes = router::Rate{1000}}};
  std::optional<TcpAddress> websocket = TcpAddress{"127.0.0.1", 5020};
  std::optional<TcpAddress> tls;                       // loopback, or of a private network
  bool is_tls_open_beyond_neighbours = false;          // to sources behind a router, as lan may be
  std::optional<LanListen> lan;                        // over TLS
  std::optional<trust::CertificateFiles> certificate;  // nullopt: self-issued
  std::optional<std::string> unix_path;                // of the socket; nullopt: none
  net::HttpRules http;
  net::Limits limits;
  std::size_t memory = router::max_memory;  // octets of all that waits and all that is kept
  std::vector<std::string> policy_folders;
  bool observes_while_locked = false;        // tells what is observed behind a locked screen
  std::map<std::string, std::string> buses;  // addresses by the names that policy files use
  Roles::Table roles;                        // which grants each holds
  Roles::PermissionTable permissions;
  std::string authorize_procedure;  // asked about what the rules leave open; "": nobody is
  trust::Principals::Table principals;
  std::string login_procedure;  // asked about whom nobody knows; "": nobody is
  // Wrong proofs from one address, before it is barred; nullopt: any number.
  std::optional<router::Rate> failed_logins = router::Rate{10, std::chrono::minutes(1)};
  mapping::Grants pairing_grants{"mpris.control"};  // of a device that is paired
  Hardening hardening;
  audit::Keep audit;         // how much of its log
  std::string state_folder;  // where devices and keys are kept; "": nowhere
  std::string try_next;      // the one command that the greeting suggests
};

// What holds without a file: loopback and the Unix socket, and no grant for anybody but the owner.
Config default_config();

// Reads a file over the defaults; relative paths in it are relative to the file. nullopt if
// anything is wrong with it.
std::optional<Config> read_config(const std::string& path, mapping::Diagnostics& diagnostics);

// $XDG_CONFIG_HOME/deskgate/deskgate.toml, be it there or not.
std::string default_config_path();

}  // namespace deskgate::gateway

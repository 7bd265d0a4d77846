// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/config.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>

#include "gateway/config_buses.hpp"
#include "gateway/config_history.hpp"
#include "gateway/config_limits.hpp"
#include "gateway/config_number.hpp"
#include "gateway/config_permissions.hpp"
#include "gateway/config_principals.hpp"
#include "gateway/config_procedure.hpp"
#include "gateway/own_uris.hpp"
#include "mapping/nearest.hpp"
#include "mapping/strict_toml.hpp"
#include "router/uri.hpp"

namespace deskgate::gateway {
namespace {

namespace fs = std::filesystem;
using mapping::StrictTable;

std::optional<std::string> environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): one thread
  return value && *value ? std::optional<std::string>(value) : std::nullopt;
}

std::string state_folder() {
  if (const auto set = environment("XDG_STATE_HOME")) return *set + "/deskgate";
  const auto home = environment("HOME");
  return home ? *home + "/.local/state/deskgate" : "";
}

fs::path config_home() {
  if (const auto set = environment("XDG_CONFIG_HOME")) return *set;
  return fs::path(environment("HOME").value_or("/")) / ".config";
}

// "127.0.0.1:5020" or "[::1]:5020".
std::optional<TcpAddress> parse_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  auto host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const auto digits = text.substr(colon + 1);
  TcpAddress address{std::string(host), 0};
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), address.port);
  if (error != std::errc{} || end != digits.end() || host.empty()) return std::nullopt;
  return address;
}

// Reads one file into a Config, part by part.
class ConfigReader {
 public:
  ConfigReader(const std::string& path, mapping::Diagnostics& diagnostics)
      : path_(path), folder_(fs::absolute(path).parent_path()), diagnostics_(diagnostics) {}

  Config read(const toml::table& root) {
    StrictTable table(root, "the configuration", path_, diagnostics_);
    read_top(table);
    if (const auto* listen = table.table("listen")) read_listen(*listen);
    if (const auto* policy = table.table("policy")) read_policy(*policy);
    if (const auto* bus = table.table("bus")) config_.buses = read_buses(*bus, path_, diagnostics_);
    if (const auto* role = table.table("role")) read_roles(*role);
    if (const auto* principal = table.table("principal")) {
      config_.principals = read_principals(*principal, config_.roles, path_, diagnostics_);
    }
    config_.authorize_procedure = read_procedure_of(table, "authorize");
    config_.login_procedure = read_procedure_of(table, "login");
    if (const auto* role = table.table("role")) refuse_unheld(*role);
    if (const auto* limits = table.table("limits")) {
      read_limits(*limits, config_, path_, diagnostics_);
    }
    if (const auto* hardening = table.table("hardening")) read_hardening(*hardening);
    if (const auto* audit = table.table("audit")) read_audit(*audit);
    if (const auto* pairing = table.table("pairing")) read_pairing(*pairing);
    config_.realm_settings.history = read_history(table, path_, diagnostics_);
    return std::move(config_);
  }

 private:
  void read_top(StrictTable& table) {
    if (auto realm = table.text("realm")) {
      if (!router::is_uri(*realm))
        table.complain(*table.node("realm"), "\"realm\" must be a URI, such as \"deskgate\"");
      if (is_own(*realm))
        table.complain(*table.node("realm"),
                       "\"realm\" must not begin with \"org.deskgate.\": "
                       "Deskgate has realms of its own there, to pair in");
      config_.realm = std::move(*realm);
    }
    if (const auto uris = table.text("uris")) {
      if (*uris != "loose" && *uris != "strict")
        table.complain(*table.node("uris"), "\"uris\" must be \"loose\" or \"strict\"");
      config_.realm_settings.is_strict = *uris == "strict";
    }
    if (const auto state = table.text("state")) config_.state_folder = beside_file(*state);
    if (auto command = table.text("try_next")) config_.try_next = std::move(*command);
  }

  void read_listen(const toml::table& listen) {
    StrictTable table(listen, "[listen]", path_, diagnostics_);
    if (is_off(table, "websocket")) {
      config_.websocket = std::nullopt;
    } else if (table.node("websocket")) {
      config_.websocket = read_address(table, "websocket");
    }
    read_tls(table);
    if (is_off(table, "unix")) {
      config_.unix_path = std::nullopt;
    } else if (const auto text = table.text("unix")) {
      config_.unix_path = beside_file(*text);
    }
    if (auto path = table.text("path")) {
      if (!path->starts_with('/') && *path != net::HttpRules::any_path)
        table.complain(*table.node("path"), "\"path\" must begin with \"/\", or be \"*\" for any");
      config_.http.path = std::move(*path);
    }
    if (auto origins = table.texts("allowed_origins"))
      config_.http.allowed_origins = std::move(*origins);
    if (auto hosts = table.texts("allowed_hosts")) config_.http.allowed_hosts = std::move(*hosts);
  }

  std::optional<TcpAddress> read_address(StrictTable& table, const std::string& key) {
    const auto text = table.text(key);
    auto address = text ? parse_address(*text) : std::nullopt;
    if (text && !address) {
      table.complain(*table.node(key), "\"" + key +
                                           "\" must be \"ADDRESS:PORT\", such as "
                                           "\"127.0.0.1:5020\", or false");
    }
    return address;
  }

  void read_tls(StrictTable& table) {
    const auto certificate = table.text("tls_certificate");
    const auto key = table.text("tls_key");
    if (certificate && key) {
      config_.certificate = trust::CertificateFiles{beside_file(*certificate), beside_file(*key)};
    } else if (certificate || key) {
      table.complain(*table.node(certificate ? "tls_certificate" : "tls_key"),
                     "\"tls_certificate\" and \"tls_key\" need each other");
    }
    if (table.node("tls") && !is_off(table, "tls")) config_.tls = read_address(table, "tls");
    read_lan(table);
  }

  void read_lan(StrictTable& table) {
    const auto is_open = table.boolean("lan_routed").value_or(false);
    config_.is_tls_open_beyond_neighbours = is_open;
    if (!table.node("lan") || is_off(table, "lan")) return;
    const auto port = table.integer("lan");
    if (!port) return;
    if (*port < 1 || *port > 65535) {
      return table.complain(*table.node("lan"), "\"lan\" must be a port from 1 to 65535, or false");
    }
    config_.lan = LanListen{static_cast<std::uint16_t>(*port), is_open};
  }

  std::string read_procedure_of(StrictTable& table, const std::string& key) {
    const auto* procedure = table.table(key);
    if (!procedure) return "";
    return read_procedure(*procedure, key, config_.realm_settings.is_strict, path_, diagnostics_);
  }

  void read_policy(const toml::table& policy) {
    StrictTable table(policy, "[policy]", path_, diagnostics_);
    config_.observes_while_locked = table.boolean("observe_while_locked").value_or(false);
    const auto folders = table.texts("folders");
    if (!folders) return;
    config_.policy_folders.clear();
    for (const auto& folder : *folders) config_.policy_folders.push_back(beside_file(folder));
  }

  void read_roles(const toml::table& roles) {
    StrictTable table(roles, "[role]", path_, diagnostics_);
    for (const auto& [key, node] : roles) {
      const auto* role = table.table(key.str());
      if (key.str() == bridge_role) table.complain(node, "the role of the bridge is its own");
      if (role) read_role(std::string(key.str()), *role);
    }
  }

  // A role that nobody can have is misspelt, or a principal's is. A procedure may tell of any.
  void refuse_unheld(const toml::table& roles) {
    if (!config_.login_procedure.empty()) return;
    std::vector<std::string> held{std::string(anonymous_role), std::string(owner_role),
                                  std::string(device_role)};
    for (const auto& [name, principal] : config_.principals) held.push_back(principal.role);
    for (const auto& [key, node] : roles) {
      const std::string name(key.str());
      if (std::find(held.begin(), held.end(), name) != held.end()) continue;
      diagnostics_.push_back({path_, static_cast<int>(node.source().begin.line),
                              "nobody has the role \"" + name + "\": no [principal.…] names it" +
                                  mapping::did_you_mean(name, held)});
    }
  }

  void read_role(const std::string& name, const toml::table& role) {
    StrictTable table(role, "[role." + name + "]", path_, diagnostics_);
    const auto grants = table.texts("grants");
    if (grants) config_.roles[name] = mapping::Grants(grants->begin(), grants->end());
    config_.roles.try_emplace(name);
    config_.permissions[name] = Permissions(read_permissions(table, name, path_, diagnostics_));
  }

  void read_hardening(const toml::table& hardening) {
    StrictTable table(hardening, "[hardening]", path_, diagnostics_);
    auto& set = config_.hardening;
    set.is_enabled = table.boolean("enabled").value_or(set.is_enabled);
    set.is_required = table.boolean("required").value_or(set.is_required);
    if (set.is_required && !set.is_enabled) {
      table.complain(*table.node("required"), "\"required\" needs \"enabled\"");
    }
  }

  void read_audit(const toml::table& audit) {
    StrictTable table(audit, "[audit]", path_, diagnostics_);
    read_positive(table, "file_size", config_.audit.file_size);
    read_positive(table, "files", config_.audit.files);
  }

  void read_pairing(const toml::table& pairing) {
    StrictTable table(pairing, "[pairing]", path_, diagnostics_);
    if (const auto grants = table.texts("grants")) {
      config_.pairing_grants = mapping::Grants(grants->begin(), grants->end());
    }
  }

  static bool is_off(StrictTable& table, std::string_view key) {
    const auto* node = table.node(key);
    return node && node->is_boolean() && !node->as_boolean()->get();
  }

  std::string beside_file(const std::string& path) const {
    return (folder_ / path).lexically_normal().string();
  }

  std::string path_;
  fs::path folder_;
  mapping::Diagnostics& diagnostics_;
  Config config_ = default_config();
};

}  // namespace

Config default_config() {
  Config config;
  if (const auto runtime = environment("XDG_RUNTIME_DIR")) {
    config.unix_path = *runtime + "/deskgate/wamp.sock";
  }
  config.state_folder = state_folder();
  config.policy_folders = {"/usr/share/deskgate/policies", "/etc/deskgate/policies",
                           (config_home() / "deskgate/policies").string()};
  config.roles[std::string(owner_role)] = {"*"};
  return config;
}

std::optional<Config> read_config(const std::string& path, mapping::Diagnostics& diagnostics) {
  const auto before = diagnostics.size();
  const auto table = mapping::read_toml(path, diagnostics);
  if (!table) return std::nullopt;
  auto config = ConfigReader(path, diagnostics).read(*table);
  if (diagnostics.size() > before) return std::nullopt;
  return config;
}

std::string default_config_path() {
  return (config_home() / "deskgate/deskgate.toml").string();
}

}  // namespace deskgate::gateway

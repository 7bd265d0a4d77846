// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/gateway.hpp"

#include <unistd.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <set>

#include "gateway/config_buses.hpp"
#include "gateway/config_principals.hpp"
#include "gateway/own_uris.hpp"
#include "gateway/private_folder.hpp"
#include "gateway/random_bits.hpp"
#include "gateway/system_clock.hpp"
#include "gateway/trust/plain_words.hpp"

namespace deskgate::gateway {
namespace {

constexpr std::chrono::seconds patience_at_start{1};

router::Admission bridge_admission() {
  return {.authid = "bridge", .authrole = std::string(bridge_role), .authmethod = "internal"};
}

nlohmann::json describe(const hardening::Sandbox& sandbox) {
  const auto level = [](const std::string& fault) {
    return fault.empty() ? nlohmann::json(true) : nlohmann::json(fault);
  };
  return {{"files", level(sandbox.files)},
          {"system_calls", level(sandbox.system_calls)},
          {"landlock_abi", sandbox.landlock_abi}};
}

// The buses that the files speak of, as far as anybody knows where they are.
std::set<std::string> buses_of(const mapping::Policy& policy, const Config& config) {
  std::set<std::string> buses;
  for (const auto& file : policy.files()) {
    if (!unknown_bus(config.buses, file)) buses.insert(file.bus());
  }
  for (const auto& file : policy.exports()) {
    if (!unknown_bus(config.buses, file)) buses.insert(file.bus());
  }
  return buses;
}

// Made where there is none, and held before anything in it is read; "": nothing is kept.
std::string private_folder(const Config& config) {
  if (config.state_folder.empty()) return "";
  make_private_folder(config.state_folder);
  hold_private_folder(config.state_folder);
  return config.state_folder;
}

std::string path_of(const net::HttpRules& rules) {
  return rules.takes_any_path() ? "/" : rules.path;
}

std::string host_and_port(const TcpAddress& address, std::uint16_t port) {
  const bool is_v6 = address.host.find(':') != std::string::npos;
  return (is_v6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(port);
}

std::string websocket_url(const std::string& scheme, const TcpAddress& address, std::uint16_t port,
                          const net::HttpRules& rules) {
  return scheme + "://" + host_and_port(address, port) + path_of(rules);
}

// Whether somebody logs in by the certificate of a client.
bool know_certificates(const trust::Principals::Table& principals) {
  return std::any_of(principals.begin(), principals.end(),
                     [](const auto& each) { return !each.second.tls.empty(); });
}

}  // namespace

Gateway::Gateway(boost::asio::io_context& io, Config config, mapping::Policy policy)
    : io_(io),
      config_(std::move(config)),
      policy_(std::move(policy)),
      roles_(config_.roles, config_.permissions),
      rules_(policy_, roles_),
      authorizer_(io, rules_),
      audit_(io, private_folder(config_), config_.audit),
      audited_authorizer_(authorizer_, audit_),
      alarm_(io),
      router_(audited_authorizer_, RandomBits(), clock(), config_.memory),
      realm_(router_.add_realm(config_.realm, config_.realm_settings)),
      peer_(router_, config_.realm, bridge_admission(),
            [&io](std::function<void()> task) { boost::asio::post(io, std::move(task)); }),
      prompter_(io),
      gatekeeper_({io, router_, realm_, peer_, policy_, prompter_, audit_,
                   [this] { follow_rights(); }, [this] { return reachable(); },
                   [this] { return config_.pairing_grants; }, config_.failed_logins,
                   [this](const auto& answer, auto& fault) {
                     return read_principal(answer, config_.roles, fault);
                   }},
                  trust::Principals(config_.principals), config_.state_folder),
      ask_desk_({io, prompter_, [this](const auto& who) { return gatekeeper_.name_of(who); },
                 [this](const auto& grant) { return trust::in_plain_words(policy_, {grant}); },
                 audit_}),
      gate_(policy_, roles_),
      catalogue_(peer_, policy_, roles_),
      listener_(io, router_, config_.limits, config_.http,
                [this](const net::PeerInfo& peer) { return gatekeeper_.admit(peer); }),
      patience_(io) {
  realm_.broker().observe(&topics_);
  authorizer_.open({realm_, peer_, [this] { router_.judge_again(); }});
  gatekeeper_.follow(trust::Principals(config_.principals), config_.login_procedure);
  follow_rights();
  gate_.set_asking(&ask_desk_);
  gate_.set_recorder(&audit_);
  peer_
      .provide(std::string(status_uri),
               [this](const auto&, const auto& answer) {
                 answer.yield(router::Payload(nlohmann::json::array({status()})));
               })
      .value();
}

Gateway::~Gateway() {
  links_.clear();
  realm_.broker().observe(nullptr);
}

router::Clock Gateway::clock() {
  auto clock = system_clock();
  clock.wake_by = [this](router::Time when) { wake_by(when); };
  return clock;
}

// The router asks again only for an earlier time.
void Gateway::wake_by(router::Time when) {
  alarm_.expires_at(when);
  alarm_.async_wait([this](auto error) {
    if (!error) router_.expire(std::chrono::steady_clock::now());
  });
}

void Gateway::listen() {
  if (config_.websocket) {
    const auto& address = *config_.websocket;
    const auto port = listener_.listen_tcp(address.host, address.port);
    addresses_.push_back(websocket_url("ws", address, port, config_.http));
  }
  if (config_.tls || config_.lan) listen_over_tls();
  if (config_.unix_path) {
    listener_.listen_unix(*config_.unix_path);
    addresses_.push_back("unix:" + *config_.unix_path);
  }
}

void Gateway::listen_over_tls() {
  identity_.emplace(io_, config_.certificate, config_.state_folder);
  identity_->ask_clients(know_certificates(config_.principals));
  const auto current = [this] { return identity_->current(); };
  if (config_.tls) {
    auto may_come =
        config_.is_tls_open_beyond_neighbours ? net::MayCome() : neighbours_of(config_.tls->host);
    const auto port =
        listener_.listen_tls(config_.tls->host, config_.tls->port, current, std::move(may_come));
    addresses_.push_back(websocket_url("wss", *config_.tls, port, config_.http));
    tls_host_ = host_and_port(*config_.tls, port);
  }
  if (config_.lan) lan_.emplace(io_, listener_, *config_.lan, current);
}

std::vector<std::string> Gateway::addresses() const {
  auto addresses = addresses_;
  if (!lan_) return addresses;
  for (const auto& host : lan_->hosts()) {
    addresses.push_back("wss://" + host + path_of(config_.http));
  }
  return addresses;
}

// What listens on loopback is for programs of this machine, such as tests. Names come first where
// there is a certificate that may be of them: browsers do not warn then.
trust::Reachable Gateway::reachable() const {
  trust::Reachable found;
  if (!identity_) return found;
  found.tls_key = identity_->current()->key_hash();
  if (lan_) found.addresses = lan_->hosts();
  if (config_.tls) found.addresses.push_back(tls_host_);
  if (!config_.certificate || found.addresses.empty()) return found;
  const auto& first = found.addresses.front();
  const auto port = first.substr(first.rfind(':'));
  std::vector<std::string> names;
  for (const auto& name : config_.http.allowed_hosts) {
    const bool is_plain = !name.empty() && name.find(':') == std::string::npos;
    if (is_plain) names.push_back(name + port);
  }
  found.addresses.insert(found.addresses.begin(), names.begin(), names.end());
  return found;
}

void Gateway::mirror(std::function<void()> on_settled) {
  on_settled_ = std::move(on_settled);
  const auto buses = buses_of(policy_, config_);
  unsettled_ = buses.size() + 1;
  for (const auto& which : buses) {
    links_.emplace_back(link_context(), which, [this] { settle(); });
  }
  patience_.expires_after(patience_at_start);
  patience_.async_wait([this](auto error) {
    if (!error && on_settled_) std::exchange(on_settled_, nullptr)();
  });
  settle();
}

void Gateway::settle() {
  if (--unsettled_ > 0 || !on_settled_) return;
  patience_.cancel();
  std::exchange(on_settled_, nullptr)();
}

bus::LinkContext Gateway::link_context() {
  const auto join = [this] {
    return std::make_unique<router::LocalPeer>(
        router_, config_.realm, bridge_admission(),
        [this](std::function<void()> task) { boost::asio::post(io_, std::move(task)); });
  };
  return {io_,        policy_, config_.buses,
          peer_,      topics_, gate_,
          catalogue_, join,    config_.observes_while_locked};
}

void Gateway::apply(const Config& config, mapping::Policy policy) {
  policy_ = std::move(policy);
  config_.roles = config.roles;
  config_.permissions = config.permissions;
  config_.authorize_procedure = config.authorize_procedure;
  config_.login_procedure = config.login_procedure;
  config_.pairing_grants = config.pairing_grants;
  config_.policy_folders = config.policy_folders;
  ask_desk_.forget();
  gatekeeper_.follow(trust::Principals(config.principals), config.login_procedure);
  if (identity_) identity_->ask_clients(know_certificates(config.principals));
  follow_rights();
  follow_policy();
}

// What programs have registered may be the bridge's name now: so first.
void Gateway::follow_rights() {
  roles_ = Roles(config_.roles, config_.permissions, gatekeeper_.device_grants(config_.roles));
  rules_.reserve({config_.authorize_procedure, config_.login_procedure});
  authorizer_.follow(config_.authorize_procedure);
  router_.judge_again();
}

void Gateway::follow_policy() {
  auto unlinked = buses_of(policy_, config_);
  for (auto& link : links_) {
    link.follow_policy();
    unlinked.erase(link.which());
  }
  for (const auto& which : unlinked) links_.emplace_back(link_context(), which, [] {});
}

nlohmann::json Gateway::status() const {
  return {{"version", DESKGATE_VERSION},
          {"process", ::getpid()},
          {"realm", config_.realm},
          {"addresses", addresses()},
          {"sessions", realm_.clients().size()},
          {"objects", catalogue_.size()},
          {"exports", policy_.exports().size()},
          {"audit", audit_.fault().empty() ? nlohmann::json() : nlohmann::json(audit_.fault())},
          {"audit_lines", audit_.last_line()},
          {"sandbox", sandbox_ ? describe(*sandbox_) : nlohmann::json()},
          {"held_up", held_up_.empty() ? nlohmann::json() : nlohmann::json(held_up_)},
          {"policies", policy_.files().size() + policy_.exports().size()}};
}

void Gateway::shut_down(std::function<void()> done) {
  listener_.shut_down(std::move(done));
}

}  // namespace deskgate::gateway

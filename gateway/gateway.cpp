// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/gateway.hpp"

#include <unistd.h>

#include <boost/asio/post.hpp>
#include <set>

#include "gateway/config_buses.hpp"
#include "gateway/own_uris.hpp"
#include "gateway/random_bits.hpp"
#include "gateway/system_clock.hpp"

namespace deskgate::gateway {
namespace {

constexpr std::chrono::seconds patience_at_start{1};

router::Admission bridge_admission() {
  return {.authid = "bridge", .authrole = std::string(bridge_role), .authmethod = "internal"};
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

std::string websocket_url(const std::string& scheme, const TcpAddress& address, std::uint16_t port,
                          const net::HttpRules& rules) {
  const std::string path = rules.takes_any_path() ? "/" : rules.path;
  const bool is_v6 = address.host.find(':') != std::string::npos;
  return scheme + "://" + (is_v6 ? "[" + address.host + "]" : address.host) + ":" +
         std::to_string(port) + path;
}

}  // namespace

Gateway::Gateway(boost::asio::io_context& io, Config config, mapping::Policy policy)
    : io_(io),
      config_(std::move(config)),
      policy_(std::move(policy)),
      roles_(config_.roles, config_.permissions),
      authorizer_(policy_, roles_),
      alarm_(io),
      router_(authorizer_, RandomBits(), clock()),
      realm_(router_.add_realm(config_.realm, config_.realm_settings)),
      peer_(router_, config_.realm, bridge_admission(),
            [&io](std::function<void()> task) { boost::asio::post(io, std::move(task)); }),
      gate_(policy_, roles_),
      catalogue_(peer_, policy_, roles_),
      listener_(io, router_, config_.limits, config_.http,
                [this](const net::PeerInfo& peer) { return admit(peer); }),
      patience_(io) {
  realm_.broker().observe(&topics_);
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
  if (config_.tls) {
    const auto& [address, certificate, key] = *config_.tls;
    const auto port = listener_.listen_tls(address.host, address.port, certificate, key);
    addresses_.push_back(websocket_url("wss", address, port, config_.http));
  }
  if (config_.unix_path) {
    listener_.listen_unix(*config_.unix_path);
    addresses_.push_back("unix:" + *config_.unix_path);
  }
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
  return {io_, policy_, config_.buses, peer_, topics_, gate_, catalogue_, join};
}

void Gateway::apply(const Config& config, mapping::Policy policy) {
  policy_ = std::move(policy);
  config_.roles = config.roles;
  config_.permissions = config.permissions;
  config_.policy_folders = config.policy_folders;
  roles_ = Roles(config_.roles, config_.permissions);
  router_.judge_again();  // first: what programs have registered may be the bridge's name now
  follow_policy();
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
          {"addresses", addresses_},
          {"sessions", realm_.clients().size()},
          {"objects", catalogue_.size()},
          {"exports", policy_.exports().size()},
          {"held_up", held_up_.empty() ? nlohmann::json() : nlohmann::json(held_up_)},
          {"policies", policy_.files().size() + policy_.exports().size()}};
}

void Gateway::shut_down(std::function<void()> done) {
  listener_.shut_down(std::move(done));
}

std::optional<router::Admission> Gateway::admit(const net::PeerInfo& peer) const {
  if (!peer.unix_uid) {
    return router::Admission{.authid = "", .authrole = std::string(anonymous_role)};
  }
  if (*peer.unix_uid != ::getuid()) return std::nullopt;
  return router::Admission{.authid = std::to_string(*peer.unix_uid),
                           .authrole = std::string(owner_role),
                           .authmethod = "unix"};
}

}  // namespace deskgate::gateway

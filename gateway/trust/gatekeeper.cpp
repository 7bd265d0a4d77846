// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/gatekeeper.hpp"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "gateway/audit/audited.hpp"
#include "gateway/private_folder.hpp"
#include "gateway/random_bits.hpp"
#include "gateway/trust/by_realm.hpp"
#include "gateway/trust/challenging.hpp"
#include "gateway/trust/counted_login.hpp"
#include "gateway/trust/device_file.hpp"
#include "gateway/trust/identity.hpp"
#include "gateway/trust/pairing_login.hpp"
#include "router/session.hpp"
#include "router/uri.hpp"

namespace deskgate::gateway::trust {
namespace {

using std::chrono::system_clock;

// The clock may be set: an expiry is looked for this often at least.
constexpr std::chrono::minutes longest_wait{1};

// The folder, which is made where it is not there.
const std::string& made(const std::string& state_folder) {
  if (!state_folder.empty()) make_private_folder(state_folder);
  return state_folder;
}

void end(router::Session& session, const std::string& why) {
  session.kill({{{"message", why}}, std::string(router::close::killed)});
}

bool is_device(const router::Session& session) {
  return session.principal().authrole == device_role;
}

}  // namespace

Gatekeeper::Gatekeeper(GatekeeperContext context, Principals principals,
                       const std::string& state_folder)
    : context_(std::move(context)),
      principals_(std::move(principals)),
      identity_(made(state_folder)),
      devices_(device_file_in(state_folder)),
      methods_(principals_, devices_, identity_, RandomBits(), provide_secret(state_folder)),
      asked_({context_.io, context_.realm, context_.peer, context_.read_principal}),
      failed_logins_(context_.failed_logins, std::chrono::steady_clock::now),
      admin_(context_.peer, devices_, context_.policy, context_.recorder,
             [this] { follow_devices(); }),
      rotation_(context_.peer, devices_, identity_, context_.recorder,
                [this](const auto& id) { end_sessions_of(id); }),
      pairing_({.io = context_.io,
                .router = context_.router,
                .peer = context_.peer,
                .devices = devices_,
                .policy = context_.policy,
                .prompter = context_.prompter,
                .recorder = context_.recorder,
                .identity = identity_.public_key(),
                .reachable = context_.reachable,
                .usual_grants = context_.usual_grants,
                .on_paired = [this] { follow_devices(); },
                .realm = context_.realm.name()}),
      identity_admin_(context_.peer, identity_, context_.recorder,
                      [this] { return pairing_.is_open(); }),
      expiry_(context_.io) {
  watch_expiries();
}

Gatekeeper::~Gatekeeper() {
  devices_.flush();
}

std::unique_ptr<router::Authenticator> Gatekeeper::admit(const net::PeerInfo& peer) {
  if (!peer.unix_uid) {
    auto source = net::source_of(peer);
    if (failed_logins_.barred_for(source)) return nullptr;
    auto by_realm = std::make_unique<ByRealm>(
        std::string(pairing_realm),
        std::make_unique<PairingLogin>(pairing_, identity_, peer.address), challenge(peer));
    return std::make_unique<audit::AuditedAuthenticator>(
        std::make_unique<CountedLogin>(std::move(by_realm), failed_logins_, std::move(source)),
        context_.recorder, peer.address);
  }
  if (*peer.unix_uid != ::getuid()) return nullptr;
  return std::make_unique<router::Vouched>(
      router::Admission{.authid = std::to_string(*peer.unix_uid),
                        .authrole = std::string(owner_role),
                        .authmethod = "unix",
                        .is_owner = true});
}

std::unique_ptr<router::Authenticator> Gatekeeper::challenge(const net::PeerInfo& peer) {
  if (peer.reach == net::Reach::network) {
    return std::make_unique<Challenging>(methods_, asked_, Among::strong, std::nullopt);
  }
  return std::make_unique<Challenging>(
      methods_, asked_, Among::all,
      router::Admission{.authid = "", .authrole = std::string(anonymous_role)});
}

void Gatekeeper::follow(Principals principals, const std::string& procedure) {
  const auto before = std::exchange(principals_, std::move(principals));
  const bool is_other = procedure != asked_.procedure();
  asked_.follow(procedure);
  if (is_other) methods_.forget_told();
  for (auto* session : context_.realm.clients()) {
    const auto& who = session->principal();
    const bool is_proven = LoginMethods::is_own(who) && !is_device(*session);
    const auto* known = is_proven ? before.find(who.authid) : nullptr;
    const auto* now = principals_.find(who.authid);
    const bool is_told = who.authprovider == dynamic_provider;
    const bool stays = is_told ? !is_other && !now : !known || (now && *now == *known);
    if (!stays) end(*session, "the configuration has changed; log in again");
  }
}

Roles::Table Gatekeeper::device_grants(const Roles::Table& roles) const {
  const auto of_all = roles.find(device_role);
  Roles::Table table;
  for (const auto& device : devices_.all()) {
    if (device.has_expired(system_clock::now())) continue;
    auto grants = device.grants;
    if (of_all != roles.end()) grants.insert(of_all->second.begin(), of_all->second.end());
    table.emplace(device.id, std::move(grants));
  }
  return table;
}

std::string Gatekeeper::name_of(const router::Principal& who) const {
  for (const auto& device : devices_.all()) {
    if (who.authrole == device_role && device.id == who.authid) return device.name;
  }
  if (who.authmethod == "anonymous") return "somebody on this machine";
  return clean_name(who.authid);
}

// Those that a key has opened which it has no longer.
void Gatekeeper::end_sessions_of(const std::string& device) {
  for (auto* session : context_.realm.clients()) {
    if (is_device(*session) && session->principal().authid == device) {
      end(*session, "this device has another key; log in again");
    }
  }
}

void Gatekeeper::follow_devices() {
  const auto known = device_grants({});
  for (auto* session : context_.realm.clients()) {
    if (is_device(*session) && !known.contains(session->principal().authid)) {
      end(*session, "this device may not be here any longer");
    }
  }
  context_.on_rights_changed();
  watch_expiries();
}

void Gatekeeper::watch_expiries() {
  const auto now = system_clock::now();
  auto wait = system_clock::duration::max();
  for (const auto& device : devices_.all()) {
    if (device.expires && !device.has_expired(now)) wait = std::min(wait, *device.expires - now);
  }
  if (wait == system_clock::duration::max()) return static_cast<void>(expiry_.cancel());
  expiry_.expires_after(std::min<system_clock::duration>(wait, longest_wait));
  expiry_.async_wait([this](auto error) {
    if (!error) follow_devices();
  });
}

}  // namespace deskgate::gateway::trust

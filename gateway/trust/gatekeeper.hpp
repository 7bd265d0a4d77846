// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Who gets in, and as whom: by the kernel's word, by proof, or as a stranger; and who has to go.
//
//   over the Unix socket   this user's own programs: the owner
//   with a proof           a principal of the configuration, or a device, as LoginMethods says
//   over loopback          without one, the role "anonymous"
//   over the network       nobody without one, and nobody with a secret that is shown or shared
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>

#include "gateway/ask/prompter.hpp"
#include "gateway/audit/entry.hpp"
#include "gateway/net/peer.hpp"
#include "gateway/roles.hpp"
#include "gateway/trust/asked_principals.hpp"
#include "gateway/trust/device_admin.hpp"
#include "gateway/trust/devices.hpp"
#include "gateway/trust/failed_logins.hpp"
#include "gateway/trust/identity.hpp"
#include "gateway/trust/identity_admin.hpp"
#include "gateway/trust/login_methods.hpp"
#include "gateway/trust/pairing.hpp"
#include "gateway/trust/principals.hpp"
#include "gateway/trust/rotation.hpp"
#include "mapping/policy.hpp"
#include "router/authenticator.hpp"
#include "router/local_peer.hpp"
#include "router/realm.hpp"

namespace deskgate::gateway::trust {

// What it works on; all of it outlives the gatekeeper.
struct GatekeeperContext {
  boost::asio::io_context& io;
  router::Router& router;
  router::Realm& realm;
  router::LocalPeer& peer;  // of the realm; provides the procedures
  const mapping::Policy& policy;
  ask::Prompter& prompter;
  audit::Recorder& recorder;
  std::function<void()> on_rights_changed;  // device_grants() has
  std::function<Reachable()> reachable;
  std::function<mapping::Grants()> usual_grants;  // of a device that is paired
  std::optional<router::Rate> failed_logins;      // that one address may make
  AskedPrincipals::Read read_principal;           // of what the procedure below answers
};

// Lives on the loop's thread.
class Gatekeeper {
 public:
  // `state_folder`: where devices and the identity key are kept; "": nowhere. Throws
  // std::runtime_error with one sentence where it is not private or the key cannot be read.
  Gatekeeper(GatekeeperContext context, Principals principals, const std::string& state_folder);
  ~Gatekeeper();
  Gatekeeper(const Gatekeeper&) = delete;
  Gatekeeper& operator=(const Gatekeeper&) = delete;

  // nullptr: this peer may not connect at all, or not before a while has passed, as too many wrong
  // proofs have come from its address.
  std::unique_ptr<router::Authenticator> admit(const net::PeerInfo& peer);

  // Goes on with these: whoever is there no more, or has another role or proof, must log in again.
  // `procedure` is asked about whoever is in neither these nor the devices; "": none is. Whom
  // another has told of must log in again too.
  void follow(Principals principals, const std::string& procedure);

  // What each device holds, those of its role among them.
  Roles::Table device_grants(const Roles::Table& roles) const;

  const Devices& devices() const { return devices_; }

  // What people know somebody by: a device by its name.
  std::string name_of(const router::Principal& who) const;

 private:
  std::unique_ptr<router::Authenticator> challenge(const net::PeerInfo& peer);
  void follow_devices();
  void end_sessions_of(const std::string& device);
  void watch_expiries();

  GatekeeperContext context_;
  Principals principals_;
  Identity identity_;
  Devices devices_;
  LoginMethods methods_;
  AskedPrincipals asked_;
  FailedLogins failed_logins_;
  DeviceAdmin admin_;
  Rotation rotation_;
  Pairing pairing_;
  IdentityAdmin identity_admin_;
  boost::asio::steady_timer expiry_;
};

}  // namespace deskgate::gateway::trust

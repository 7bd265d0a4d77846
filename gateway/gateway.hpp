// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The gateway owns all parts, in the order in which they need each other.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <list>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "gateway/ask/ask_desk.hpp"
#include "gateway/ask/notification_prompter.hpp"
#include "gateway/audit/audit.hpp"
#include "gateway/audit/audited.hpp"
#include "gateway/authorize/procedure_authorizer.hpp"
#include "gateway/bus/bus_link.hpp"
#include "gateway/bus/call_gate.hpp"
#include "gateway/bus/catalogue.hpp"
#include "gateway/bus/subscribed_topics.hpp"
#include "gateway/config.hpp"
#include "gateway/grants_authorizer.hpp"
#include "gateway/hardening/sandbox.hpp"
#include "gateway/lan.hpp"
#include "gateway/net/listener.hpp"
#include "gateway/roles.hpp"
#include "gateway/trust/gatekeeper.hpp"
#include "gateway/trust/tls_identity.hpp"
#include "mapping/policy.hpp"
#include "router/local_peer.hpp"
#include "router/router.hpp"

namespace deskgate::gateway {

// Lives on the thread that runs `io`, which outlives it.
class Gateway {
 public:
  Gateway(boost::asio::io_context& io, Config config, mapping::Policy policy);
  ~Gateway();
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  // Listens where the configuration says. Throws std::runtime_error with one clear sentence.
  void listen();

  // Connects to the buses that the policy files speak of. `on_settled` is called once, when what is
  // there has been mirrored; a service that does not answer delays it by a second at most.
  void mirror(std::function<void()> on_settled);

  // Goes on with another policy, and with the roles, permissions and policy folders of `config`:
  // what they do not allow any longer is taken back from those who have it.
  void apply(const Config& config, mapping::Policy policy);

  // What the process has taken from itself, for status.
  void note_sandbox(hardening::Sandbox sandbox) { sandbox_ = std::move(sandbox); }

  // What keeps it from going on with what the files say now; "": nothing.
  void note_held_up(std::string why) { held_up_ = std::move(why); }

  // GOODBYE to every session; `done` when the last connection has ended.
  void shut_down(std::function<void()> done);

  // "ws://127.0.0.1:5020/ws", "unix:/run/user/1000/deskgate/wamp.sock".
  std::vector<std::string> addresses() const;
  const Config& config() const { return config_; }
  const mapping::Policy& policy() const { return policy_; }
  const bus::Catalogue& catalogue() const { return catalogue_; }

 private:
  nlohmann::json status() const;  // what own_uris.hpp says of status_uri
  void settle();
  void follow_policy();
  void follow_rights();
  void listen_over_tls();
  trust::Reachable reachable() const;
  bus::LinkContext link_context();
  router::Clock clock();
  void wake_by(router::Time when);

  boost::asio::io_context& io_;
  Config config_;
  mapping::Policy policy_;
  Roles roles_;
  GrantsAuthorizer rules_;
  authorize::ProcedureAuthorizer authorizer_;
  audit::Audit audit_;
  audit::AuditedAuthorizer audited_authorizer_;
  boost::asio::steady_timer alarm_;  // for the router's time-outs
  router::Router router_;
  router::Realm& realm_;
  router::LocalPeer peer_;
  ask::NotificationPrompter prompter_;
  trust::Gatekeeper gatekeeper_;
  ask::AskDesk ask_desk_;
  bus::CallGate gate_;
  bus::SubscribedTopics topics_;
  bus::Catalogue catalogue_;
  net::Listener listener_;
  std::optional<trust::TlsIdentity> identity_;
  std::optional<Lan> lan_;
  std::vector<std::string> addresses_;
  std::string tls_host_;  // of what listens at config_.tls: "127.0.0.1:5021"
  std::string held_up_;
  std::optional<hardening::Sandbox> sandbox_;
  boost::asio::steady_timer patience_;
  std::function<void()> on_settled_;
  std::size_t unsettled_ = 0;
  std::list<bus::BusLink> links_;
};

}  // namespace deskgate::gateway

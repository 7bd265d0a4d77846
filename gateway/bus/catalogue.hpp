// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The catalogue: what is mirrored now, told to each caller as far as its grants let it see.
//
//   org.deskgate.bus.list                 → [[entry, …]]
//   org.deskgate.bus.describe(uri)        → [{uri, procedures: […], topics: […]}]
//   org.deskgate.bus.added, .removed      topics: [entry], to roles that may see the object
//
// An entry is {"uri", "name", "path", "bus", "policy"}.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "gateway/bus/bridge.hpp"
#include "gateway/roles.hpp"
#include "mapping/policy.hpp"
#include "router/local_peer.hpp"

namespace deskgate::gateway::bus {

// `peer`, `policy` and `roles` outlive it; it outlives every Bridge that it observes.
class Catalogue final : public BridgeObserver {
 public:
  Catalogue(router::LocalPeer& peer, const mapping::Policy& policy, const Roles& roles);

  void on_added(const ShownObject& object) override;
  void on_changed(const ShownObject& object) override;
  void on_removed(const ShownObject& object) override;

  std::size_t size() const { return objects_.size(); }

  // One line per visible object, for a person: `org.deskgate.mpris.mpv
  // (org.mpris.MediaPlayer2.mpv)`.
  std::vector<std::string> lines() const;

 private:
  void list(const router::LocalCall& call, const router::Answer& answer) const;
  void describe(const router::LocalCall& call, const router::Answer& answer) const;
  nlohmann::json describe_for(const mapping::Grants& grants, const ShownObject& object) const;
  void announce(std::string_view topic, const ShownObject& object);
  void announce(std::string_view topic, const ShownObject& object, nlohmann::json eligible);
  std::vector<std::string> that_see(const mapping::PolicyFile& file,
                                    const Roles::Table& holders) const;

  router::LocalPeer& peer_;
  const mapping::Policy& policy_;
  const Roles& roles_;
  std::vector<const ShownObject*> objects_;
};

}  // namespace deskgate::gateway::bus

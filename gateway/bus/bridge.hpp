// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A bridge: every live D-Bus object that one policy file speaks of, mirrored into the realm, and
// the one that a call would start.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "gateway/bus/activatable_object.hpp"
#include "gateway/bus/bus.hpp"
#include "gateway/bus/mirrored_service.hpp"
#include "gateway/bus/name_watch.hpp"
#include "mapping/policy_file.hpp"

namespace deskgate::gateway::bus {

// Hears when an object becomes visible, shows other members, and goes. The object lives during the
// call.
class BridgeObserver {
 public:
  virtual ~BridgeObserver() = default;
  virtual void on_added(const ShownObject& object) = 0;
  virtual void on_changed(const ShownObject& object) = 0;
  virtual void on_removed(const ShownObject& object) = 0;
};

// Mirrors one file as long as the connection to its bus lives. The rest of what is given to it
// outlives it; the policy may be replaced meanwhile, so it keeps a copy of the file.
class Bridge final : public ServiceObserver {
 public:
  // `on_settled` is called once, when every object that was there at the start has been shown.
  Bridge(const MirrorContext& context, mapping::PolicyFile file, BridgeObserver& observer,
         std::function<void()> on_settled);
  ~Bridge() override;
  Bridge(const Bridge&) = delete;
  Bridge& operator=(const Bridge&) = delete;

  const mapping::PolicyFile& file() const { return file_; }

  // Mirrors a new version of the file from now on; interfaces that it shows as before are not
  // disturbed, and no call is. False: it speaks of other objects, and nothing has been done.
  bool follow(const mapping::PolicyFile& successor);

 private:
  void on_owner(const std::string& name, const std::string& owner);
  std::string take_uri(const std::string& wanted) override;
  void release_uri(const std::string& uri) override;
  void on_shown(const MirroredObject& object) override;
  void on_changed(const MirroredObject& object) override;
  void on_hidden(const MirroredObject& object) override;
  void on_understood(const mapping::InterfaceTable& interfaces) override;
  void on_progress() override;

  void show_activatable();

  MirrorContext context_;
  mapping::PolicyFile file_;  // all that is mirrored refers to it
  BridgeObserver& observer_;
  std::function<void()> on_settled_;
  bool is_listed_ = false;
  std::set<std::string> uris_;                      // of objects
  std::set<std::string> mistakes_;                  // of the file, that have been told
  std::set<Interfaces> judged_;                     // by what they have, each kind of object
  std::unique_ptr<ActivatableObject> activatable_;  // where a call may start the service
  std::multimap<std::string, std::unique_ptr<MirroredService>> services_;  // by well-known name
  std::unique_ptr<NameWatch> names_;
};

}  // namespace deskgate::gateway::bus

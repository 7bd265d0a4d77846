// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// One live D-Bus object and everything that stands for it in the realm.
//
// Which interfaces it has is what its ObjectManager tells. Where it has none, one object that the
// file names is taken to have all that the file speaks of; one of many has those that introspection
// tells. What introspection claims of members is used where nothing better is known.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/bus/managed_objects.hpp"
#include "gateway/bus/mirrored_interface.hpp"

namespace deskgate::gateway::bus {

// What the objects of one service share; all of it outlives them.
struct ServiceParts {
  const MirrorContext& context;
  const mapping::PolicyFile& file;
  Questions& questions;
  Signals& signals;
  PendingChanges& changes;
  const CallQueue& calls;
  std::function<void()> on_missing;  // a call came back with "no such object"
};

// Destroyed before its Bus. Destroying it takes everything back.
class MirroredObject final : public ShownObject {
 public:
  // `on_settled` is called once, when it has answered: it is shown then, unless it has nothing to
  // show. `interfaces`: nullptr if nobody tells which it has.
  MirroredObject(const ServiceParts& parts, ObjectPlace place, const Interfaces* interfaces,
                 std::function<void()> on_settled);
  ~MirroredObject() override;
  MirroredObject(const MirroredObject&) = delete;
  MirroredObject& operator=(const MirroredObject&) = delete;

  // It has these interfaces from now on.
  void set_interfaces(const Interfaces& interfaces);

  const ObjectPlace& place() const override { return place_; }
  const mapping::PolicyFile& file() const override { return parts_.file; }
  bool is_shown() const { return is_shown_; }
  bool is_settled() const { return is_settled_; }

  std::vector<Member> members() const override;

 private:
  void ask();
  void learn(mapping::ObjectInfo info, const CallFailure* failure);
  void add_interfaces();
  void show();
  bool has(const std::string& interface) const;

  ServiceParts parts_;
  ObjectPlace place_;
  std::function<void()> on_settled_;
  std::optional<Interfaces> told_;
  bool is_asking_ = false;
  bool is_outdated_ = false;
  bool is_settled_ = false;
  bool is_shown_ = false;

  RemoteObject object_;  // for calls
  CallQueue::Lane lane_;
  std::shared_ptr<RemoteObject> asked_;
  mapping::ObjectInfo info_;
  std::map<std::string, std::unique_ptr<MirroredInterface>> interfaces_;
};

}  // namespace deskgate::gateway::bus

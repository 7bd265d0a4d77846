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

#include "gateway/bus/inquiry.hpp"
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
  std::function<void(const mapping::InterfaceTable&)> on_understood;  // an object has told it all
};

// Destroyed before its Bus. Destroying it takes everything back.
class MirroredObject final : public ShownObject {
 public:
  // Hears whether it has been shown until now.
  using OnSettled = std::function<void(bool was_shown)>;

  // `on_settled` is called when it has answered, or does not: it is shown then, unless it has
  // nothing to show. Called again when it shows other members. `interfaces`: nullptr if nobody
  // tells which it has.
  MirroredObject(const ServiceParts& parts, ObjectPlace place, const Interfaces* interfaces,
                 OnSettled on_settled);
  ~MirroredObject() override;
  MirroredObject(const MirroredObject&) = delete;
  MirroredObject& operator=(const MirroredObject&) = delete;

  // It has these interfaces from now on. Where it had them before, it may be another object.
  void set_interfaces(const Interfaces& interfaces);

  // The file shows other members of these interfaces. Calls that are on their way stay there.
  void show_anew(const std::set<std::string>& interfaces);

  // What it says of its properties may be of another object at the same path.
  void read_again();

  const ObjectPlace& place() const override { return place_; }
  const mapping::PolicyFile& file() const override { return parts_.file; }
  bool is_shown() const { return is_shown_; }
  bool is_settled() const { return is_settled_; }
  bool is_understood() const override { return is_understood_; }

  std::vector<Member> members() const override;

 private:
  InquirySubject subject() const;
  std::size_t second_chances() const;
  void learn(mapping::ObjectInfo info, bool is_understood);
  void add_interfaces();
  void show();
  bool has(const std::string& interface) const;

  ServiceParts parts_;
  ObjectPlace place_;
  OnSettled on_settled_;
  std::optional<Interfaces> told_;
  bool is_understood_ = false;
  bool is_settled_ = false;
  bool is_shown_ = false;

  RemoteObject object_;  // for calls
  CallQueue::Lane lane_;
  mapping::ObjectInfo info_;
  std::map<std::string, std::unique_ptr<MirroredInterface>> interfaces_;
  Inquiry inquiry_;
};

}  // namespace deskgate::gateway::bus

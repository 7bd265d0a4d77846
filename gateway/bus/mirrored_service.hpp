// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// One owner of one name, under one policy file: all the objects that it has.
//
// A path without captures is one object, which is there as long as the name has its owner. Under a
// path with captures objects come and go, and an ObjectFinder tells which.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "gateway/bus/mirrored_object.hpp"
#include "gateway/bus/object_finder.hpp"
#include "gateway/bus/questions.hpp"
#include "gateway/bus/signals.hpp"
#include "mapping/policy_file.hpp"

namespace deskgate::gateway::bus {

// Where the objects of all services meet.
class ServiceObserver {
 public:
  virtual ~ServiceObserver() = default;
  // The URI for an object that wants this one; its own until it is released.
  virtual std::string take_uri(const std::string& wanted) = 0;
  virtual void release_uri(const std::string& uri) = 0;
  virtual void on_shown(const MirroredObject& object) = 0;
  virtual void on_changed(const MirroredObject& object) = 0;  // it shows other members
  virtual void on_hidden(const MirroredObject& object) = 0;
  // An object has these interfaces, with all their members as far as these are known.
  virtual void on_understood(const mapping::InterfaceTable& interfaces) = 0;
  // The service may have become settled.
  virtual void on_progress() = 0;
};

// Who owns the name, and what the file captures in it.
struct NameOwner {
  std::string name;   // well-known
  std::string owner;  // unique
  mapping::Captures captures;
};

// Destroyed before its Bus; everything that is given to it outlives it.
class MirroredService final : public ObjectFinderObserver {
 public:
  // What is beyond these is left out, and said so.
  static constexpr std::size_t most_objects = 4096;

  MirroredService(const MirrorContext& context, const mapping::PolicyFile& file, NameOwner name,
                  ServiceObserver& observer);
  ~MirroredService() override;
  MirroredService(const MirroredService&) = delete;
  MirroredService& operator=(const MirroredService&) = delete;

  // The file shows other members of these interfaces.
  void show_anew(const std::set<std::string>& interfaces);

  // Whether every object that was there at the start has been shown.
  bool is_settled() const;

 private:
  void on_found(const std::string& path, const Interfaces* interfaces) override;
  void on_gone(const std::string& path) override;
  void on_listed() override;
  void add(const std::string& path, const Interfaces* interfaces);
  void on_settled(const MirroredObject& object, bool was_shown);
  bool speaks_of(const Interfaces& interfaces) const;

  MirrorContext context_;
  const mapping::PolicyFile& file_;
  NameOwner name_;
  ServiceObserver& observer_;
  bool is_listed_ = false;
  Questions questions_;
  Signals signals_;
  PendingChanges changes_;
  CallQueue calls_;
  std::map<std::string, std::unique_ptr<MirroredObject>> objects_;  // by path
  std::unique_ptr<ObjectFinder> finder_;                            // where the path captures
};

}  // namespace deskgate::gateway::bus

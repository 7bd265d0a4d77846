// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// An object whose service a call may start (`activate` in its policy file).
//
// It is in the realm whether its service runs or not: with what the file names, and with what the
// service has had since. A call that comes while nobody owns the name has the bus start the service
// and waits until that has told what it has; the calls of this time share one start. Topics start
// nothing.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gateway/bus/bus.hpp"
#include "gateway/bus/shown_object.hpp"
#include "router/local_peer.hpp"

namespace deskgate::gateway::bus {

// Destroyed before its Bus. `peer` and `file` outlive it; it outlives what is mirrored of its
// service. Calls that wait when it is destroyed are canceled.
class ActivatableObject final : public ShownObject {
 public:
  using Handler = router::LocalPeer::Handler;

  // For the start, until the service has told what it has.
  static constexpr std::chrono::seconds patience{25};
  static constexpr std::size_t most_waiting = 1024;

  ActivatableObject(Bus& bus, router::LocalPeer& peer, const mapping::PolicyFile& file);
  ~ActivatableObject() override;
  ActivatableObject(const ActivatableObject&) = delete;
  ActivatableObject& operator=(const ActivatableObject&) = delete;

  const ObjectPlace& place() const override { return place_; }
  const mapping::PolicyFile& file() const override { return file_; }
  std::vector<Member> members() const override;
  bool is_understood() const override { return mirrored_ && mirrored_->is_understood(); }

  // The running service has this procedure. It stays in the realm; its calls go to `handler` until
  // it is closed. Fails as LocalPeer::provide does.
  router::Result<void> open(const std::string& procedure, Handler handler);
  void close(const std::string& procedure);

  // All that the service has is open: what waits goes to it. `mirrored` lives until on_stopped.
  void on_running(const ShownObject& mirrored);
  void on_stopped();

  // The name has lost its owner, who may never have come so far as to run.
  void on_owner_lost();

 private:
  struct WaitingCall {
    router::LocalCall call;
    router::Answer answer;
  };

  router::Result<void> provide(const std::string& procedure);
  void on_call(const router::LocalCall& call, const router::Answer& answer);
  void start();
  void fail_waiting(const router::Error& error);
  std::vector<WaitingCall> take_waiting();

  Bus& bus_;
  router::LocalPeer& peer_;
  const mapping::PolicyFile& file_;
  ObjectPlace place_;
  std::vector<Member> known_;              // when it ran last; before that, from the file
  const ShownObject* mirrored_ = nullptr;  // while it runs
  std::map<std::string, router::RegistrationId> registrations_;  // by procedure
  std::map<std::string, Handler> handlers_;                      // by procedure
  std::vector<WaitingCall> waiting_;
  Bus::Alarm alarm_;  // while something waits
  RemoteObject daemon_;
};

}  // namespace deskgate::gateway::bus

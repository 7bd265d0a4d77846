// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/activatable_object.hpp"

#include <cstdint>
#include <utility>

#include "gateway/bus/named_members.hpp"
#include "gateway/bus/names.hpp"
#include "gateway/log.hpp"
#include "mapping/errors.hpp"
#include "router/uri.hpp"

namespace deskgate::gateway::bus {
namespace {

router::Error error(std::string_view uri, const std::string& message) {
  return {std::string(uri), message};
}

}  // namespace

ActivatableObject::ActivatableObject(Bus& bus, router::LocalPeer& peer,
                                     const mapping::PolicyFile& file)
    : bus_(bus),
      peer_(peer),
      file_(file),
      place_{file.service.name.text(), "", file.service.path.text(), file.service.uri.text()},
      known_(named_members(file, place_.uri)),
      daemon_(bus, daemon_name, daemon_path) {
  for (const auto& member : known_) {
    if (member.kind != Member::Kind::procedure) continue;
    const auto provided = provide(member.uri);
    if (!provided) log::error("provide", member.uri + ": " + provided.error().message);
  }
}

ActivatableObject::~ActivatableObject() {
  for (const auto& [procedure, registration] : registrations_) peer_.withdraw(registration);
}

std::vector<Member> ActivatableObject::members() const {
  return mirrored_ ? mirrored_->members() : known_;
}

router::Result<void> ActivatableObject::open(const std::string& procedure, Handler handler) {
  if (auto provided = provide(procedure); !provided) return provided.error();
  handlers_.insert_or_assign(procedure, std::move(handler));
  return {};
}

void ActivatableObject::close(const std::string& procedure) {
  handlers_.erase(procedure);
}

router::Result<void> ActivatableObject::provide(const std::string& procedure) {
  if (registrations_.contains(procedure)) return {};
  const auto registered = peer_.provide(
      procedure, [this](const auto& call, const auto& answer) { on_call(call, answer); });
  if (!registered) return registered.error();
  registrations_.emplace(procedure, *registered);
  return {};
}

void ActivatableObject::on_call(const router::LocalCall& call, const router::Answer& answer) {
  const auto handler = handlers_.find(call.procedure);
  if (handler != handlers_.end()) return handler->second(call, answer);
  if (mirrored_) {
    return answer.fail(error(router::error::no_such_procedure,
                             place_.name + " runs and has nothing for " + call.procedure));
  }
  if (waiting_.size() == most_waiting) {
    return answer.fail(error(router::error::unavailable,
                             "too many calls wait for " + place_.name + "; try again later"));
  }
  waiting_.push_back({call, answer});
  if (waiting_.size() == 1) start();
}

void ActivatableObject::start() {
  log::info("starting", place_.name);
  alarm_ = bus_.after(patience, [this] {
    fail_waiting(error(router::error::timeout, place_.name + " has not started within " +
                                                   std::to_string(patience.count()) + " seconds"));
  });
  const auto write = [this](sdbus::Message& message) {
    constexpr std::uint32_t no_flags = 0;
    message << place_.name << no_flags;
  };
  daemon_.call(daemon_name, "StartServiceByName", write, no_timeout,
               [this](sdbus::MethodReply*, const CallFailure* failure) {
                 if (!failure) return;
                 fail_waiting(error(mapping::error_uri(failure->name),
                                    place_.name + " cannot be started: " + failure->message));
               });
}

void ActivatableObject::on_running(const ShownObject& mirrored) {
  mirrored_ = &mirrored;
  log::info("running", place_.name);
  for (const auto& waiting : take_waiting()) on_call(waiting.call, waiting.answer);
}

void ActivatableObject::on_stopped() {
  if (is_understood()) known_ = members();
  mirrored_ = nullptr;
  log::info("stopped", place_.name);
}

void ActivatableObject::on_owner_lost() {
  fail_waiting(
      error(router::error::canceled, place_.name + " left the bus as soon as it was started"));
}

void ActivatableObject::fail_waiting(const router::Error& error) {
  for (const auto& waiting : take_waiting()) waiting.answer.fail(error);
}

std::vector<ActivatableObject::WaitingCall> ActivatableObject::take_waiting() {
  alarm_.reset();
  return std::exchange(waiting_, {});
}

}  // namespace deskgate::gateway::bus

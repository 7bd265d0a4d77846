// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/owned_name.hpp"

#include "gateway/bus/names.hpp"
#include "gateway/log.hpp"

namespace deskgate::gateway::bus {
namespace {

// D-Bus specification, "org.freedesktop.DBus.RequestName".
constexpr std::uint32_t do_not_queue = 4;
constexpr std::uint32_t exists = 3;

}  // namespace

OwnedName::OwnedName(Bus& bus, std::string name)
    : name_(std::move(name)), daemon_(bus, daemon_name, daemon_path) {
  // Before the request: what happens to the name after the bus has refused it is heard.
  changes_ = bus.add_match(
      "type='signal',sender='org.freedesktop.DBus',path='/org/freedesktop/DBus',"
      "interface='org.freedesktop.DBus',member='NameOwnerChanged',arg0='" +
          name_ + "',arg2=''",
      [this](sdbus::Message&) { request(); });
  request();
}

OwnedName::~OwnedName() {
  daemon_.call(
      daemon_name, "ReleaseName", [this](auto& message) { message << name_; }, no_timeout,
      [](sdbus::MethodReply*, const CallFailure*) {});
}

void OwnedName::request() {
  daemon_.call(
      daemon_name, "RequestName", [this](auto& message) { message << name_ << do_not_queue; },
      no_timeout,
      [this](sdbus::MethodReply* reply, const CallFailure* failure) {
        if (failure) return warn(failure->message);
        std::uint32_t answer = 0;
        *reply >> answer;
        on_answer(answer);
      });
}

void OwnedName::on_answer(std::uint32_t answer) {
  if (answer == exists) return warn("another program has it; it is taken when it becomes free");
  log::info("name_taken", name_);
  was_warned_ = false;
}

void OwnedName::warn(const std::string& why) {
  if (!std::exchange(was_warned_, true)) log::warning("name_missing", name_ + ": " + why);
}

std::shared_ptr<OwnedName> OwnedNames::take(Bus& bus, const std::string& name) {
  auto& known = names_[name];
  auto taken = known.lock();
  if (!taken) known = taken = std::make_shared<OwnedName>(bus, name);
  return taken;
}

}  // namespace deskgate::gateway::bus

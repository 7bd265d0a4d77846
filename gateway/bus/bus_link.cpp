// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/bus_link.hpp"

#include <algorithm>
#include <stdexcept>

#include "gateway/bus/sd_bus.hpp"
#include "gateway/log.hpp"
#include "mapping/policy_change.hpp"

namespace deskgate::gateway::bus {
namespace {

constexpr std::chrono::milliseconds first_pause{100};
// A bus that comes back is found in twice the time that it was away; one that never comes costs a
// try a minute.
constexpr std::chrono::milliseconds longest_pause{60'000};

}  // namespace

BusLink::BusLink(const LinkContext& context, std::string which, std::function<void()> on_settled)
    : context_(context),
      which_(std::move(which)),
      on_settled_(std::move(on_settled)),
      timer_(context.io),
      pause_(first_pause) {
  connect();
}

BusLink::~BusLink() = default;

void BusLink::connect() {
  knock_ = std::make_unique<Knock>(context_.io, address(), [this](const auto& why_not) {
    knock_.reset();
    why_not.empty() ? open() : wait_for_it("cannot connect to the " + which_ + " bus: " + why_not);
  });
}

void BusLink::open() {
  try {
    bus_ = std::make_unique<Bus>(
        context_.io, which_, [this] { lose(); }, configured_address());
  } catch (const std::runtime_error& error) {
    return wait_for_it(error.what());
  }
  log::info("bus_connected", which_ + " bus, as " + bus_->unique_name());
  observations_ = std::make_unique<Observations>(context_.io, context_.peer, address(), *bus_,
                                                 context_.observes_while_locked);
  was_told_missing_ = false;
  pause_ = first_pause;
  unsettled_ = 1;
  for (const auto& file : context_.policy.files()) {
    if (file.service.bus == which_) mirror(file);
  }
  for (const auto& file : context_.policy.exports()) {
    if (file.exported->bus == which_) export_object(file);
  }
  settle();
}

void BusLink::wait_for_it(const std::string& why) {
  if (!std::exchange(was_told_missing_, true))
    log::warning("bus_missing", why + "; waiting for it");
  unsettled_ = 1;
  settle();
  retry();
}

void BusLink::mirror(const mapping::PolicyFile& file) {
  ++unsettled_;
  const MirrorContext context{*bus_, context_.peer, context_.topics, context_.gate, *observations_};
  bridges_.emplace_back(context, file, context_.observer, [this] { settle(); });
}

void BusLink::export_object(const mapping::PolicyFile& file) {
  exports_.emplace_back(*bus_, names_, context_.join(), file, [this] {
    std::vector<std::string> paths;
    for (const auto& object : exports_) paths.push_back(object.file().exported->path);
    return paths;
  });
}

void BusLink::follow_exports() {
  const auto& files = context_.policy.exports();
  const auto find = [](const auto& all, const std::string& id, const auto& id_of) {
    return std::find_if(all.begin(), all.end(),
                        [&](const auto& each) { return id_of(each) == id; });
  };
  exports_.remove_if([&](const ExportedObject& object) {
    const auto successor = find(files, object.file().id, [](const auto& file) { return file.id; });
    return successor == files.end() ||
           !mapping::exports_alike(*successor->exported, *object.file().exported);
  });
  for (const auto& file : files) {
    const bool is_exported = find(exports_, file.id, [](const auto& object) {
                               return object.file().id;
                             }) != exports_.end();
    if (file.exported->bus == which_ && !is_exported) export_object(file);
  }
}

void BusLink::follow_policy() {
  if (!bus_) return;
  follow_exports();
  std::erase_if(bridges_, [&](Bridge& bridge) {
    const auto* successor = context_.policy.find(bridge.file().id);
    return !successor || !bridge.follow(*successor);
  });
  for (const auto& file : context_.policy.files()) {
    const bool is_mirrored = std::any_of(bridges_.begin(), bridges_.end(), [&](const auto& bridge) {
      return bridge.file().id == file.id;
    });
    if (file.service.bus == which_ && !is_mirrored) mirror(file);
  }
}

void BusLink::retry() {
  timer_.expires_after(pause_);
  pause_ = std::min(pause_ * 2, longest_pause);
  timer_.async_wait([this](auto error) {
    if (!error) connect();
  });
}

void BusLink::lose() {
  bridges_.clear();
  exports_.clear();
  observations_.reset();
  bus_.reset();
  retry();
}

std::string BusLink::configured_address() const {
  const auto known = context_.buses.find(which_);
  return known == context_.buses.end() ? "" : known->second;
}

std::string BusLink::address() const {
  const auto configured = configured_address();
  return configured.empty() ? bus_address(which_) : configured;
}

void BusLink::settle() {
  if (--unsettled_ == 0 && on_settled_) std::exchange(on_settled_, nullptr)();
}

}  // namespace deskgate::gateway::bus

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/bridge.hpp"

#include <algorithm>

#include "gateway/log.hpp"
#include "mapping/misspelt.hpp"
#include "mapping/names.hpp"
#include "mapping/policy_change.hpp"

namespace deskgate::gateway::bus {
namespace {

constexpr std::size_t most_judged = 64;  // kinds of objects

// The narrowest pattern of whole name elements that holds every name of the service.
NamePattern pattern_for(const mapping::Service& service) {
  if (service.name.captures().empty()) return {service.name.text(), false};
  const auto prefix = service.name.literal_prefix();
  return {std::string(prefix.substr(0, prefix.rfind('.'))), true};
}

}  // namespace

Bridge::Bridge(const MirrorContext& context, mapping::PolicyFile file, BridgeObserver& observer,
               std::function<void()> on_settled)
    : context_(context),
      file_(std::move(file)),
      observer_(observer),
      on_settled_(std::move(on_settled)) {
  if (file_.service.activate) show_activatable();
  names_ = std::make_unique<NameWatch>(
      context_.bus, std::vector{pattern_for(file_.service)},
      [this](const auto& name, const auto& owner) { on_owner(name, owner); },
      [this] {
        is_listed_ = true;
        on_progress();
      });
}

Bridge::~Bridge() {
  on_settled_ = nullptr;
  names_.reset();
  services_.clear();
  if (activatable_) observer_.on_removed(*activatable_);
}

bool Bridge::follow(const mapping::PolicyFile& successor) {
  const auto changed = mapping::changed_interfaces(file_, successor);
  if (!changed) return false;
  file_ = successor;
  mistakes_.clear();
  judged_.clear();
  for (const auto& [name, service] : services_) service->show_anew(*changed);
  return true;
}

// There for the realm as long as the bridge is, it is told once: not when its service comes and
// goes.
void Bridge::show_activatable() {
  activatable_ = std::make_unique<ActivatableObject>(context_.bus, context_.peer, file_);
  context_.activatable = activatable_.get();
  observer_.on_added(*activatable_);
}

void Bridge::on_owner(const std::string& name, const std::string& owner) {
  if (owner.empty()) {
    services_.erase(name);
    if (activatable_) activatable_->on_owner_lost();
    return on_progress();
  }
  // What is exported here is not mirrored back.
  if (owner == context_.bus.unique_name()) return on_progress();
  const auto captures = file_.service.match(name);
  if (!captures) return;
  services_.emplace(name, std::make_unique<MirroredService>(
                              context_, file_, NameOwner{name, owner, *captures}, *this));
}

// Two objects whose captures differ only in '.' and '_' would share a URI: the later one gets a
// number.
std::string Bridge::take_uri(const std::string& wanted) {
  auto uri = wanted;
  for (int number = 2; !uris_.insert(uri).second; ++number) {
    uri = wanted + "_" + std::to_string(number);
  }
  return uri;
}

void Bridge::release_uri(const std::string& uri) {
  uris_.erase(uri);
}

void Bridge::on_shown(const MirroredObject& object) {
  if (activatable_) return activatable_->on_running(object);
  observer_.on_added(object);
}

void Bridge::on_changed(const MirroredObject& object) {
  activatable_ ? observer_.on_changed(*activatable_) : observer_.on_changed(object);
}

void Bridge::on_hidden(const MirroredObject& object) {
  if (activatable_) return activatable_->on_stopped();
  observer_.on_removed(object);
}

// Told once. An object stands for thousands that have the same interfaces.
void Bridge::on_understood(const mapping::InterfaceTable& interfaces) {
  Interfaces kind;
  for (const auto& [name, info] : interfaces) kind.insert(name);
  if (judged_.size() == most_judged || !judged_.insert(std::move(kind)).second) return;
  for (const auto& mistake : mapping::misspelt(file_, interfaces)) {
    if (mistakes_.insert(mistake.text()).second) log::warning("misspelt", mistake.text());
  }
}

void Bridge::on_progress() {
  if (!is_listed_ || !on_settled_) return;
  const auto is_settled = [](const auto& service) { return service.second->is_settled(); };
  if (!std::all_of(services_.begin(), services_.end(), is_settled)) return;
  std::exchange(on_settled_, nullptr)();
}

}  // namespace deskgate::gateway::bus

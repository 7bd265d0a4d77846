// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/bridge.hpp"

#include <algorithm>

#include "mapping/names.hpp"

namespace deskgate::gateway::bus {
namespace {

// The narrowest pattern of whole name elements that holds every name of the service.
NamePattern pattern_for(const mapping::Service& service) {
  if (service.name.captures().empty()) return {service.name.text(), false};
  const auto prefix = service.name.literal_prefix();
  return {std::string(prefix.substr(0, prefix.rfind('.'))), true};
}

}  // namespace

Bridge::Bridge(const MirrorContext& context, mapping::Policy policy,
               const mapping::PolicyFile& file, BridgeObserver& observer,
               std::function<void()> on_settled)
    : context_(context),
      policy_(std::move(policy)),
      file_(file),
      observer_(observer),
      on_settled_(std::move(on_settled)) {
  names_ = std::make_unique<NameWatch>(
      context_.bus, std::vector{pattern_for(file.service)},
      [this](const auto& name, const auto& owner) { on_owner(name, owner); },
      [this] {
        is_listed_ = true;
        settle();
      });
}

Bridge::~Bridge() {
  names_.reset();
  while (!objects_.empty()) remove(std::string(objects_.begin()->first));
}

void Bridge::on_owner(const std::string& name, const std::string& owner) {
  if (owner.empty()) {
    remove(name);
    return settle();
  }
  if (const auto captures = file_.service.match(name)) add(*captures, name, owner);
}

void Bridge::add(const mapping::Captures& captures, const std::string& name,
                 const std::string& owner) {
  const auto& service = file_.service;
  const auto uri = free_uri(mapping::object_uri(service.uri, captures));
  const auto slot = objects_.emplace(name, nullptr);
  slot->second = std::make_unique<MirroredObject>(
      context_, file_, ObjectPlace{name, owner, service.path, uri}, [this, slot] {
        observer_.on_added(*slot->second);
        settle();
      });
}

void Bridge::remove(const std::string& name) {
  for (auto found = objects_.find(name); found != objects_.end(); found = objects_.find(name)) {
    const auto object = std::move(found->second);
    objects_.erase(found);
    if (object->is_shown()) observer_.on_removed(*object);
  }
}

// Two names that differ only in '.' and '_' would share a URI: the later one gets a number.
std::string Bridge::free_uri(const std::string& wanted) const {
  const auto is_taken = [this](const std::string& uri) {
    return std::any_of(objects_.begin(), objects_.end(),
                       [&](const auto& object) { return object.second->place().uri == uri; });
  };
  auto uri = wanted;
  for (int number = 2; is_taken(uri); ++number) uri = wanted + "_" + std::to_string(number);
  return uri;
}

void Bridge::settle() {
  const bool all_shown = std::all_of(objects_.begin(), objects_.end(), [](const auto& object) {
    return object.second && object.second->is_shown();
  });
  if (!is_listed_ || !all_shown || !on_settled_) return;
  std::exchange(on_settled_, nullptr)();
}

}  // namespace deskgate::gateway::bus

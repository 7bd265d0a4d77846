// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/mirrored_service.hpp"

#include <algorithm>
#include <utility>

#include "gateway/log.hpp"
#include "mapping/names.hpp"

namespace deskgate::gateway::bus {
namespace {

// The object itself, or what all the objects lie below.
std::string common_path(const mapping::Service& service) {
  const bool is_one = service.path.captures().empty();
  return is_one ? service.path.text() : service.path.literal_parents().back();
}

}  // namespace

MirroredService::MirroredService(const MirrorContext& context, const mapping::PolicyFile& file,
                                 NameOwner name, ServiceObserver& observer)
    : context_(context),
      file_(file),
      name_(std::move(name)),
      observer_(observer),
      signals_(context_.bus, name_.owner, common_path(file_.service)),
      changes_(context_.bus) {
  is_listed_ = file_.service.path.captures().empty();
  if (is_listed_) {
    add(file_.service.path.text(), nullptr);
  } else {
    finder_ =
        std::make_unique<ObjectFinder>(context_.bus, questions_, name_.owner, file_.service, *this);
  }
}

MirroredService::~MirroredService() {
  finder_.reset();
  calls_.close();
  while (!objects_.empty()) on_gone(std::string(objects_.begin()->first));
}

void MirroredService::show_anew(const std::set<std::string>& interfaces) {
  for (const auto& [path, object] : objects_) object->show_anew(interfaces);
}

bool MirroredService::is_settled() const {
  return is_listed_ && std::all_of(objects_.begin(), objects_.end(),
                                   [](const auto& object) { return object.second->is_settled(); });
}

void MirroredService::on_found(const std::string& path, const Interfaces* interfaces) {
  if (interfaces && !speaks_of(*interfaces)) {
    mapping::InterfaceTable table;
    for (const auto& interface : *interfaces) table[interface];
    observer_.on_understood(table);
    return on_gone(path);
  }
  changes_.tell();
  const auto known = objects_.find(path);
  if (known == objects_.end()) return add(path, interfaces);
  interfaces ? known->second->set_interfaces(*interfaces) : known->second->read_again();
}

void MirroredService::on_gone(const std::string& path) {
  changes_.tell();
  const auto known = objects_.extract(path);
  if (known.empty()) return;
  const auto& object = *known.mapped();
  if (object.is_shown()) observer_.on_hidden(object);
  observer_.release_uri(object.place().uri);
  observer_.on_progress();
}

void MirroredService::on_listed() {
  is_listed_ = true;
  observer_.on_progress();
}

void MirroredService::add(const std::string& path, const Interfaces* interfaces) {
  if (objects_.size() == most_objects) {
    return log::warning("too_many_objects", name_.name + ": " + path + " is left out");
  }
  auto captures = name_.captures;
  captures.merge(file_.service.match_path(path).value());
  const auto uri = observer_.take_uri(mapping::object_uri(file_.service.uri, captures));
  const ServiceParts parts{context_,
                           file_,
                           questions_,
                           signals_,
                           changes_,
                           calls_,
                           [this] {
                             if (finder_) finder_->look_again();
                           },
                           [this](const auto& table) { observer_.on_understood(table); }};
  auto object = std::make_unique<MirroredObject>(
      parts, ObjectPlace{name_.name, name_.owner, path, uri}, interfaces,
      [this, path](bool was_shown) { on_settled(*objects_.at(path), was_shown); });
  objects_.emplace(path, std::move(object));
}

void MirroredService::on_settled(const MirroredObject& object, bool was_shown) {
  if (was_shown) {
    observer_.on_changed(object);
  } else if (object.is_shown()) {
    observer_.on_shown(object);
  }
  observer_.on_progress();
}

bool MirroredService::speaks_of(const Interfaces& interfaces) const {
  return std::any_of(file_.aliases.begin(), file_.aliases.end(),
                     [&](const auto& alias) { return interfaces.contains(alias.second); });
}

}  // namespace deskgate::gateway::bus

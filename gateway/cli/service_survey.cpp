// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/cli/service_survey.hpp"

#include <algorithm>
#include <deque>
#include <set>

#include "mapping/names.hpp"

namespace deskgate::gateway::cli {
namespace {

using bus::ServiceProbe;
using mapping::InterfaceInfo;
using mapping::InterfaceTable;
using mapping::ObjectInfo;

constexpr std::size_t most_objects = 200;
constexpr std::size_t most_of_one_kind = 20;

bool is_common(const std::string& interface) {
  return interface.starts_with("org.freedesktop.DBus.");
}

void add(ServiceObjects& objects, const std::string& path, const std::string& interface) {
  if (!is_common(interface)) objects.interfaces[path].insert(interface);
}

void add_all(ServiceObjects& objects, const std::string& path, const ObjectInfo& info) {
  for (const auto& [interface, content] : info.interfaces) add(objects, path, interface);
}

void ask_managers(const ServiceProbe& probe, const std::string& name, ServiceObjects& objects) {
  for (const auto& path : mapping::Template(paths_like(name).front()).literal_parents()) {
    const auto managed = probe.managed_objects(name, path);
    if (!managed) continue;
    objects.is_managed = true;
    for (const auto& [object, interfaces] : *managed) {
      if (objects.interfaces.size() == most_objects) return;
      for (const auto& interface : interfaces) add(objects, object, interface);
    }
  }
}

// From "/" and from where the service's name leads: not each service tells of the way there.
void walk(const ServiceProbe& probe, const std::string& name, ServiceObjects& objects) {
  std::deque<std::string> unseen{"/"};
  for (const auto& path : paths_like(name)) unseen.push_back(path);
  std::set<std::string> seen;
  for (; !unseen.empty() && seen.size() < most_objects; unseen.pop_front()) {
    const auto path = unseen.front();
    if (!mapping::is_object_path(path) || !seen.insert(path).second) continue;
    const auto info = inspect(probe, name, path);
    if (!info) continue;
    add_all(objects, path, *info);
    for (const auto& child : info->children) {
      unseen.push_back((path == "/" ? "" : path) + "/" + child);
    }
  }
}

// The object that is named like the service may stand above those that are managed.
void look_above(const ServiceProbe& probe, const std::string& name, ServiceObjects& objects) {
  for (const auto& path : paths_like(name)) {
    if (objects.interfaces.contains(path)) continue;
    if (const auto info = inspect(probe, name, path)) add_all(objects, path, *info);
  }
}

void merge(InterfaceInfo& one, const InterfaceInfo& other) {
  one.methods.insert(other.methods.begin(), other.methods.end());
  one.signals.insert(other.signals.begin(), other.signals.end());
  one.properties.insert(other.properties.begin(), other.properties.end());
}

}  // namespace

std::optional<ObjectInfo> inspect(const ServiceProbe& probe, const std::string& name,
                                  const std::string& path) {
  auto info = probe.introspect(name, path);
  if (!info) return std::nullopt;
  std::erase_if(info->interfaces, [](const auto& interface) { return is_common(interface.first); });
  return info;
}

ServiceObjects survey(const ServiceProbe& probe, const std::string& name) {
  ServiceObjects objects;
  ask_managers(probe, name, objects);
  if (objects.is_managed) {
    look_above(probe, name, objects);
  } else {
    walk(probe, name, objects);
  }
  return objects;
}

InterfaceTable inspect_all(const ServiceProbe& probe, const std::string& name,
                           const ServiceObjects& known, const std::vector<std::string>& paths) {
  InterfaceTable together;
  for (std::size_t i = 0; i < std::min(paths.size(), most_of_one_kind); ++i) {
    const auto info = inspect(probe, name, paths[i]);
    if (!info) continue;
    const auto told = known.interfaces.find(paths[i]);
    for (const auto& [interface, content] : info->interfaces) {
      if (told != known.interfaces.end() && !told->second.contains(interface)) continue;
      merge(together[interface], content);
      for (const auto& [property, type] : probe.property_types(name, paths[i], interface)) {
        if (mapping::is_member_name(property)) together[interface].properties[property].type = type;
      }
    }
  }
  return together;
}

}  // namespace deskgate::gateway::cli

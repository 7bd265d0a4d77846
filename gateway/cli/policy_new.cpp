// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <cctype>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <stdexcept>

#include "gateway/bus/service_probe.hpp"
#include "gateway/cli/commands.hpp"
#include "gateway/cli/output.hpp"
#include "gateway/cli/policy_proposal.hpp"
#include "mapping/names.hpp"
#include "mapping/nearest.hpp"
#include "mapping/never.hpp"
#include "mapping/text.hpp"

namespace deskgate::gateway::cli {
namespace {

using bus::ServiceProbe;
using mapping::ObjectInfo;

constexpr std::size_t most_objects = 200;  // that are looked at
constexpr std::size_t most_shown = 20;
constexpr std::ptrdiff_t least_fixed_elements = 3;  // of a name with a capture

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what);
}

void check_name(const std::string& name) {
  if (name.starts_with(':')) throw UsageError("unique names are never addressable: " + name);
  if (!mapping::is_bus_name(name)) {
    throw UsageError("that is no bus name: " + mapping::in_quotes(name));
  }
  if (const auto why = mapping::never_granted(name)) {
    fail(name + " is never granted: " + *why);
  }
}

void ensure_running(const ServiceProbe& probe, const PolicyNewOptions& options) {
  const auto names = probe.names();
  if (std::find(names.begin(), names.end(), options.name) != names.end()) return;
  const bool can_start = probe.can_start(options.name);
  if (can_start && options.may_start) return probe.start(options.name);
  const auto who = "nobody on the " + options.bus + " bus is called " + options.name;
  if (can_start) fail(who + "; --start lets the bus start it");
  fail(who + mapping::did_you_mean(options.name, names));
}

// What the object has of its own: interfaces that every object may have say nothing of it.
std::optional<ObjectInfo> inspect(const ServiceProbe& probe, const std::string& name,
                                  const std::string& path) {
  auto info = probe.introspect(name, path);
  if (!info) return std::nullopt;
  std::erase_if(info->interfaces, [](const auto& interface) {
    return interface.first.starts_with("org.freedesktop.DBus.");
  });
  return info;
}

bool has_interfaces(const std::optional<ObjectInfo>& info) {
  return info && !info->interfaces.empty();
}

// "/org/example/Lamp" for "org.example.Lamp"
std::string path_like(std::string name) {
  std::replace(name.begin(), name.end(), '.', '/');
  return "/" + name;
}

// The paths below "/" that have an interface of their own.
std::vector<std::string> find_objects(const ServiceProbe& probe, const std::string& name) {
  std::vector<std::string> found;
  std::deque<std::string> unseen{"/"};
  for (std::size_t seen = 0; !unseen.empty() && seen < most_objects; ++seen) {
    const auto path = unseen.front();
    unseen.pop_front();
    const auto info = inspect(probe, name, path);
    if (!info) continue;
    for (const auto& child : info->children) {
      unseen.push_back((path == "/" ? "" : path) + "/" + child);
    }
    if (has_interfaces(info)) found.push_back(path);
  }
  return found;
}

std::string listed(const std::vector<std::string>& paths) {
  std::string text;
  for (std::size_t i = 0; i < std::min(paths.size(), most_shown); ++i) text += "\n  " + paths[i];
  if (paths.size() > most_shown) {
    text += "\n  and " + std::to_string(paths.size() - most_shown) + " more";
  }
  return text;
}

std::string choose_path(const ServiceProbe& probe, const std::string& name) {
  const auto family = name.substr(0, name.rfind('.'));
  for (const auto& likely : {path_like(name), path_like(family)}) {
    if (has_interfaces(inspect(probe, name, likely))) return likely;
  }
  const auto found = find_objects(probe, name);
  if (found.size() == 1) return found.front();
  if (found.empty()) fail(name + " does not tell its objects; name one with --path");
  fail(name + " has several objects; choose one with --path:" + listed(found));
}

ObjectInfo look_at(const ServiceProbe& probe, const std::string& name, const std::string& path) {
  auto info = inspect(probe, name, path);
  if (!has_interfaces(info)) {
    fail(name + " has no interfaces at " + path + "; without --path its objects are looked for");
  }
  for (auto& [interface, content] : info->interfaces) {
    for (const auto& [property, type] : probe.property_types(name, path, interface)) {
      if (mapping::is_member_name(property)) content.properties[property].type = type;
    }
  }
  return *std::move(info);
}

bool shares_interface(const ObjectInfo& one, const ObjectInfo& other) {
  return std::any_of(one.interfaces.begin(), one.interfaces.end(),
                     [&](const auto& each) { return other.interfaces.contains(each.first); });
}

// Whether another service of the family has an object of the same kind at the same path.
bool has_sibling(const ServiceProbe& probe, const FoundService& service, const ObjectInfo& info,
                 const std::string& family) {
  for (const auto& name : probe.names()) {
    if (name == service.name || !name.starts_with(family + ".")) continue;
    const auto other = inspect(probe, name, service.path);
    if (other && shares_interface(info, *other)) return true;
  }
  return false;
}

// "player" for "org.mpris.MediaPlayer2": the last word, in small letters.
std::string capture_for(const std::string& family) {
  const auto start = family.find_last_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ.");
  std::string word;
  for (const unsigned char c : family.substr(start)) {
    if (std::isalpha(c)) word += static_cast<char>(std::tolower(c));
  }
  return word.empty() ? "name" : word;
}

// Where siblings live, the file is about all of them.
void generalise(const ServiceProbe& probe, FoundService& service, const ObjectInfo& info) {
  const auto family = service.name.substr(0, service.name.rfind('.'));
  if (std::count(family.begin(), family.end(), '.') + 1 < least_fixed_elements) return;
  const auto capture = capture_for(family);
  const auto name = family + ".{" + capture + "}";
  if (mapping::never_granted(name) || !has_sibling(probe, service, info, family)) return;
  service.name = name;
  service.capture = capture;
}

FoundService find(const PolicyNewOptions& options) {
  const ServiceProbe probe(options.bus);
  ensure_running(probe, options);
  const auto path = options.path.empty() ? choose_path(probe, options.name) : options.path;
  auto info = look_at(probe, options.name, path);
  FoundService service{options.bus, options.name, "", path, {}};
  generalise(probe, service, info);
  service.interfaces = std::move(info.interfaces);
  return service;
}

void write(const std::string& text, const std::string& file) {
  if (std::filesystem::exists(file)) fail(file + " exists already; name another file");
  if (!(std::ofstream(file) << text)) fail("cannot write " + file);
  std::cout << "Wrote " << file << "; edit it, then \"deskgate policy check " << file << "\"\n";
}

}  // namespace

int policy_new(const PolicyNewOptions& options) {
  check_name(options.name);
  if (!options.path.empty() && !mapping::is_object_path(options.path)) {
    throw UsageError("that is no object path: " + mapping::in_quotes(options.path));
  }
  const auto text = proposal(find(options));
  options.output.empty() ? static_cast<void>(std::cout << text) : write(text, options.output);
  return 0;
}

}  // namespace deskgate::gateway::cli

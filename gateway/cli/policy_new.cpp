// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <utility>

#include "gateway/bus/service_probe.hpp"
#include "gateway/cli/commands.hpp"
#include "gateway/cli/configuration.hpp"
#include "gateway/cli/output.hpp"
#include "gateway/cli/policy_folders.hpp"
#include "gateway/cli/policy_proposal.hpp"
#include "gateway/cli/service_survey.hpp"
#include "mapping/names.hpp"
#include "mapping/nearest.hpp"
#include "mapping/never.hpp"
#include "mapping/text.hpp"

namespace deskgate::gateway::cli {
namespace {

using bus::ServiceProbe;
using mapping::InterfaceTable;

constexpr std::size_t most_shown = 20;
constexpr std::ptrdiff_t least_fixed_elements = 3;  // of a name with a capture

[[noreturn]] void refuse(const std::string& what) {
  throw std::runtime_error(what);
}

void check_name(const std::string& name) {
  if (name.starts_with(':')) throw UsageError("unique names are never addressable: " + name);
  if (!mapping::is_bus_name(name)) {
    throw UsageError("that is no bus name: " + mapping::in_quotes(name));
  }
  if (const auto why = mapping::never_granted(name)) {
    refuse(name + " is never granted: " + *why);
  }
}

// A path, or a template of paths.
void check_path(const std::string& path) {
  auto example = path;
  std::erase_if(example, [](char c) { return c == '{' || c == '}'; });
  if (!mapping::is_object_path(example) || mapping::Template::fault(path)) {
    throw UsageError("that is no object path: " + mapping::in_quotes(path));
  }
}

void ensure_running(const ServiceProbe& probe, const PolicyNewOptions& options) {
  const auto names = probe.names();
  if (std::find(names.begin(), names.end(), options.name) != names.end()) return;
  const bool can_start = probe.can_start(options.name);
  if (can_start && options.may_start) return probe.start(options.name);
  const auto who = "nobody on the " + options.bus + " bus is called " + options.name;
  if (can_start) refuse(who + "; --start lets the bus start it");
  refuse(who + mapping::did_you_mean(options.name, names));
}

std::string listed(const std::vector<ObjectKind>& kinds) {
  std::string text;
  for (std::size_t i = 0; i < std::min(kinds.size(), most_shown); ++i) {
    text += "\n  " + kinds[i].path;
  }
  if (kinds.size() > most_shown) {
    text += "\n  and " + std::to_string(kinds.size() - most_shown) + " more";
  }
  return text;
}

ObjectKind choose(const std::string& name, const std::vector<ObjectKind>& kinds) {
  if (kinds.empty()) refuse(name + " does not tell its objects; name one with --path");
  if (const auto* main = main_kind(name, kinds)) return *main;
  refuse(name + " has several kinds of objects; choose one with --path:" + listed(kinds));
}

// The object at a path, or the kind of a template.
ObjectKind chosen(const std::string& path, const std::string& name,
                  const std::vector<ObjectKind>& kinds) {
  if (mapping::is_object_path(path)) return {path, {}, {path}};
  const auto found = std::find_if(kinds.begin(), kinds.end(),
                                  [&](const ObjectKind& kind) { return kind.path == path; });
  if (found != kinds.end()) return *found;
  refuse(name + " has no objects at " + path + (kinds.empty() ? "" : "; it has:" + listed(kinds)));
}

bool shares_interface(const InterfaceTable& one, const InterfaceTable& other) {
  return std::any_of(one.begin(), one.end(),
                     [&](const auto& each) { return other.contains(each.first); });
}

// Whether another service of the family has an object of the same kind at the same path.
bool has_sibling(const ServiceProbe& probe, const FoundService& service, const std::string& object,
                 const std::string& family) {
  for (const auto& name : probe.names()) {
    if (name == service.name || !name.starts_with(family + ".")) continue;
    const auto other = inspect(probe, name, object);
    if (other && shares_interface(service.interfaces, other->interfaces)) return true;
  }
  return false;
}

// Where siblings live, the file is about all of them.
void generalise(const ServiceProbe& probe, FoundService& service, const std::string& object) {
  const auto family = service.name.substr(0, service.name.rfind('.'));
  if (std::count(family.begin(), family.end(), '.') + 1 < least_fixed_elements) return;
  const auto word = last_word(family);
  const auto capture = not_taken(word.empty() ? "name" : word, service.captures);
  const auto name = family + ".{" + capture + "}";
  if (mapping::never_granted(name) || !has_sibling(probe, service, object, family)) return;
  service.name = name;
  service.captures.insert(service.captures.begin(), capture);
}

std::vector<std::string> paths_beside(const std::string& path,
                                      const std::vector<ObjectKind>& kinds) {
  std::vector<std::string> paths;
  for (const auto& kind : kinds) {
    if (kind.path != path && paths.size() < most_shown) paths.push_back(kind.path);
  }
  return paths;
}

FoundService find(const PolicyNewOptions& options) {
  const ServiceProbe probe(options.bus);
  ensure_running(probe, options);
  const auto& name = options.name;
  const auto objects = survey(probe, name);
  const auto kinds = kinds_of(name, objects);
  const auto kind = options.path.empty() ? choose(name, kinds) : chosen(options.path, name, kinds);
  auto interfaces = inspect_all(probe, name, objects, kind.objects);
  if (interfaces.empty()) {
    refuse(name + " has no interfaces at " + kind.path +
           "; without --path its objects are looked for");
  }
  FoundService service{options.bus,
                       name,
                       kind.path,
                       kind.captures,
                       std::move(interfaces),
                       paths_beside(kind.path, kinds),
                       {}};
  generalise(probe, service, kind.objects.front());
  return service;
}

void write(const std::string& text, const std::string& file) {
  if (std::filesystem::exists(file)) refuse(file + " exists already; name another file");
  if (!(std::ofstream(file) << text)) refuse("cannot write " + file);
  std::cout << "Wrote " << file << "; edit it, then \"deskgate policy check " << file << "\"\n";
}

}  // namespace

int policy_new(const PolicyNewOptions& options) {
  check_name(options.name);
  if (!options.path.empty()) check_path(options.path);
  const auto config = load_config(options.config);
  if (!config) return 1;
  auto service = find(options);
  service.taken = PolicyFolders(*config).uris();
  const auto text = proposal(service);
  options.output.empty() ? static_cast<void>(std::cout << text) : write(text, options.output);
  return 0;
}

}  // namespace deskgate::gateway::cli

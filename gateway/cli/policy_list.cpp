// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <iostream>
#include <map>
#include <set>
#include <utility>

#include "gateway/cli/commands.hpp"
#include "gateway/cli/configuration.hpp"
#include "gateway/cli/output.hpp"
#include "gateway/cli/policy_folders.hpp"
#include "mapping/text.hpp"

namespace deskgate::gateway::cli {
namespace {

using router::Value;

std::vector<std::string> holders_of(const std::string& grant, const Config& config) {
  std::vector<std::string> roles;
  for (const auto& [role, grants] : config.roles) {
    if (grants.contains(grant) || grants.contains(mapping::every_member)) roles.push_back(role);
  }
  return roles;
}

// How many members each access opens: "call 8, set all".
std::string opened_by(const std::vector<mapping::Rule>& rules) {
  std::map<mapping::Access, std::set<std::pair<std::string, std::string>>> opened;
  std::set<mapping::Access> opened_whole;
  for (const auto& rule : rules) {
    opened[rule.access].emplace(rule.interface, rule.member);
    if (rule.member == mapping::every_member) opened_whole.insert(rule.access);
  }
  std::vector<std::string> parts;
  for (const auto& [access, members] : opened) {
    const auto count = opened_whole.contains(access) ? "all" : std::to_string(members.size());
    parts.push_back(std::string(to_string(access)) + " " + count);
  }
  return mapping::joined(parts);
}

std::string held_by(const std::vector<std::string>& roles) {
  return roles.empty() ? "held by no role" : "held by " + mapping::joined(roles);
}

void print_grants(const mapping::PolicyFile& file, const Config& config) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [name, rules] : file.grants) {
    const auto grant = file.id + "." + name;
    rows.push_back({"  " + grant, opened_by(rules), held_by(holders_of(grant, config))});
  }
  std::cout << columns(rows);
}

void print_export(const mapping::Export& exported) {
  std::cout << "  exports " << exported.path << " of " << exported.name << " on the "
            << exported.bus << " bus\n";
}

void print_file(const FolderFile& file, const Config& config) {
  std::cout << file.id << ": " << (file.file ? file.file->summary : to_string(file.state))
            << (file.note.empty() ? "" : " " + file.note) << "\n  " << file.path << '\n';
  for (const auto& problem : file.problems) std::cout << "  " << problem << '\n';
  if (file.file && file.file->exported) print_export(*file.file->exported);
  if (file.file) print_grants(*file.file, config);
}

Value as_json(const FolderFile& file, const Config& config) {
  Value described{{"id", file.id},
                  {"path", file.path},
                  {"state", std::string(to_string(file.state))},
                  {"problems", file.problems},
                  {"grants", Value::array()}};
  if (!file.file) return described;
  described["summary"] = file.file->summary;
  if (const auto& exported = file.file->exported) {
    described["exports"] = {
        {"bus", exported->bus}, {"name", exported->name}, {"path", exported->path}};
  }
  for (const auto& [name, rules] : file.file->grants) {
    const auto grant = file.id + "." + name;
    described["grants"].push_back({{"name", grant}, {"roles", holders_of(grant, config)}});
  }
  return described;
}

void print_files(const PolicyFolders& folders, const Config& config) {
  if (folders.files().empty()) std::cout << nothing_found(config);
  for (const auto& file : folders.files()) print_file(file, config);
}

void print_json(const PolicyFolders& folders, const Config& config) {
  auto files = Value::array();
  for (const auto& file : folders.files()) files.push_back(as_json(file, config));
  std::cout << json_text(files) << '\n';
}

}  // namespace

int policy_list(const CommonOptions& options) {
  const auto config = load_config(options.config);
  if (!config) return 1;
  const PolicyFolders folders(*config);
  options.is_json ? print_json(folders, *config) : print_files(folders, *config);
  return 0;
}

}  // namespace deskgate::gateway::cli

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <filesystem>
#include <iostream>

#include "gateway/cli/commands.hpp"
#include "gateway/cli/configuration.hpp"
#include "gateway/cli/policy_folders.hpp"
#include "mapping/policy.hpp"
#include "mapping/policy_expect.hpp"
#include "mapping/policy_file.hpp"

namespace deskgate::gateway::cli {
namespace {

namespace fs = std::filesystem;

// Collisions with the files beside it: what the daemon would find when it loads the folder.
void check_neighbours(const std::string& file, std::vector<std::string> folders,
                      mapping::Diagnostics& diagnostics) {
  const fs::path path(file);
  mapping::Diagnostics of_folder;
  const auto folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  std::erase_if(folders, [&](const auto& each) {
    std::error_code error;
    return !fs::is_directory(each, error) || fs::equivalent(each, folder, error);
  });
  folders.push_back(folder.string());
  static_cast<void>(mapping::load_policy(folders, of_folder));
  for (auto& diagnostic : of_folder) {
    if (fs::path(diagnostic.file).filename() != path.filename()) continue;
    diagnostic.file = file;
    diagnostics.push_back(std::move(diagnostic));
  }
}

std::string content_of(const mapping::PolicyFile& file) {
  if (file.exported) return "exports " + file.exported->path + " of " + file.exported->name;
  std::string text;
  for (const auto& [grant, rules] : file.grants) {
    text += (text.empty() ? "" : ", ") + file.id + "." + grant;
  }
  return text.empty() ? "no grants" : "grants " + text;
}

bool check(const std::string& file, const Config& config) {
  mapping::Diagnostics diagnostics;
  const auto policy_file = mapping::read_policy_file(file, diagnostics);
  if (policy_file) {
    diagnostics = mapping::failed_expectations(*policy_file);
    check_neighbours(file, config.policy_folders, diagnostics);
  }
  for (const auto& diagnostic : diagnostics) std::cerr << diagnostic.text() << '\n';
  if (!diagnostics.empty()) return false;
  const auto expected = policy_file->expectations.size();
  std::cout << file << ": fine; " << content_of(*policy_file);
  if (expected > 0) std::cout << "; " << expected << " expectations hold";
  std::cout << '\n';
  return true;
}

bool check_folders(const Config& config) {
  const PolicyFolders folders(config);
  tell(folders.diagnostics());
  if (folders.files().empty()) std::cout << nothing_found(config);
  for (const auto& file : folders.files()) {
    if (file.file) std::cout << file.path << ": fine; " << content_of(*file.file) << '\n';
  }
  const bool all_known = check_grants(config, folders.policy());
  return folders.diagnostics().empty() && all_known;
}

}  // namespace

int policy_check(const PolicyCheckOptions& options) {
  const auto config = load_config(options.config);
  if (!config) return 1;
  if (options.files.empty()) return check_folders(*config) ? 0 : 1;
  bool all_fine = true;
  for (const auto& file : options.files) all_fine = check(file, *config) && all_fine;
  return all_fine ? 0 : 1;
}

}  // namespace deskgate::gateway::cli

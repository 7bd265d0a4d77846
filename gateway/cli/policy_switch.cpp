// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "gateway/cli/commands.hpp"
#include "gateway/cli/configuration.hpp"
#include "gateway/cli/output.hpp"
#include "gateway/cli/policy_folders.hpp"
#include "mapping/nearest.hpp"
#include "mapping/text.hpp"

namespace deskgate::gateway::cli {
namespace {

namespace fs = std::filesystem;

// The places of the user's own folder where a file is switched on and off.
struct Switch {
  fs::path own;    // FILE.toml: the user's, or empty to disable that of another folder
  fs::path aside;  // FILE.toml.disabled

  bool is_masked() const { return mapping::is_mask(own.string()); }
  bool has_own() const { return fs::exists(own) && !is_masked(); }
};

Switch switch_of(const std::string& id, const Config& config, const PolicyFolders& folders) {
  const auto ids = folders.ids();
  if (std::find(ids.begin(), ids.end(), id) == ids.end()) {
    throw std::runtime_error("there is no policy file " + mapping::in_quotes(id) +
                             mapping::did_you_mean(id, ids) +
                             "; \"deskgate policy list\" tells what there is");
  }
  const fs::path folder(config.policy_folders.back());
  return {folder / (id + ".toml"), folder / (id + ".toml.disabled")};
}

// Whether a folder before the user's has a file of that name.
bool is_shipped(const std::string& id, const Switch& places, const PolicyFolders& folders) {
  return std::any_of(folders.files().begin(), folders.files().end(), [&](const auto& file) {
    return file.id == id && fs::path(file.path).parent_path() != places.own.parent_path();
  });
}

void put_aside(const Switch& places) {
  if (fs::exists(places.aside)) {
    throw std::runtime_error(places.aside.string() +
                             " is in the way: it was put aside before; remove it first");
  }
  fs::rename(places.own, places.aside);
  std::cout << "Put aside as " << places.aside.string() << '\n';
}

void mask(const Switch& places) {
  fs::create_directories(places.own.parent_path());
  if (!std::ofstream(places.own)) {
    throw std::runtime_error("cannot write " + places.own.string());
  }
  std::cout << "Wrote " << places.own.string() << ", which is empty and hides the file\n";
}

void take_back(const Switch& places) {
  if (places.is_masked()) fs::remove(places.own);
  if (!fs::exists(places.aside)) {
    std::cout << "Removed " << places.own.string() << ", which was empty and hid the file\n";
    return;
  }
  fs::rename(places.aside, places.own);
  std::cout << "Took back " << places.own.string() << '\n';
}

int done(const std::string& id, std::string_view state) {
  std::cout << id << " is " << state << "\n";
  return 0;
}

int nothing_to_do(const std::string& id, std::string_view state) {
  std::cout << id << " is " << state << " already\n";
  return 0;
}

}  // namespace

int policy_enable(const PolicySwitchOptions& options) {
  const auto config = load_config(options.config);
  if (!config) return 1;
  const PolicyFolders folders(*config);
  const auto places = switch_of(options.id, *config, folders);
  const bool is_off = places.is_masked() || fs::exists(places.aside);
  if (places.has_own() || !is_off) return nothing_to_do(options.id, "enabled");
  take_back(places);
  return done(options.id, "enabled");
}

int policy_disable(const PolicySwitchOptions& options) {
  const auto config = load_config(options.config);
  if (!config) return 1;
  const PolicyFolders folders(*config);
  const auto places = switch_of(options.id, *config, folders);
  const bool has_own = places.has_own();
  const bool needs_mask = is_shipped(options.id, places, folders) && !places.is_masked();
  if (!has_own && !needs_mask) return nothing_to_do(options.id, "disabled");
  if (has_own) put_aside(places);
  if (needs_mask) mask(places);
  return done(options.id, "disabled");
}

}  // namespace deskgate::gateway::cli

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/hardening/reach.hpp"

#include <cstdlib>
#include <filesystem>

namespace deskgate::gateway {
namespace {

namespace fs = std::filesystem;

// What every program reads: libraries, the machine's identity, the time zone, what the kernel says.
const std::vector<std::string> system_folders{"/usr",         "/lib",          "/lib64",
                                              "/etc",         "/proc",         "/sys",
                                              "/dev/urandom", "/var/lib/dbus", "/run/systemd"};

bool is_home_or_above(const fs::path& path) {
  const char* home = std::getenv("HOME");  // NOLINT(concurrency-mt-unsafe): one thread
  const auto relative = fs::path(home ? home : "/").lexically_relative(path);
  return !relative.empty() && *relative.begin() != "..";
}

// "": there is none that may be read as a whole.
std::string nearest(fs::path path) {
  std::error_code error;
  bool is_itself = true;
  while (!fs::exists(path, error) && path.has_relative_path()) {
    path = path.parent_path();
    is_itself = false;
  }
  return !is_itself && is_home_or_above(path) ? "" : path.string();
}

void add_with_targets(const std::string& path, std::vector<std::string>& paths) {
  const auto found = nearest(path);
  if (found.empty()) return;
  paths.push_back(found);
  std::error_code error;
  for (fs::directory_iterator entry(path, error), end; !error && entry != end;
       entry.increment(error)) {
    if (!entry->is_symlink(error)) continue;
    const auto target = fs::canonical(entry->path(), error);
    if (!error) paths.push_back(target.string());
  }
}

std::string folder_of(const std::string& path) {
  return fs::path(path).parent_path().string();
}

}  // namespace

hardening::Reach reach_of(const SettingsSource& source, const Config& config) {
  hardening::Reach reach{system_folders, {"/dev/null"}};
  for (const auto& path : paths_of(source, config)) {
    std::error_code error;
    const bool is_folder = fs::is_directory(path, error);
    add_with_targets(path, reach.readable);
    // An editor puts another file in its place.
    if (!is_folder) add_with_targets(folder_of(path), reach.readable);
  }
  if (config.certificate) {
    add_with_targets(folder_of(config.certificate->certificate), reach.readable);
    add_with_targets(folder_of(config.certificate->key), reach.readable);
  }
  if (!config.state_folder.empty()) reach.writable.push_back(config.state_folder);
  if (config.unix_path) reach.writable.push_back(folder_of(*config.unix_path));
  return reach;
}

}  // namespace deskgate::gateway

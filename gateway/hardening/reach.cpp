// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/hardening/reach.hpp"

#include <cstdlib>
#include <filesystem>

#include "mapping/policy_file.hpp"

namespace deskgate::gateway {
namespace {

namespace fs = std::filesystem;

// What every program reads: libraries, the machine's identity, the time zone, what the kernel says.
const std::vector<std::string> system_folders{"/usr",         "/lib",          "/lib64",
                                              "/etc",         "/proc",         "/sys",
                                              "/dev/urandom", "/var/lib/dbus", "/run/systemd"};

// By whatever names they go.
bool is_home_or_above(const fs::path& folder) {
  const char* home = std::getenv("HOME");  // NOLINT(concurrency-mt-unsafe): one thread
  std::error_code error;
  auto above = fs::weakly_canonical(home && *home ? home : "/", error);
  while (!fs::equivalent(above, folder, error) && above.has_relative_path()) {
    above = above.parent_path();
  }
  return fs::equivalent(above, folder, error);
}

// The nearest folder, if it may be reached as a whole.
void add_folder(fs::path path, std::vector<std::string>& folders) {
  std::error_code error;
  while (!fs::is_directory(path, error) && path.has_relative_path()) path = path.parent_path();
  if (!is_home_or_above(path)) folders.push_back(path.string());
}

// An editor puts another file in its place, and where it is a link, whoever renews what it leads to
// puts another one beside that.
void add_file(const fs::path& path, std::vector<std::string>& readable) {
  readable.push_back(path.string());
  add_folder(path, readable);
  std::error_code error;
  const auto target = fs::canonical(path, error);
  if (!error) add_folder(target, readable);
}

void add_policies(const fs::path& folder, std::vector<std::string>& readable) {
  add_folder(folder, readable);
  const bool is_alone = is_home_or_above(folder);  // each file for itself
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code ignored;
    const bool is_policy = entry->path().extension() == mapping::policy_extension;
    if (is_policy && (is_alone || entry->is_symlink(ignored))) add_file(entry->path(), readable);
  }
}

}  // namespace

hardening::Reach reach_of(const SettingsSource& source, const Config& config) {
  hardening::Reach reach{.readable = system_folders, .writable = {"/dev/null"}};
  for (const auto& name : paths_of(source, config)) {
    std::error_code error;
    const auto path = fs::absolute(name);
    if (fs::is_directory(path, error)) {
      add_policies(path, reach.readable);
    } else {
      add_file(path, reach.readable);
    }
  }
  if (config.certificate) {
    add_file(config.certificate->certificate, reach.readable);
    add_file(config.certificate->key, reach.readable);
  }
  if (!config.state_folder.empty()) reach.writable.push_back(config.state_folder);
  if (config.unix_path) add_folder(fs::absolute(*config.unix_path), reach.of_sockets);
  return reach;
}

}  // namespace deskgate::gateway

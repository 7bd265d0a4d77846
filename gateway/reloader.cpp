// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/reloader.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "gateway/hardening/sandbox.hpp"
#include "gateway/log.hpp"

namespace deskgate::gateway {
namespace {

namespace fs = std::filesystem;

// Different whenever the file is another one, was written to or has come into other hands.
std::string stamp(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return path + " -\n";
  return path + ' ' + std::to_string(status.st_ino) + ' ' + std::to_string(status.st_size) + ' ' +
         std::to_string(status.st_ctim.tv_sec) + '.' + std::to_string(status.st_ctim.tv_nsec) +
         '\n';
}

std::string stamp_all(const std::vector<std::string>& paths) {
  std::vector<std::string> stamps;
  for (const auto& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) stamps.push_back(stamp(path));
    for (fs::directory_iterator entry(path, error), end; !error && entry != end;
         entry.increment(error)) {
      stamps.push_back(stamp(entry->path().string()));
    }
  }
  std::sort(stamps.begin(), stamps.end());
  std::string all;
  for (const auto& each : stamps) all += each;
  return all;
}

// With the files that links among them lead to: those are saved elsewhere.
std::vector<std::string> with_targets(std::vector<std::string> paths) {
  std::vector<std::string> targets;
  const auto add = [&](const fs::path& path) {
    std::error_code error;
    if (!fs::is_symlink(path, error)) return;
    const auto target = fs::weakly_canonical(path, error);
    if (!error) targets.push_back(target.string());
  };
  for (const auto& path : paths) {
    std::error_code error;
    add(path);
    for (fs::directory_iterator entry(path, error), end; !error && entry != end;
         entry.increment(error)) {
      add(entry->path());
    }
  }
  paths.insert(paths.end(), targets.begin(), targets.end());
  return paths;
}

void warn_of_the_sandbox(const std::vector<std::string>& paths) {
  for (const auto& path : paths) {
    if (!hardening::is_out_of_reach(path)) continue;
    log::warning("reload",
                 path + ": cannot be read in the sandbox; it takes effect at the next start");
  }
}

std::string count(std::size_t number, const std::string& what) {
  return std::to_string(number) + ' ' + what + (number == 1 ? "" : "s");
}

}  // namespace

Reloader::Reloader(boost::asio::io_context& io, SettingsSource source, Gateway& gateway)
    : source_(std::move(source)), gateway_(gateway), files_(io, [this] { reload_if_changed(); }) {
  watch();
  seen_ = stamp_all(paths());
}

std::vector<std::string> Reloader::paths() const {
  return paths_of(source_, gateway_.config());
}

void Reloader::watch() {
  files_.set_paths(with_targets(paths()));
}

void Reloader::reload_if_changed() {
  if (stamp_all(paths()) != seen_) return reload();
  watch();  // a folder may have come where only one above it could be watched
}

// What is saved while the files are read is found by its stamp, which was taken before.
void Reloader::reload() {
  const auto before = paths();
  seen_ = stamp_all(before);
  SettingsReport report;
  auto settings = read_settings(source_, report);
  for (const auto& mistake : report.mistakes) log::warning("reload", mistake.text());
  for (const auto& warning : report.warnings) log::warning("reload", warning);
  warn_of_the_sandbox(
      with_targets(paths_of(source_, settings ? settings->config : gateway_.config())));
  if (!report.mistakes.empty()) {
    log::warning("reload", "everything stays as it was until that is mended");
    gateway_.note_held_up(report.mistakes.front().text());
    return watch();
  }
  if (needs_restart(gateway_.config(), settings->config)) {
    log::warning(
        "reload",
        "only roles, permissions, principals, pairing grants, policy folders and the procedures "
        "that are asked take effect at once; the rest of the configuration does at the next start");
  }
  gateway_.apply(settings->config, std::move(settings->policy));
  gateway_.note_held_up({});
  if (paths() != before) {
    watch();
    return reload();  // what was saved in a new folder before it was watched
  }
  const auto& policy = gateway_.policy();
  log::info("reload", count(policy.files().size() + policy.exports().size(), "policy file") + ", " +
                          count(gateway_.config().roles.size(), "role"));
  watch();
}

}  // namespace deskgate::gateway

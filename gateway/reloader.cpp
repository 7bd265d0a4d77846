// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/reloader.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "gateway/log.hpp"

namespace deskgate::gateway {
namespace {

namespace fs = std::filesystem;

// Different whenever the file is another one or was written to.
std::string stamp(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return path + " -\n";
  return path + ' ' + std::to_string(status.st_ino) + ' ' + std::to_string(status.st_size) + ' ' +
         std::to_string(status.st_mtim.tv_sec) + '.' + std::to_string(status.st_mtim.tv_nsec) +
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

std::string count(std::size_t number, const std::string& what) {
  return std::to_string(number) + ' ' + what + (number == 1 ? "" : "s");
}

}  // namespace

Reloader::Reloader(boost::asio::io_context& io, SettingsSource source, Gateway& gateway)
    : source_(std::move(source)), gateway_(gateway), files_(io, [this] { reload_if_changed(); }) {
  watch();
}

void Reloader::watch() {
  const auto paths = paths_of(source_, gateway_.config());
  files_.set_paths(paths);
  seen_ = stamp_all(paths);
}

void Reloader::reload_if_changed() {
  if (stamp_all(paths_of(source_, gateway_.config())) != seen_) return reload();
  watch();  // a folder may have come where only one above it could be watched
}

void Reloader::reload() {
  SettingsReport report;
  auto settings = read_settings(source_, report);
  for (const auto& mistake : report.mistakes) log::warning("reload", mistake.text());
  for (const auto& warning : report.warnings) log::warning("reload", warning);
  if (!report.mistakes.empty()) {
    log::warning("reload", "everything stays as it was until that is mended");
    return watch();
  }
  if (needs_restart(gateway_.config(), settings->config)) {
    log::warning("reload",
                 "only roles, permissions and policy files take effect at once; the rest of the "
                 "configuration does at the next start");
  }
  gateway_.apply(settings->config, std::move(settings->policy));
  const auto& policy = gateway_.policy();
  log::info("reload", count(policy.files().size() + policy.exports().size(), "policy file") + ", " +
                          count(gateway_.config().roles.size(), "role"));
  watch();
}

}  // namespace deskgate::gateway

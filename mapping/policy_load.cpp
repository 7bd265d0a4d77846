// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "mapping/policy.hpp"

namespace deskgate::mapping {

namespace {

namespace fs = std::filesystem;

bool is_policy(const fs::path& path) {
  return path.extension() == policy_extension && !path.filename().string().starts_with('.');
}

// The policy files of a folder by name. A folder that does not exist has none.
std::vector<std::string> list(const std::string& folder, Diagnostics& diagnostics) {
  std::vector<std::string> files;
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  while (!error && entry != fs::directory_iterator()) {
    if (is_policy(entry->path())) files.push_back(entry->path().string());
    entry.increment(error);
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    diagnostics.push_back({folder, 0, "cannot read the folder: " + error.message()});
  }
  std::sort(files.begin(), files.end());
  return files;
}

// The later folder's file stands for the earlier one's even if it is broken: a mistake in it must
// not bring back what it replaces.
void replace_earlier(std::vector<std::string>& paths, const std::vector<std::string>& later) {
  const auto is_replaced = [&](const std::string& path) {
    return std::any_of(later.begin(), later.end(), [&](const std::string& other) {
      return fs::path(path).filename() == fs::path(other).filename();
    });
  };
  std::erase_if(paths, is_replaced);
  paths.insert(paths.end(), later.begin(), later.end());
}

// One connection has one object at each path, by whichever of its names it is called.
bool are_one_object(const Export& a, const Export& b) {
  return a.bus == b.bus && a.path == b.path;
}

const PolicyFile* find_collision(const std::vector<PolicyFile>& files, const PolicyFile& file) {
  const auto found = std::find_if(files.begin(), files.end(), [&](const PolicyFile& other) {
    if (file.exported && other.exported) return are_one_object(*file.exported, *other.exported);
    return !file.exported && !other.exported && may_collide(other.service.uri, file.service.uri);
  });
  return found == files.end() ? nullptr : &*found;
}

Diagnostic describe_collision(const PolicyFile& file, const PolicyFile& other) {
  if (file.exported) {
    return {file.path, file.exported->path_line,
            "\"path\" in [export]: " + file.exported->path + " is exported by " + other.path +
                " already, so this file is left out"};
  }
  return {file.path, file.service.uri_line,
          "\"uri\" in [service]: the URIs under " + file.service.uri.text() +
              " collide with those under " + other.service.uri.text() + " of " + other.path +
              ", so this file is left out"};
}

}  // namespace

bool is_mask(const std::string& path) {
  std::error_code error;
  return fs::file_size(path, error) == 0 && !error;
}

Policy load_policy(const std::vector<std::string>& folders, Diagnostics& diagnostics) {
  std::vector<std::string> paths;
  for (const auto& folder : folders) replace_earlier(paths, list(folder, diagnostics));
  std::vector<PolicyFile> files;
  for (const auto& path : paths) {
    if (is_mask(path)) continue;
    auto file = read_policy_file(path, diagnostics);
    if (!file) continue;
    if (const auto* other = find_collision(files, *file)) {
      diagnostics.push_back(describe_collision(*file, *other));
    } else {
      files.push_back(*std::move(file));
    }
  }
  return Policy(std::move(files));
}

}  // namespace deskgate::mapping

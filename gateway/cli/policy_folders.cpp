// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/cli/policy_folders.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "mapping/strict_toml.hpp"

namespace deskgate::gateway::cli {
namespace {

namespace fs = std::filesystem;
using State = FolderFile::State;

constexpr std::string_view extension = ".toml";
constexpr std::string_view aside = ".toml.disabled";

bool is_put_aside(std::string_view path) {
  return path.ends_with(aside);
}

std::string id_of(const std::string& name) {
  return name.substr(0, name.find('.'));
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const auto name = entry->path().filename().string();
    const bool is_policy = name.ends_with(extension) || is_put_aside(name);
    if (is_policy && !name.starts_with('.')) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

std::string_view to_string(State state) {
  switch (state) {
    case State::enabled:
      return "enabled";
    case State::disabled:
      return "disabled";
    case State::replaced:
      return "replaced";
    case State::broken:
      return "broken";
  }
  return "";
}

std::string nothing_found(const Config& config) {
  std::string text = "There is no policy file, so nothing is exposed. Looked in:\n";
  for (const auto& folder : config.policy_folders) text += "  " + folder + '\n';
  return text;
}

PolicyFolders::PolicyFolders(const Config& config)
    : policy_(mapping::load_policy(config.policy_folders, diagnostics_)) {
  for (const auto& folder : config.policy_folders) add_folder(folder);
  for (auto& file : files_) judge(file);
  std::erase_if(files_, [](const FolderFile& file) {
    return !is_put_aside(file.path) && mapping::is_mask(file.path);
  });
}

std::vector<std::string> PolicyFolders::ids() const {
  std::set<std::string> ids;
  for (const auto& file : files_) ids.insert(file.id);
  return {ids.begin(), ids.end()};
}

std::vector<mapping::Template> PolicyFolders::uris() const {
  std::vector<mapping::Template> uris;
  for (const auto& file : files_) {
    mapping::Diagnostics ignored;
    const auto text = mapping::read_text(file.path, ignored);
    const auto name = file.id + std::string(extension);
    const auto parsed = mapping::parse_policy_file(text.value_or(""), name, ignored);
    if (parsed && !parsed->exported) uris.push_back(parsed->service.uri);
  }
  return uris;
}

void PolicyFolders::add_folder(const std::string& folder) {
  for (const auto& name : names_in(folder)) {
    files_.push_back({id_of(name), (fs::path(folder) / name).string(), State::broken});
  }
}

// The last file of a name is the one that counts.
void PolicyFolders::judge(FolderFile& file) const {
  if (is_put_aside(file.path)) {
    file.state = State::disabled;
    return;
  }
  const auto last = std::find_if(files_.rbegin(), files_.rend(), [&](const FolderFile& other) {
    return other.id == file.id && !is_put_aside(other.path);
  });
  if (last->path != file.path) {
    file.state = mapping::is_mask(last->path) ? State::disabled : State::replaced;
    file.note = "by " + last->path;
    return;
  }
  for (const auto* loaded : {&policy_.files(), &policy_.exports()}) {
    const auto found = std::find_if(loaded->begin(), loaded->end(),
                                    [&](const auto& each) { return each.path == file.path; });
    if (found == loaded->end()) continue;
    file.state = State::enabled;
    file.file = &*found;
  }
  for (const auto& diagnostic : diagnostics_) {
    if (diagnostic.file == file.path) file.problems.push_back(diagnostic.text());
  }
}

}  // namespace deskgate::gateway::cli

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The policy files of the configured folders, as a person who looks into the folders sees them:
// those that hold, those that do not, and why.
//
// The last folder is the user's. There, an empty FILE.toml disables the FILE.toml of the folders
// before it, and FILE.toml.disabled is a file of the user's own that is put aside.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/config.hpp"
#include "mapping/policy.hpp"

namespace deskgate::gateway::cli {

// One file. `note` says what a state alone does not.
struct FolderFile {
  enum class State { enabled, disabled, replaced, broken };

  std::string id;
  std::string path;
  State state;
  std::string note = {};                      // by which file it is disabled or replaced
  std::vector<std::string> problems = {};     // why it is broken
  const mapping::PolicyFile* file = nullptr;  // if it is enabled
};

std::string_view to_string(FolderFile::State state);

// That the folders have no policy file, and which folders these are.
std::string nothing_found(const Config& config);

// Reads the folders of the configuration once.
class PolicyFolders {
 public:
  explicit PolicyFolders(const Config& config);
  PolicyFolders(const PolicyFolders&) = delete;
  PolicyFolders& operator=(const PolicyFolders&) = delete;

  const mapping::Policy& policy() const { return policy_; }
  const mapping::Diagnostics& diagnostics() const { return diagnostics_; }

  // In the order of the folders and then of the names.
  const std::vector<FolderFile>& files() const { return files_; }

  // Of all the files that can be read, of those too that do not hold.
  std::vector<mapping::Template> uris() const;

  // Every id once.
  std::vector<std::string> ids() const;

 private:
  void add_folder(const std::string& folder);
  void judge(FolderFile& file) const;

  mapping::Diagnostics diagnostics_;
  mapping::Policy policy_;
  std::vector<FolderFile> files_;
};

}  // namespace deskgate::gateway::cli

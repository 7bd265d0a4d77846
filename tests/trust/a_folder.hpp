// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace deskgate::gateway::trust::testing {

// A folder that nobody else may look into, and that goes with it.
class AFolder {
 public:
  AFolder() {
    std::string name = "/tmp/deskgate-trust-XXXXXX";
    path_ = ::mkdtemp(name.data());
  }
  ~AFolder() { std::filesystem::remove_all(path_); }
  AFolder(const AFolder&) = delete;
  AFolder& operator=(const AFolder&) = delete;

  const std::string& path() const { return path_; }

  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(path_)) {
      names.push_back(entry.path().filename());
    }
    return names;
  }

 private:
  std::string path_;
};

}  // namespace deskgate::gateway::trust::testing

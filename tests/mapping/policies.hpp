// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Policy files for tests: those in the source tree, short ones written in the test, and folders of
// them.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "mapping/policy_file.hpp"

namespace deskgate::mapping::test {

namespace fs = std::filesystem;

inline fs::path source_folder() {
  return fs::path(__FILE__).parent_path() / "../..";
}
inline fs::path data_folder() {
  return source_folder() / "tests/data/policies";
}

inline std::vector<std::string> toml_files(const fs::path& folder) {
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".toml") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// The stem of a file as the name of a test.
inline std::string test_name(const std::string& path) {
  auto name = fs::path(path).stem().string();
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
  return name;
}

inline std::string contents(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// "14: unknown key ..."
inline std::string without_file(const Diagnostic& diagnostic) {
  return diagnostic.text().substr(diagnostic.file.size() + (diagnostic.line > 0 ? 1 : 2));
}

inline std::string all_text(const Diagnostics& diagnostics) {
  std::string text;
  for (const auto& diagnostic : diagnostics) text += diagnostic.text() + "\n";
  return text;
}

// The file of which `grants` are the last lines. Anything wrong with it fails the test.
inline PolicyFile thing(const std::string& grants, const std::string& path = "thing.toml") {
  const std::string head =
      "summary = \"A thing\"\n"
      "[service]\n"
      "name = \"org.example.Thing.{id}\"\n"
      "path = \"/org/example/Thing\"\n"
      "uri = \"org.example.thing.{id}\"\n";
  Diagnostics diagnostics;
  auto file = parse_policy_file(head + grants, path, diagnostics);
  EXPECT_EQ(all_text(diagnostics), "");
  return file.value_or(PolicyFile{});
}

// A folder that is gone after the test.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "deskgate-test-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string path() const { return path_.string(); }
  std::string file(const std::string& name) const { return (path_ / name).string(); }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name) << text;
    return file(name);
  }

 private:
  fs::path path_;
};

}  // namespace deskgate::mapping::test

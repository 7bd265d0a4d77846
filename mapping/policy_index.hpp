// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The rules of all files, found by what a URI asks for, however many files there are.
//
// A file is found by the literal beginning of its URIs, a rule by interface, member and access.
// What is denied is left out when the index is made.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "mapping/policy_request.hpp"

namespace deskgate::mapping {

// A rule, and a grant that gives it: that it is written in, or that includes that one.
struct Opening {
  const std::string* grant;  // in full: "mpris.control"
  const Rule* rule;
};

// The rules of one file, as they are asked for.
class FileIndex {
 public:
  explicit FileIndex(const PolicyFile& file);  // which outlives it
  FileIndex(const FileIndex&) = delete;
  FileIndex& operator=(const FileIndex&) = delete;

  const PolicyFile& file() const { return file_; }

  // Every rule that allows the request, once for each grant that gives it.
  std::vector<Opening> openings(const Request& request) const;

 private:
  using Key = std::tuple<std::string_view, std::string_view, Access>;  // interface, member

  void add(const std::string& grant, const Rule& rule);
  void append(const Key& key, std::vector<Opening>& found) const;

  const PolicyFile& file_;
  std::vector<std::string> grants_;
  std::map<Key, std::vector<Opening>> by_member_;
  std::map<Key, std::vector<Opening>> by_interface_;  // for whichever member, ""
};

// All files. Owns them and what points into them, so it is neither copied nor moved.
class PolicyIndex {
 public:
  explicit PolicyIndex(std::vector<PolicyFile> files);
  PolicyIndex(const PolicyIndex&) = delete;
  PolicyIndex& operator=(const PolicyIndex&) = delete;

  // Of services; nothing is found by a URI of an export.
  const std::vector<PolicyFile>& files() const { return files_; }
  const std::vector<PolicyFile>& exports() const { return exports_; }

  // Those whose URIs begin as this one does.
  std::vector<const FileIndex*> candidates(std::string_view uri) const;

  // Policy::speaks_of. Allocates nothing where no file's URIs begin as this one does.
  bool speaks_of(std::string_view uri) const;

 private:
  // Calls `visit` with each of them until it returns true; whether it did.
  template <class Visit>
  bool visit_candidates(std::string_view uri, const Visit& visit) const;

  std::vector<PolicyFile> files_;
  std::vector<PolicyFile> exports_;
  // By the components before the first capture: "org.deskgate.mpris".
  std::multimap<std::string, FileIndex, std::less<>> by_beginning_;
};

}  // namespace deskgate::mapping

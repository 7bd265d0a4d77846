// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The decision: may the holder of these grants do this?
//
// Default deny. A request is allowed if some grant that the asker holds has a rule for exactly this
// access to this member, and no `deny` of the file names the member. Rules only add, denials only
// subtract, and neither depends on the order in which they are written: adding a denial or removing
// a rule never widens anything.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/policy_file.hpp"

namespace deskgate::mapping {

// The grants that a role holds: "mpris.control", or "*" for every grant of every file.
using Grants = std::set<std::string, std::less<>>;

// What a URI is used for.
enum class Operation { call, subscribe };

// What may be done, and why.
struct Decision {
  bool is_allowed = false;
  // Refused: what would be needed ("needs the grant mpris.control"), for the peer.
  std::string reason;
  // Allowed: the rules that allow it. It is enough that the arguments satisfy one of them. They
  // point into the Policy and live as long as it does.
  std::vector<const Rule*> rules;
};

// A set of files that do not collide. Immutable.
class Policy {
 public:
  Policy() = default;
  explicit Policy(std::vector<PolicyFile> files) : files_(std::move(files)) {}

  const std::vector<PolicyFile>& files() const { return files_; }

  Decision decide(const Grants& held, Operation operation, std::string_view uri) const;

  // Whether the holder may see that objects of this file exist: it holds some grant of it.
  bool may_see(const Grants& held, const PolicyFile& file) const;

 private:
  std::vector<PolicyFile> files_;
};

// Whether the holder may read this property: which of them `get_all` shows.
bool may_get(const Grants& held, const PolicyFile& file, std::string_view interface,
             std::string_view property);

// Whether these arguments satisfy one of the rules. `names` are the introspected argument names, ""
// where there is none. Otherwise says which argument of which rule they fail ("argument 1 (value):
// must be at most 1.0"). A constraint on an argument that is not there, or on a name that the
// introspection does not give, is failed. For `set`, what counts is the value without its {"t",
// "v"} wrapper.
std::optional<std::string> refuse_arguments(const std::vector<const Rule*>& rules,
                                            const nlohmann::json& arguments,
                                            const std::vector<std::string>& names);

// Reads every *.toml of the folders, in the order of the folders and then of the names. A file that
// is wrong, or whose URIs collide with those of a file read before it, is left out and told in
// `diagnostics`. A file id that stands in two folders: the later folder's file replaces the earlier
// one's. A file without an octet only does that: it disables the earlier one, and is not told.
Policy load_policy(const std::vector<std::string>& folders, Diagnostics& diagnostics);

// Whether the file is there and has not one octet.
bool is_mask(const std::string& path);

// A grant that the configuration names and no file has: told with the nearest one that there is.
std::optional<std::string> unknown_grant(const Policy& policy, std::string_view grant);

}  // namespace deskgate::mapping

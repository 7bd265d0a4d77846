// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The decision: may the holder of these grants do this?
//
// Default deny. A request is allowed if some grant that the asker holds has a rule for exactly this
// access to this member, and no `deny` of the file names the member. Rules only add, denials only
// subtract, and neither depends on the order in which they are written: adding a denial or removing
// a rule never widens anything.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/introspection.hpp"
#include "mapping/policy_file.hpp"

namespace deskgate::mapping {

// What may be done, and why.
struct Decision {
  bool is_allowed = false;
  // Refused: what would be needed ("needs the grant mpris.control"), for the peer.
  std::string reason;
  // Allowed: the rules that allow it. It is enough that the arguments satisfy one of them. They
  // live as long as the Policy or a copy of it.
  std::vector<const Rule*> rules;
};

class PolicyIndex;

// A set of files that do not collide. Immutable; copies share the files and the rules.
class Policy {
 public:
  explicit Policy(std::vector<PolicyFile> files = {});

  // Those that speak of a service.
  const std::vector<PolicyFile>& files() const;
  // Those that export an object. They grant nothing.
  const std::vector<PolicyFile>& exports() const;

  Decision decide(const Grants& held, Operation operation, std::string_view uri) const;

  // Whether the URI is one of an object that some file speaks of, be there such an object or not.
  bool speaks_of(std::string_view uri) const;

  // nullptr: there is none of that id.
  const PolicyFile* find(std::string_view id) const;

  // Whether the holder may see that objects of this file exist: it holds some grant of it. What
  // counts is the file of its id in this policy.
  bool may_see(const Grants& held, const PolicyFile& file) const;

 private:
  std::shared_ptr<const PolicyIndex> index_;
};

// Whether the holder may read this property unasked: which of them `get_all` shows.
bool may_get(const Grants& held, const PolicyFile& file, std::string_view interface,
             std::string_view property);

// The rules that the arguments of a call satisfy.
struct Satisfied {
  // The most generous first: without `ask` before with, then with the fewest forced arguments, the
  // highest rate and the longest timeout, be it given or not.
  std::vector<const Rule*> rules;
  // None: which argument fails which condition ("argument 1 (value): must be at most 1.0").
  std::string refusal;
};

// `expected` are the arguments as the introspection describes them. A constraint on an argument
// that is not there, or on a name that the introspection does not give, is failed.
Satisfied satisfied_by(const nlohmann::json& arguments, const std::vector<const Rule*>& rules,
                       const std::vector<ArgumentInfo>& expected);

// The arguments with those that the rule forces put in their place. They satisfy the rule.
nlohmann::json with_forced(nlohmann::json arguments, const Rule& rule,
                           const std::vector<ArgumentInfo>& expected);

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

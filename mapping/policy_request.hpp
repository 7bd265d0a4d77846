// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What a URI asks of a policy file, in D-Bus terms.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/policy.hpp"

namespace deskgate::mapping {

// Accesses of which any will do, to a member of an interface.
struct Request {
  std::string interface;
  std::optional<std::string> member;  // nullopt: whichever
  std::vector<Access> accesses;
};

// nullopt: the URI is none of the file's, or names an interface or member that the file cannot
// mean.
std::optional<Request> request(const PolicyFile& file, Operation operation, std::string_view uri);

// The accesses that the use of a URI of this kind may rest on; none: it has no such use.
std::vector<Access> accesses(MemberKind kind, Operation operation);

// Whether the rule would do, were it not for denials.
bool gives(const Rule& rule, const Request& request);

// Whether the rule does. Where any member is asked for, a rule counts as long as its own member is
// not denied.
bool allows(const PolicyFile& file, const Rule& rule, const Request& request);

}  // namespace deskgate::mapping

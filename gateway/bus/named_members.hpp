// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What a policy file alone says of an object that nobody has asked yet.
#pragma once

#include <string>
#include <vector>

#include "gateway/bus/shown_object.hpp"
#include "mapping/policy_file.hpp"

namespace deskgate::gateway::bus {

// The members at `uri` that the grants of the file open by name, or by "*" where [types] names
// them. The types are those of [types]: members that are not there have none.
std::vector<Member> named_members(const mapping::PolicyFile& file, const std::string& uri);

}  // namespace deskgate::gateway::bus

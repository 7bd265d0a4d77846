// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What a new version of a policy file changes.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "mapping/policy_file.hpp"

namespace deskgate::mapping {

// The interfaces of which `after` shows other members than `before`, of the same objects under the
// same URIs. Who may use them, and with which arguments, is not asked, nor where in the file it is
// written. nullopt: the objects or their URIs are others, and nothing that is mirrored can stay.
std::optional<std::set<std::string>> changed_interfaces(const PolicyFile& before,
                                                        const PolicyFile& after);

}  // namespace deskgate::mapping

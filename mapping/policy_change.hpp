// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What a new version of a policy file changes.
#pragma once

#include "mapping/policy_file.hpp"

namespace deskgate::mapping {

// Whether both show the same members of the same objects under the same URIs, so that one may take
// the place of the other while the objects live. Who may use them, and with which arguments, may
// differ, and so may where in the file it is written.
bool mirrors_alike(const PolicyFile& a, const PolicyFile& b);

}  // namespace deskgate::mapping

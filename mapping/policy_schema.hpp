// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The format of policy files as a JSON Schema, for editors.
#pragma once

#include <string>

namespace deskgate::mapping {

// The text of docs/policy.schema.json.
std::string policy_schema();

}  // namespace deskgate::mapping

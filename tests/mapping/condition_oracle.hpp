// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The conditions on a value as docs/policies.md words them, evaluated as they are written.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace deskgate::mapping::test {

// `conditions` as in a policy file: {"min": 1, "max": 3}. `type` is the value's on D-Bus.
bool oracle_satisfies(const nlohmann::json& conditions, const nlohmann::json& value,
                      const std::string& type);

}  // namespace deskgate::mapping::test

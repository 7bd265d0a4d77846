// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <toml++/toml.h>
#include <string>

#include "gateway/config.hpp"
#include "mapping/diagnostic.hpp"

namespace deskgate::gateway {

// Reads [limits] over those of `config`. What is wrong with it is appended to the diagnostics.
void read_limits(const toml::table& limits, Config& config, const std::string& path,
                 mapping::Diagnostics& diagnostics);

}  // namespace deskgate::gateway

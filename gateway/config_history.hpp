// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <string>
#include <vector>

#include "mapping/diagnostic.hpp"
#include "mapping/strict_toml.hpp"
#include "router/realm.hpp"

namespace deskgate::gateway {

// Reads the [[history]] tables: the subscriptions whose events are kept. What is wrong with them is
// told in `diagnostics`; `file` is for messages.
std::vector<router::HistoryRule> read_history(mapping::StrictTable& root, const std::string& file,
                                              mapping::Diagnostics& diagnostics);

}  // namespace deskgate::gateway

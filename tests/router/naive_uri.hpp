// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The rules for URIs, component by component (specification, "URIs" and "Pattern-based
// Registrations").
#pragma once

#include <string>
#include <vector>

namespace deskgate::router::naive {

bool is_known(const std::string& match);
bool is_lawful(const std::string& uri, const std::string& match);
bool is_reserved(const std::string& uri);
bool is_match(const std::string& pattern, const std::string& match, const std::string& uri);

// Of two patterns of registrations that match the same call: whether the one is taken before the
// other.
bool is_better(const std::string& one, const std::string& its_match, const std::string& other,
               const std::string& others_match);

}  // namespace deskgate::router::naive

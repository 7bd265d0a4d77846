// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Where the objects of a policy file live among all URIs, be there such an object or not.
#pragma once

#include <string_view>

#include "mapping/names.hpp"

namespace deskgate::mapping {

// Whether the URI is that of an object, or lies below one. `uri` is a file's `service.uri`, each of
// whose captures stands for one component or a part of one.
bool is_at_or_below(const Template& uri, std::string_view asked);

// Whether a URI that begins with `prefix` may be one. Yes in doubt.
bool may_reach_by_prefix(const Template& uri, std::string_view prefix);

// Whether a URI may be one that has the components of `pattern`, an empty one standing for any.
bool may_reach_by_wildcard(const Template& uri, std::string_view pattern);

}  // namespace deskgate::mapping

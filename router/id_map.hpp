// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What is looked up by an id in every call and event. Unlike in std::unordered_map the entries lie
// side by side: nothing is allocated for each, and a reference to one is valid only until the next
// is put in.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <functional>

#include "router/id.hpp"

namespace deskgate::router {

template <class Id, class T>
using IdMap = boost::unordered_flat_map<Id, T, std::hash<Id>>;

}  // namespace deskgate::router

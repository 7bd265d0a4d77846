// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Names in a policy file that a live object does not have, although it has one that is spelt almost
// the same.
//
// A file may name members of several versions of a service, and no service has all of them: so
// only a name is taken for a mistake that resembles one which the object has and the file does not
// speak of.
#pragma once

#include "mapping/diagnostic.hpp"
#include "mapping/policy_file.hpp"

namespace deskgate::mapping {

// What is misspelt for an object that has these interfaces, at most one for each line and name. An
// interface of which nothing is known is not judged.
Diagnostics misspelt(const PolicyFile& file, const InterfaceTable& interfaces);

}  // namespace deskgate::mapping

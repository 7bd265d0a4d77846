// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The decision as docs/policies.md words it, over lists of statements: slow, and sharing nothing
// with the one that it is compared with but the names of things.
#pragma once

#include <string>
#include <vector>

#include "tests/mapping/policy_model.hpp"

namespace deskgate::mapping::test {

// Every outcome that would be right: more than one where several rules are equally generous.
std::vector<Outcome> oracle(const Statements& statements, const Grants& held,
                            const Question& question);

// Whether anything that is held opens it, with whatever arguments.
bool oracle_opens(const Statements& statements, const Grants& held, const Question& question);

// Whether the owner of the bus name has an object of the file.
bool oracle_means(const Statements& statements, const std::string& file,
                  const std::string& bus_name);

// "one without `ask` before one with it, then the one that forces least, has the highest rate and
// waits longest"
bool is_more_generous(const Outcome& a, const Outcome& b);

}  // namespace deskgate::mapping::test

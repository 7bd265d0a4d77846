// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Whether a policy file says what its writer takes it to say.
#pragma once

#include "mapping/policy_file.hpp"

namespace deskgate::mapping {

// Tells each [[expect]] of the file that does not hold, with its line and what decides instead. The
// file is looked at for itself, without a service: arguments that are given by position have no
// names.
Diagnostics failed_expectations(const PolicyFile& file);

}  // namespace deskgate::mapping

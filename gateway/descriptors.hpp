// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace deskgate::gateway {

// Lets this process open a descriptor for each of so many connections, beside those that it needs
// itself. Where the system does not let it, it gets what there is; the sentence says how much is
// missing, and the way out.
std::optional<std::string> provide_descriptors(std::size_t connections);

}  // namespace deskgate::gateway

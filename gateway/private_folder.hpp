// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <string>

namespace deskgate::gateway {

// A folder that nobody but this user can look into: made, with those above it, where there is none
// (mode 0700). Throws std::runtime_error with one sentence that names it and the way out where it
// is none, is somebody else's, or others have rights to it.
void make_private_folder(const std::string& path);

}  // namespace deskgate::gateway

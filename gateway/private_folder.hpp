// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <string>

namespace deskgate::gateway {

// A folder that nobody but this user can look into: made, with those above it, where there is none
// (mode 0700). Throws std::runtime_error with one sentence that names it and the way out where it
// is none, is somebody else's, or others have rights to it.
void make_private_folder(const std::string& path);

// From now on the folder is this process's alone, until it ends, however it ends: what is kept
// there is read once, and two who write it would undo what the other has acknowledged. Throws
// std::runtime_error with one sentence that names it and the way out where another has it.
void hold_private_folder(const std::string& path);

}  // namespace deskgate::gateway

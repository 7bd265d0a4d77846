// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What may be left of a folder when the power goes while files in it are written.
//
// What a file holds is certain once it has been synced, and which files there are once the folder
// has. Of all else each step may have reached the disk or not, whatever came before it: of a write
// nothing, half, all, or as many zeros; a file that was made, renamed or removed is or is not.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>

#include "tests/trust/faulty_disk.hpp"

namespace deskgate::gateway::trust::testing {

// What each file of a folder holds, by its name.
using FolderState = std::map<std::string, std::string>;

FolderState read_folder(const std::string& folder);
// Into a folder that is empty; nobody else may read the files.
void write_folder(const std::string& folder, const FolderState& state);

// All that may be there when the power goes behind these calls; when they began, `before` was there
// for certain. The files are made, written to their end, renamed and removed; nothing else.
std::set<FolderState> after_power_cut(const FolderState& before, std::span<const DiskCall> calls);

}  // namespace deskgate::gateway::trust::testing

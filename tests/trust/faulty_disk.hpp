// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The system calls by which files are written, in this process: counted, and one of them may fail
// or be the last thing that the process does.
#pragma once

#include <string>
#include <vector>

namespace deskgate::gateway::trust::testing {

// What the calls were since start_counting(): "open", "write", "fsync", "rename", "unlink".
const std::vector<std::string>& disk_calls();

// The `which`-th call from now on (the first is 0) fails with `error`; after it all is well.
void fail_disk_call(int which, int error);
// Before the `which`-th call the process is killed, as by SIGKILL.
void die_at_disk_call(int which);
// Nothing fails; the calls are counted anew.
void start_counting();
void stop_counting();

}  // namespace deskgate::gateway::trust::testing

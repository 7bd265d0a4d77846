// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The system calls by which files are written, in this process: noted, and one of them may fail, do
// half of its work, or be the last thing that the process does.
#pragma once

#include <string>
#include <vector>

namespace deskgate::gateway::trust::testing {

// One call, and what came of it.
struct DiskCall {
  std::string name;    // "open", "write", "fsync", "fdatasync", "ftruncate", "rename" or "unlink"
  std::string file;    // what it is about: the last part of the path
  std::string to{};    // rename: the other name
  std::string data{};  // write: what was handed over
  bool is_folder = false;  // what it is about
  bool has_made = false;   // open: the file
  bool has_worked = false;
};

// Those since the counting began: with all that is known of them, and by name alone.
const std::vector<DiskCall>& disk_history();
std::vector<std::string> disk_calls();

// The `which`-th call from now on (the first is 0) fails with `error`; after it all is well.
void fail_disk_call(int which, int error);
// So does every call after it.
void fail_disk_from(int which, int error);
// The `which`-th call is a write, and writes half of what it is given. With an `error`, that is
// what the call after it fails with.
void cut_disk_write(int which, int error = 0);
// Before the `which`-th call the process is killed, as by SIGKILL.
void die_at_disk_call(int which);
// Nothing fails; the calls are counted anew.
void start_counting();
void stop_counting();

}  // namespace deskgate::gateway::trust::testing

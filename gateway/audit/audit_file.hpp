// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The audit log's files: audit.jsonl, and audit.1.jsonl, audit.2.jsonl, … before it, the highest
// the oldest.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/audit/chain.hpp"

namespace deskgate::gateway::audit {

// How much is kept.
struct Keep {
  std::size_t file_size = 1 << 20;  // octets after which the next file begins
  std::size_t files = 8;            // in all
  friend bool operator==(const Keep&, const Keep&) = default;
};

// Those that there are, the oldest first; one may be missing between them, where a file could not
// be renamed or made.
std::vector<std::string> audit_files(const std::string& folder);

// Lines are written whole or not at all, as far as the system lets it, and are on the disk after
// sync(). Whatever fails may be tried again, and loses no line that has been written. Not
// thread-safe.
class AuditFile {
 public:
  // Nothing is opened before the first line. `folder` is private.
  AuditFile(std::string folder, Keep keep);
  ~AuditFile();
  AuditFile(const AuditFile&) = delete;
  AuditFile& operator=(const AuditFile&) = delete;

  // What the last line is; of a log that begins, nothing. A line that was cut is ended, so that the
  // next one stands alone. Throws std::runtime_error where the file cannot be opened or read.
  // `was_cut`: whether there was one.
  Link open(bool& was_cut);

  // Throws std::runtime_error with one sentence where that cannot be: nothing has been added then.
  // After a sync() that failed it tries that again first, and adds nothing before it succeeds; what
  // the system had given up by then may be missing all the same.
  void append(std::string_view line);

  // Throws std::runtime_error with one sentence where what has been written may not be on the disk.
  void sync();

 private:
  void rotate();
  void make_room();
  void open_file();
  void sync_name();

  std::string folder_;
  Keep keep_;
  int descriptor_ = -1;
  std::size_t size_ = 0;
  bool is_unsynced_ = false;
  bool is_name_unsynced_ = false;  // the file is new: its folder does not know it for certain
  bool has_sync_failed_ = false;
  bool has_cut_line_ = false;  // at its end, and it could not be taken back
};

}  // namespace deskgate::gateway::audit

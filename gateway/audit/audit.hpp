// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The audit log: one JSON line for each decision that mattered.
//
// A line is handed to the system before what it tells of happens, and brought to the disk within a
// second. Refusals of one session are counted where they come often, so that nobody fills the disk.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <map>
#include <string>

#include "gateway/audit/audit_file.hpp"
#include "gateway/audit/entry.hpp"

namespace deskgate::gateway::audit {

// Lives on the loop's thread.
class Audit final : public Recorder {
 public:
  // Refusals of one session in one minute that have lines of their own; the others are counted.
  static constexpr int most_refusals = 20;

  // `folder` "": nothing is kept, and record() says that it was.
  Audit(boost::asio::io_context& io, const std::string& folder, Keep keep);
  ~Audit() override;

  // False where the log cannot be written; the first time, the log of events says why.
  bool record(const Entry& entry) override;

  // Why nothing can be written; "": it can.
  const std::string& fault() const { return fault_; }

 private:
  struct Refusals {
    std::chrono::steady_clock::time_point since;
    int count = 0;
  };

  bool is_one_too_many(const Entry& entry);
  bool write(const Entry& entry);
  void begin();
  void sync_soon();
  void tell_counted(bool is_end);

  bool is_kept_;
  AuditFile file_;
  Link link_;
  bool has_begun_ = false;
  bool is_sync_due_ = false;
  std::string fault_;
  std::map<std::uint64_t, Refusals> refusals_;  // by session
  boost::asio::steady_timer timer_;
};

}  // namespace deskgate::gateway::audit

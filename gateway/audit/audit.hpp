// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The audit log: one JSON line for each decision that mattered.
//
// A line is handed to the system before what it tells of happens, and brought to the disk within a
// second. What comes often is counted: whoever comes, asks in vain or calls again and again must
// not push out what is kept of others.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "gateway/audit/audit_file.hpp"
#include "gateway/audit/entry.hpp"

namespace deskgate::gateway::audit {

// Lives on the loop's thread.
class Audit final : public Recorder {
 public:
  // So many logins of one identity in an hour have lines of their own, so many refusals, and so
  // many calls and writes of one member; the others are counted, and told once a minute. Whoever
  // has not logged in may have any name and any number of addresses: all of them are one.
  static constexpr int most_alike = 60;

  // `folder` "": nothing is kept, and record() says that it was.
  Audit(boost::asio::io_context& io, const std::string& folder, Keep keep);
  ~Audit() override;

  // False where the log cannot be written; the first time, the log of events says why.
  bool record(const Entry& entry) override;

  // Why nothing can be written; "": it can.
  const std::string& fault() const { return fault_; }

  // The number of the last line, as far as this process knows; 0: it has begun none.
  std::uint64_t last_line() const { return has_begun_ ? link_.number : 0; }

 private:
  // Entries that are alike: logins or refusals of one identity, or calls or writes of one member.
  struct Kind {
    std::string event;
    std::string role;
    std::string who;
    std::string uri;
    auto operator<=>(const Kind&) const = default;
  };
  struct Count {
    std::chrono::steady_clock::time_point since;
    int all = 0;
    int untold = 0;
  };

  static std::optional<Kind> kind_of(const Entry& entry);
  bool is_one_too_many(const Entry& entry);
  bool write(const Entry& entry);
  void begin();
  void sync_soon();
  void tell_soon();
  void tell_counted();

  bool is_kept_;
  AuditFile file_;
  Link link_;
  bool has_begun_ = false;
  bool is_sync_due_ = false;
  bool is_telling_due_ = false;
  std::string fault_;
  std::map<Kind, Count> counts_;
  boost::asio::steady_timer sync_;
  boost::asio::steady_timer tell_;
};

}  // namespace deskgate::gateway::audit

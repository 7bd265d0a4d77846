// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/audit/audit.hpp"

#include <stdexcept>
#include <utility>

#include "gateway/audit/times.hpp"
#include "gateway/log.hpp"

namespace deskgate::gateway::audit {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::minutes counted_for{1};
constexpr std::chrono::seconds synced_after{1};

}  // namespace

Audit::Audit(boost::asio::io_context& io, const std::string& folder, Keep keep)
    : is_kept_(!folder.empty()), file_(folder, keep), timer_(io) {}

Audit::~Audit() {
  tell_counted(true);
}

bool Audit::record(const Entry& entry) {
  if (!is_kept_ || is_one_too_many(entry)) return true;
  return write(entry);
}

bool Audit::is_one_too_many(const Entry& entry) {
  if (entry.verdict != "refused" || entry.session == 0) return false;
  const auto now = steady_clock::now();
  auto& refusals = refusals_.try_emplace(entry.session, Refusals{now}).first->second;
  return ++refusals.count > most_refusals;
}

// Of sessions whose minute is over.
void Audit::tell_counted(bool is_end) {
  const auto now = steady_clock::now();
  for (auto each = refusals_.begin(); each != refusals_.end();) {
    const auto& [session, refusals] = *each;
    const auto uncounted = refusals.count - most_refusals;
    if (now - refusals.since < counted_for && !is_end) {
      ++each;
      continue;
    }
    if (uncounted > 0) {
      write({.event = "refusals",
             .verdict = "refused",
             .session = session,
             .note = std::to_string(uncounted) + " more within a minute"});
    }
    each = refusals_.erase(each);
  }
}

// The chain goes on where it ended; after a cut it begins anew, visibly.
void Audit::begin() {
  bool was_cut = false;
  link_ = file_.open(was_cut);
  has_begun_ = true;
  if (!was_cut) return;
  const auto note = "the line before was cut";
  file_.append(append_to_chain(link_, {.event = "audit.damaged", .verdict = "", .note = note},
                               {std::chrono::system_clock::now(), since_boot()}));
}

bool Audit::write(const Entry& entry) {
  try {
    if (!has_begun_) begin();
    auto next = link_;
    file_.append(append_to_chain(next, entry, {std::chrono::system_clock::now(), since_boot()}));
    link_ = std::move(next);
    sync_soon();
    if (!std::exchange(fault_, "").empty()) log::info("audit", "can be written again");
    return true;
  } catch (const std::runtime_error& error) {
    if (fault_.empty())
      log::error("audit", std::string(error.what()) + "; nothing that writes is let through");
    fault_ = error.what();
    return false;
  }
}

void Audit::sync_soon() {
  if (std::exchange(is_sync_due_, true)) return;
  timer_.expires_after(synced_after);
  timer_.async_wait([this](auto error) {
    if (error) return;
    is_sync_due_ = false;
    tell_counted(false);
    file_.sync();
    if (!refusals_.empty()) sync_soon();
  });
}

}  // namespace deskgate::gateway::audit

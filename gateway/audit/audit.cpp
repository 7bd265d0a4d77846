// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/audit/audit.hpp"

#include <stdexcept>
#include <utility>

#include "gateway/audit/times.hpp"
#include "gateway/log.hpp"
#include "gateway/roles.hpp"

namespace deskgate::gateway::audit {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::hours counted_for{1};
constexpr std::chrono::minutes told_every{1};
constexpr std::chrono::seconds synced_after{1};

// "" for what is not counted.
std::string plural_of(const Entry& entry) {
  if (entry.event == "login") return entry.verdict == "allowed" ? "logins" : "refusals";
  // "device": of one that would replace its key.
  const bool is_request = entry.event == "call" || entry.event == "register" ||
                          entry.event == "subscribe" || entry.event == "publish" ||
                          entry.event == "device";
  if (entry.verdict == "refused") return is_request ? "refusals" : "";
  if (entry.event == "call") return "calls";
  return entry.event == "write" ? "writes" : "";
}

// Told once, until it can be written again.
void raise_alarm(const std::runtime_error& error, std::string& fault) {
  if (fault.empty()) {
    log::error("audit", std::string(error.what()) + "; nothing that writes is let through");
  }
  fault = error.what();
}

}  // namespace

Audit::Audit(boost::asio::io_context& io, const std::string& folder, Keep keep)
    : is_kept_(!folder.empty()), file_(folder, keep), sync_(io), tell_(io) {}

Audit::~Audit() {
  tell_counted();
}

// Pairings, questions, and what is done to devices and keys have a line each time.
std::optional<Audit::Kind> Audit::kind_of(const Entry& entry) {
  const auto plural = plural_of(entry);
  if (plural.empty()) return std::nullopt;
  if (entry.session == 0) return Kind{plural, "", "", ""};
  const bool is_done = plural == "calls" || plural == "writes";
  const bool is_anybody = entry.role == anonymous_role || entry.role == pairing_role;
  return Kind{plural, entry.role, is_anybody ? "" : entry.who, is_done ? entry.uri : ""};
}

// What is counted is recorded as far as the log can be written.
bool Audit::record(const Entry& entry) {
  if (!is_kept_) return true;
  return is_one_too_many(entry) ? fault_.empty() : write(entry);
}

bool Audit::is_one_too_many(const Entry& entry) {
  const auto kind = kind_of(entry);
  if (!kind) return false;
  auto& count = counts_.try_emplace(*kind, Count{steady_clock::now()}).first->second;
  tell_soon();
  if (++count.all <= most_alike) return false;
  ++count.untold;
  return true;
}

void Audit::tell_soon() {
  if (std::exchange(is_telling_due_, true)) return;
  tell_.expires_after(told_every);
  tell_.async_wait([this](auto error) {
    if (error) return;
    is_telling_due_ = false;
    tell_counted();
    if (!counts_.empty()) tell_soon();
  });
}

void Audit::tell_counted() {
  for (auto& [kind, count] : counts_) {
    if (count.untold == 0) continue;
    const bool is_told = write({.event = kind.event,
                                .verdict = kind.event == "refusals" ? "refused" : "allowed",
                                .who = kind.who,
                                .role = kind.role,
                                .uri = kind.uri,
                                .note = std::to_string(count.untold) + " more within a minute"});
    if (is_told) count.untold = 0;
  }
  const auto now = steady_clock::now();
  std::erase_if(counts_, [&](const auto& each) {
    return each.second.untold == 0 && now - each.second.since >= counted_for;
  });
}

// The chain goes on where it ended; after a cut it begins anew, visibly.
void Audit::begin() {
  bool was_cut = false;
  auto link = file_.open(was_cut);
  if (was_cut) {
    const auto note = "the line before was cut";
    file_.append(append_to_chain(link, {.event = "audit.damaged", .verdict = "", .note = note},
                                 {std::chrono::system_clock::now(), since_boot()}));
  }
  link_ = std::move(link);
  has_begun_ = true;
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
    raise_alarm(error, fault_);
    return false;
  }
}

void Audit::sync_soon() {
  if (std::exchange(is_sync_due_, true)) return;
  sync_.expires_after(synced_after);
  sync_.async_wait([this](auto error) {
    if (error) return;
    is_sync_due_ = false;
    try {
      file_.sync();
    } catch (const std::runtime_error& failure) {
      raise_alarm(failure, fault_);
    }
  });
}

}  // namespace deskgate::gateway::audit

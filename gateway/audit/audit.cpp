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

}  // namespace

Audit::Audit(boost::asio::io_context& io, const std::string& folder, Keep keep)
    : is_kept_(!folder.empty()), file_(folder, keep), sync_(io), tell_(io) {}

Audit::~Audit() {
  tell_counted();
}

bool Audit::record(const Entry& entry) {
  if (!is_kept_ || is_one_too_many(entry)) return true;
  return write(entry);
}

// What was let through has a line each time.
std::optional<Audit::Kind> Audit::kind_of(const Entry& entry) {
  const bool is_refusal = entry.verdict == "refused";
  if (!is_refusal && entry.event != "login") return std::nullopt;
  const std::string event = is_refusal ? "refusals" : "logins";
  if (entry.session == 0) return Kind{event, "", ""};
  return Kind{event, entry.role, entry.role == anonymous_role ? "" : entry.who};
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
    write({.event = kind.event,
           .verdict = kind.event == "logins" ? "allowed" : "refused",
           .who = kind.who,
           .role = kind.role,
           .note = std::to_string(std::exchange(count.untold, 0)) + " more within a minute"});
  }
  const auto now = steady_clock::now();
  std::erase_if(counts_, [&](const auto& each) { return now - each.second.since >= counted_for; });
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
  sync_.expires_after(synced_after);
  sync_.async_wait([this](auto error) {
    if (error) return;
    is_sync_due_ = false;
    file_.sync();
  });
}

}  // namespace deskgate::gateway::audit

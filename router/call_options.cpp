// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/call_options.hpp"

#include <algorithm>

#include "router/options.hpp"

namespace deskgate::router {
namespace {

// Longer time-outs are as good as none, and must not overflow a clock.
constexpr std::uint64_t longest_timeout = std::uint64_t{1} << 40;

}  // namespace

Result<CallOptions> CallOptions::from(const Dict& options) {
  if (options.empty()) return CallOptions{};
  const auto receive_progress = read_flag(Code::call, options, "receive_progress", false);
  if (!receive_progress) return receive_progress.error();
  const auto progress = read_flag(Code::call, options, "progress", false);
  if (!progress) return progress.error();
  const auto disclose_me = read_flag(Code::call, options, "disclose_me", false);
  if (!disclose_me) return disclose_me.error();
  const auto timeout = read_number(Code::call, options, "timeout");
  if (!timeout) return timeout.error();
  const std::chrono::milliseconds length(std::min(timeout->value_or(0), longest_timeout));
  return CallOptions{*receive_progress, *progress, *disclose_me, length};
}

std::string_view to_string(CancelMode mode) {
  switch (mode) {
    case CancelMode::skip:
      return "skip";
    case CancelMode::kill:
      return "kill";
    case CancelMode::killnowait:
      return "killnowait";
  }
  return "";
}

Result<CancelMode> cancel_mode_from(const Dict& options) {
  const auto text = read_text(Code::cancel, options, "mode");
  if (!text) return text.error();
  for (const auto mode : {CancelMode::skip, CancelMode::kill}) {
    if (*text == to_string(mode)) return mode;
  }
  return CancelMode::killnowait;
}

Result<RegisterOptions> RegisterOptions::from(const Dict& options) {
  if (options.empty()) return RegisterOptions{};
  const auto match = read_text(Code::register_, options, "match");
  if (!match) return match.error();
  const auto policy = read_text(Code::register_, options, "invoke");
  if (!policy) return policy.error();
  const auto forward_timeout = read_flag(Code::register_, options, "forward_timeout", false);
  if (!forward_timeout) return forward_timeout.error();
  const auto disclose_caller = read_flag(Code::register_, options, "disclose_caller", false);
  if (!disclose_caller) return disclose_caller.error();
  return RegisterOptions{match_from(match->value_or("exact")),
                         invocation_policy_from(policy->value_or("single")), *forward_timeout,
                         *disclose_caller};
}

}  // namespace deskgate::router

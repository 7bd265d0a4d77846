// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/policy_draft.hpp"
#include "mapping/text.hpp"

namespace deskgate::mapping {

namespace {

constexpr std::string_view ask_key = "ask";
constexpr std::string_view rate_key = "rate";
constexpr std::string_view timeout_key = "timeout";

}  // namespace

bool is_limit(std::string_view key, const toml::node& value) {
  return !value.is_table() && (key == ask_key || key == rate_key || key == timeout_key);
}

Limits read_limits(StrictTable& table, const std::string& where, const Limits& outer,
                   Beside beside) {
  auto limits = outer;
  const auto complain = [&](std::string_view key, const std::string& text, const char* expected) {
    table.complain(*table.node(key), in_quotes(key) + " in " + where + " must be " + expected +
                                         ", got " + in_quotes(text));
  };
  const auto is_given = [&](std::string_view key) {
    const auto* node = table.node(key);
    return node && (beside == Beside::conditions || is_limit(key, *node));
  };
  if (is_given(ask_key)) limits.ask = table.boolean(ask_key).value_or(limits.ask);
  if (const auto text = is_given(rate_key) ? table.text(rate_key) : std::nullopt) {
    limits.rate = parse_rate(*text);
    if (!limits.rate) complain(rate_key, *text, "like \"10/s\", \"10/min\" or \"10/h\"");
  }
  if (const auto text = is_given(timeout_key) ? table.text(timeout_key) : std::nullopt) {
    limits.timeout = parse_timeout(*text);
    if (!limits.timeout) {
      complain(timeout_key, *text, "like \"500ms\", \"5s\" or \"2min\", and at most 10min");
    }
  }
  return limits;
}

}  // namespace deskgate::mapping

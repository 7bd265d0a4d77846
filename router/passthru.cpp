// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/passthru.hpp"

#include <array>

#include "router/opaque.hpp"
#include "router/options.hpp"
#include "router/uri.hpp"

namespace deskgate::router {
namespace {

constexpr std::array<const char*, 4> announced_keys = {"ppt_scheme", "ppt_serializer", "ppt_cipher",
                                                       "ppt_keyid"};

Error violation(Code message, const std::string& what) {
  return {std::string(error::protocol_violation), std::string(name_of(message)) + ": " + what};
}

}  // namespace

bool is_passthru(const Dict& options) {
  return !options.empty() && options.contains("ppt_scheme");
}

Result<void> check_passthru(Code message, const Dict& options, bool is_announced) {
  if (options.empty()) return {};
  for (const auto* key : announced_keys) {
    const auto text = read_text(message, options, key);
    if (!text) return text.error();
    if (!*text) continue;
    if (!is_announced) {
      return violation(message, std::string("Options.") + key +
                                    " from a peer that has not announced payload_passthru_mode");
    }
    if (!options.contains("ppt_scheme")) {
      return violation(message, std::string("Options.") + key + " without ppt_scheme");
    }
  }
  return {};
}

void carry_passthru(const Dict& options, Dict& details) {
  if (options.empty()) return;
  const auto carry = [&](const char* key) {
    const auto found = options.find(key);
    if (found != options.end() && found->is_string()) details[key] = *found;
  };
  for (const auto* key : announced_keys) carry(key);
  carry_opaque_keys(options, details);
}

}  // namespace deskgate::router

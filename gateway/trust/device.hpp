// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A device that this user has paired: a phone, a browser, a program on another machine.
#pragma once

#include <chrono>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "mapping/policy_file.hpp"
#include "router/authentication/ed25519.hpp"

namespace deskgate::gateway::trust {

// The key is who it is; all else is what this user says of it.
struct Device {
  router::authentication::PublicKey key;
  std::string name;
  mapping::Grants grants{};
  std::chrono::sys_seconds paired{};
  std::optional<std::chrono::sys_seconds> expires{};    // nullopt: never
  std::optional<std::chrono::sys_seconds> last_seen{};  // when it logged in; nullopt: it never has

  // The name that it joins under (authid): the SHA-256 of its key, in base32 (RFC 4648, section 6)
  // of lower case, 52 characters.
  std::string id() const;
  bool has_expired(std::chrono::system_clock::time_point now) const {
    return expires && *expires <= now;
  }
  friend bool operator==(const Device&, const Device&) = default;
};

// What of an id people are shown.
inline constexpr std::size_t shown_id_size = 8;

// What a peer says its name is, as it may be shown and kept: without what could make it look like
// something else (controls, line breaks, directions of writing), cut to `at_most` characters. "" if
// nothing is left.
std::string clean_name(std::string_view name, std::size_t at_most = 40);

// "2026-11-23T10:00:00Z", of the years 1970 to 2199: system_clock's nanoseconds end in 2262.
std::string to_text(std::chrono::sys_seconds time);
std::optional<std::chrono::sys_seconds> time_from(std::string_view text);

// All that is said of it beside who it is: name, grants, paired, expires, last_seen; a time that it
// does not have is null.
nlohmann::json attributes_of(const Device& device);

}  // namespace deskgate::gateway::trust

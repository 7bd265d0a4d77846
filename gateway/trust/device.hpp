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

// The SHA-256 of a key, in base32 (RFC 4648, section 6) of lower case, 52 characters.
std::string id_of(const router::authentication::PublicKey& key);

// The key is what it proves itself by; all else is what this user says of it.
struct Device {
  router::authentication::PublicKey key;
  std::string name;
  // The name that it joins under (authid): id_of() the key that it was paired with. It stays when
  // the device replaces that key, and with it what is counted and remembered of the device.
  std::string id = id_of(key);
  mapping::Grants grants{};
  std::chrono::sys_seconds paired{};
  std::optional<std::chrono::sys_seconds> expires{};    // nullopt: never
  std::optional<std::chrono::sys_seconds> last_seen{};  // when it logged in; nullopt: it never has

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

// All that is said of it beside its key: id, name, grants, paired, expires, last_seen; a time that
// it does not have is null.
nlohmann::json describe(const Device& device);

}  // namespace deskgate::gateway::trust

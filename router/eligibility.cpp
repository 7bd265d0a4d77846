// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/eligibility.hpp"

#include <utility>

#include "router/options.hpp"

namespace deskgate::router {
namespace {

// Reads both lists of one condition; the error, if there is one.
template <class Read, class Condition>
std::optional<Error> read_condition(Read read, const Dict& options, const char* exclude,
                                    const char* eligible, Condition& condition) {
  auto excluded = read(Code::publish, options, exclude);
  if (!excluded) return excluded.error();
  auto admitted = read(Code::publish, options, eligible);
  if (!admitted) return admitted.error();
  if (*excluded) condition.excluded = std::move(**excluded);
  condition.eligible = std::move(*admitted);
  return std::nullopt;
}

std::size_t footprint_of(SessionId id) {
  return sizeof id;
}

std::size_t footprint_of(const std::string& text) {
  return sizeof text + text.size();
}

}  // namespace

template <class T>
std::size_t Eligibility::Condition<T>::footprint() const {
  std::size_t octets = 0;
  for (const auto& one : excluded) octets += footprint_of(one);
  if (!eligible) return octets;
  for (const auto& one : *eligible) octets += footprint_of(one);
  return octets;
}

Result<Eligibility> Eligibility::from(const Dict& options, SessionId publisher) {
  Eligibility read;
  const auto excludes_publisher = read_flag(Code::publish, options, "exclude_me", true);
  if (!excludes_publisher) return excludes_publisher.error();
  if (*excludes_publisher) read.excluded_publisher_ = publisher;
  auto fault = read_condition(read_sessions, options, "exclude", "eligible", read.session_);
  if (!fault) {
    fault = read_condition(read_texts, options, "exclude_authid", "eligible_authid", read.authid_);
  }
  if (!fault) {
    fault = read_condition(read_texts, options, "exclude_authrole", "eligible_authrole",
                           read.authrole_);
  }
  if (fault) return std::move(*fault);
  read.is_restricted_ =
      read.session_.is_given() || read.authid_.is_given() || read.authrole_.is_given();
  return read;
}

bool Eligibility::admits(const Principal& receiver) const {
  if (excluded_publisher_ == receiver.session) return false;
  if (!is_restricted_) return true;
  return session_.admits(receiver.session) && authid_.admits(receiver.authid) &&
         authrole_.admits(receiver.authrole);
}

std::size_t Eligibility::footprint() const {
  return session_.footprint() + authid_.footprint() + authrole_.footprint();
}

}  // namespace deskgate::router

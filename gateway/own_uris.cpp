// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/own_uris.hpp"

namespace deskgate::gateway {
namespace {

// Whether the pattern's components, each of them or empty, begin like ours.
bool wildcard_may_mean_own(std::string_view pattern) {
  auto ours = own_namespace;
  while (!ours.empty()) {
    const auto end = pattern.find('.');
    if (end == std::string_view::npos) return false;  // fewer components than ours have
    const auto component = ours.substr(0, ours.find('.'));
    if (end != 0 && pattern.substr(0, end) != component) return false;
    pattern.remove_prefix(end + 1);
    ours.remove_prefix(component.size() + 1);
  }
  return true;
}

}  // namespace

bool may_mean_own(std::string_view pattern, router::Match match) {
  switch (match) {
    case router::Match::exact:
      return is_own(pattern);
    case router::Match::prefix:
      return is_own(pattern) || own_namespace.starts_with(pattern);
    case router::Match::wildcard:
      return wildcard_may_mean_own(pattern);
  }
  return true;
}

}  // namespace deskgate::gateway

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/permissions.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "gateway/own_uris.hpp"

namespace deskgate::gateway {
namespace {

using router::Match;

bool is_more_specific(const Permission& a, const Permission& b) {
  const auto rank = [](const Permission& each) {
    const auto length = each.match == Match::prefix ? each.uri.size() : 0;
    return std::tuple(each.match, -static_cast<std::ptrdiff_t>(length));
  };
  return rank(a) < rank(b);
}

std::string_view take_component(std::string_view& rest) {
  const auto component = rest.substr(0, rest.find('.'));
  rest.remove_prefix(std::min(component.size() + 1, rest.size()));
  return component;
}

// Whether every URI that `inner` means is one that `outer` means.
bool wildcard_covers(std::string_view outer, std::string_view inner) {
  if (std::ranges::count(outer, '.') != std::ranges::count(inner, '.')) return false;
  while (!outer.empty() || !inner.empty()) {
    const auto wanted = take_component(outer);
    const auto found = take_component(inner);
    if (!wanted.empty() && wanted != found) return false;
  }
  return true;
}

bool covers(const Permission& permission, std::string_view pattern, Match match) {
  switch (permission.match) {
    case Match::exact:
      return match == Match::exact && pattern == permission.uri;
    case Match::prefix:  // has no inner gap, so that a wildcard that begins with it is within it
      return pattern.starts_with(permission.uri);
    case Match::wildcard:
      if (match == Match::prefix) return false;
      return match == Match::exact ? router::matches(permission.uri, Match::wildcard, pattern)
                                   : wildcard_covers(permission.uri, pattern);
  }
  return false;
}

}  // namespace

Permissions::Permissions(std::vector<Permission> permissions) : ordered_(std::move(permissions)) {
  std::ranges::stable_sort(ordered_, is_more_specific);
}

const Permission* Permissions::find(const router::Request& request) const {
  if (is_own(request.uri)) return nullptr;
  const bool is_reserved = router::is_reserved(request.uri);
  const auto found = std::ranges::find_if(ordered_, [&](const Permission& each) {
    return each.allow.has(request.action) && covers(each, request.uri, request.match) &&
           (!is_reserved || router::is_reserved(each.uri));
  });
  return found == ordered_.end() ? nullptr : &*found;
}

}  // namespace deskgate::gateway

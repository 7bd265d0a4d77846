// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/uri_reach.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace deskgate::mapping {
namespace {

// Up to the end of the how-manieth component; nullopt: there are not so many.
std::optional<std::string_view> head(std::string_view uri, std::ptrdiff_t components) {
  std::size_t end = 0;
  while (true) {
    end = uri.find('.', end);
    if (--components == 0) return uri.substr(0, end);
    if (end == uri.npos) return std::nullopt;
    ++end;
  }
}

std::vector<std::string_view> components_of(std::string_view uri) {
  std::vector<std::string_view> components;
  for (auto dot = uri.find('.'); dot != uri.npos; dot = uri.find('.')) {
    components.push_back(uri.substr(0, dot));
    uri.remove_prefix(dot + 1);
  }
  components.push_back(uri);
  return components;
}

bool is_any(std::string_view component) {
  return component.empty() || component.find('{') != component.npos;
}

}  // namespace

bool is_at_or_below(const Template& uri, std::string_view asked) {
  const auto& text = uri.text();
  const auto object = head(asked, 1 + std::count(text.begin(), text.end(), '.'));
  return object && uri.match(*object).has_value();
}

bool may_reach_by_prefix(const Template& uri, std::string_view prefix) {
  std::string beginning(uri.literal_prefix());
  if (beginning == uri.text()) beginning += '.';
  return beginning.starts_with(prefix) || prefix.starts_with(beginning);
}

bool may_reach_by_wildcard(const Template& uri, std::string_view pattern) {
  const auto ours = components_of(uri.text());
  const auto theirs = components_of(pattern);
  return theirs.size() >= ours.size() &&
         std::equal(ours.begin(), ours.end(), theirs.begin(), [](auto our, auto their) {
           return is_any(our) || is_any(their) || our == their;
         });
}

}  // namespace deskgate::mapping

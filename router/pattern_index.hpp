// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Finds all patterns that mean a URI.
//
// Exact ones by hash. Prefixes in order, so that a search visits only prefixes of the URI or their
// neighbours, never all. Wildcards by number of components, then one by one.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

#include "router/string_hash.hpp"
#include "router/uri.hpp"

namespace deskgate::router {

// Refers to items that it does not own; one per (pattern, match).
template <class T>
class PatternIndex {
 public:
  void insert(std::string_view pattern, Match match, T& item) {
    if (match == Match::exact) exact_.emplace(pattern, &item);
    if (match == Match::prefix) prefixes_.emplace(pattern, &item);
    if (match == Match::wildcard) wildcards_[dots_in(pattern)].emplace(pattern, &item);
  }

  void erase(std::string_view pattern, Match match) {
    if (match == Match::exact) return erase_from(exact_, pattern);
    if (match == Match::prefix) return erase_from(prefixes_, pattern);
    const auto found = wildcards_.find(dots_in(pattern));
    if (found == wildcards_.end()) return;
    erase_from(found->second, pattern);
    if (found->second.empty()) wildcards_.erase(found);
  }

  // nullptr: there is none.
  T* find(std::string_view pattern, Match match) const {
    if (match == Match::exact) return find_in(exact_, pattern);
    if (match == Match::prefix) return find_in(prefixes_, pattern);
    const auto found = wildcards_.find(dots_in(pattern));
    return found == wildcards_.end() ? nullptr : find_in(found->second, pattern);
  }

  // Calls visit(item) for each item that means `uri`: the exact one, then prefixes from the longest
  // to the shortest, then wildcards. `visit` must not change the index.
  template <class Visit>
  void visit_matches(std::string_view uri, Visit visit) const {
    if (auto* item = find_in(exact_, uri)) visit(*item);
    visit_prefixes(uri, visit);
    if (wildcards_.empty()) return;
    const auto same_length = wildcards_.find(dots_in(uri));
    if (same_length == wildcards_.end()) return;
    for (const auto& [pattern, item] : same_length->second) {
      if (matches(pattern, Match::wildcard, uri)) visit(*item);
    }
  }

  std::size_t size() const {
    std::size_t sum = exact_.size() + prefixes_.size();
    for (const auto& [dots, patterns] : wildcards_) sum += patterns.size();
    return sum;
  }

 private:
  using Ordered = std::map<std::string, T*, std::less<>>;

  static std::size_t dots_in(std::string_view text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '.'));
  }

  template <class Map>
  static T* find_in(const Map& map, std::string_view pattern) {
    const auto found = map.find(pattern);
    return found == map.end() ? nullptr : found->second;
  }

  template <class Map>
  static void erase_from(Map& map, std::string_view pattern) {
    const auto found = map.find(pattern);
    if (found != map.end()) map.erase(found);
  }

  static std::size_t common_length(std::string_view a, std::string_view b) {
    const auto ends = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    return static_cast<std::size_t>(ends.first - a.begin());
  }

  // The last pattern not after `rest` is either a prefix of it, or shares with it all that any
  // stored prefix does; so `rest` shrinks to what they share.
  template <class Visit>
  void visit_prefixes(std::string_view rest, Visit& visit) const {
    while (true) {
      auto next = prefixes_.upper_bound(rest);
      if (next == prefixes_.begin()) return;
      const auto& [pattern, item] = *--next;
      const auto common = common_length(pattern, rest);
      const bool is_match = common == pattern.size();
      if (is_match) visit(*item);
      if (is_match && common == 0) return;
      rest = rest.substr(0, is_match ? common - 1 : common);
    }
  }

  std::unordered_map<std::string, T*, StringHash, std::equal_to<>> exact_;
  Ordered prefixes_;
  std::map<std::size_t, Ordered> wildcards_;  // by number of dots
};

}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Finds all patterns that mean a URI.
//
// Exact ones by hash. Prefixes in order, so that a search visits only prefixes of the URI or their
// neighbours, never all. Wildcards in a tree of components.
//
// Matches come best first, in the order in which the specification routes a call: the exact one,
// then prefixes from the longest to the shortest, then wildcards as WildcardTrie ranks them.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

#include "router/string_hash.hpp"
#include "router/uri.hpp"
#include "router/wildcard_trie.hpp"

namespace deskgate::router {

// Refers to items that it does not own; one per (pattern, match).
template <class T>
class PatternIndex {
 public:
  void insert(std::string_view pattern, Match match, T& item) {
    if (match == Match::exact) exact_.emplace(pattern, &item);
    if (match == Match::prefix) prefixes_.emplace(pattern, &item);
    if (match == Match::wildcard) wildcards_.insert(pattern, item);
  }

  void erase(std::string_view pattern, Match match) {
    if (match == Match::exact) return erase_from(exact_, pattern);
    if (match == Match::prefix) return erase_from(prefixes_, pattern);
    wildcards_.erase(pattern);
  }

  // nullptr: there is none.
  T* find(std::string_view pattern, Match match) const {
    if (match == Match::exact) return find_in(exact_, pattern);
    if (match == Match::prefix) return find_in(prefixes_, pattern);
    return wildcards_.find(pattern);
  }

  // Calls visit(item) for each item that means `uri`, the best first. `visit` must not change the
  // index.
  template <class Visit>
  void visit_matches(std::string_view uri, Visit visit) const {
    visit_until_false(uri, [&](T& item) {
      visit(item);
      return true;
    });
  }

  // nullptr: nothing means `uri`.
  T* best_match(std::string_view uri) const {
    T* best = nullptr;
    visit_until_false(uri, [&](T& item) {
      best = &item;
      return false;
    });
    return best;
  }

  std::size_t size() const { return exact_.size() + prefixes_.size() + wildcards_.size(); }

 private:
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

  template <class Visit>
  void visit_until_false(std::string_view uri, Visit visit) const {
    auto* exact = find_in(exact_, uri);
    if (exact && !visit(*exact)) return;
    if (visit_prefixes(uri, visit)) wildcards_.visit_matches(uri, visit);
  }

  // The last pattern not after `rest` is either a prefix of it, or shares with it all that any
  // stored prefix does; so `rest` shrinks to what they share.
  template <class Visit>
  bool visit_prefixes(std::string_view rest, Visit& visit) const {
    while (!prefixes_.empty()) {
      auto next = prefixes_.upper_bound(rest);
      if (next == prefixes_.begin()) break;
      const auto& [pattern, item] = *--next;
      const auto common = common_length(pattern, rest);
      const bool is_match = common == pattern.size();
      if (is_match && !visit(*item)) return false;
      if (is_match && common == 0) break;
      rest = rest.substr(0, is_match ? common - 1 : common);
    }
    return true;
  }

  std::unordered_map<std::string, T*, StringHash, std::equal_to<>> exact_;
  std::map<std::string, T*, std::less<>> prefixes_;
  WildcardTrie<T> wildcards_;
};

}  // namespace deskgate::router

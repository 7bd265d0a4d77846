// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/router/naive_uri.hpp"

#include <cstddef>

namespace deskgate::router::naive {
namespace {

std::vector<std::string> components(const std::string& uri) {
  std::vector<std::string> all{""};
  for (const char c : uri) {
    if (c == '.') {
      all.emplace_back();
    } else {
      all.back() += c;
    }
  }
  return all;
}

// How many components stand before the first empty one, between it and the second, and so on.
std::vector<std::size_t> runs(const std::string& pattern) {
  std::vector<std::size_t> lengths{0};
  for (const auto& component : components(pattern)) {
    if (component.empty()) {
      lengths.push_back(0);
    } else {
      ++lengths.back();
    }
  }
  return lengths;
}

int rank(const std::string& match) {
  return match == "exact" ? 2 : match == "prefix" ? 1 : 0;
}

}  // namespace

bool is_known(const std::string& match) {
  return match == "exact" || match == "prefix" || match == "wildcard";
}

bool is_lawful(const std::string& uri, const std::string& match) {
  if (uri.find_first_of(" \t\n#") != std::string::npos) return false;
  const auto all = components(uri);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool may_be_empty = match == "wildcard" || (match == "prefix" && i + 1 == all.size());
    if (all[i].empty() && !may_be_empty) return false;
  }
  return true;
}

bool is_reserved(const std::string& uri) {
  return components(uri).front() == "wamp";
}

bool is_match(const std::string& pattern, const std::string& match, const std::string& uri) {
  if (match == "exact") return pattern == uri;
  if (match == "prefix") return uri.substr(0, pattern.size()) == pattern;
  const auto wanted = components(pattern);
  const auto had = components(uri);
  if (wanted.size() != had.size()) return false;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (!wanted[i].empty() && wanted[i] != had[i]) return false;
  }
  return true;
}

bool is_better(const std::string& one, const std::string& its_match, const std::string& other,
               const std::string& others_match) {
  if (its_match != others_match) return rank(its_match) > rank(others_match);
  if (its_match == "prefix") return one.size() > other.size();
  return runs(one) > runs(other);
}

}  // namespace deskgate::router::naive

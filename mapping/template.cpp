// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <cassert>

#include "mapping/names.hpp"
#include "mapping/text.hpp"

namespace deskgate::mapping {

namespace {

bool is_capture_name(std::string_view text) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  return !text.empty() && std::all_of(text.begin(), text.end(), fits);
}

// A template taken apart, as far as it is one.
struct Parts {
  std::vector<std::string> literals;
  std::vector<std::string> captures;
  std::optional<std::string> fault;
};

std::optional<std::string> capture_fault(const Parts& before, std::string_view name) {
  if (!is_capture_name(name)) {
    return "{" + std::string(name) + "} is no capture: a capture's name has only a..z and _";
  }
  if (std::count(before.captures.begin(), before.captures.end(), name) > 0) {
    return "it captures {" + std::string(name) + "} twice";
  }
  if (!before.captures.empty() && before.literals.back().empty()) {
    return "{" + before.captures.back() + "} and {" + std::string(name) +
           "} need text between them";
  }
  return std::nullopt;
}

Parts take_apart(std::string_view text) {
  Parts parts;
  while (true) {
    const auto open = text.find('{');
    const auto literal = text.substr(0, open);
    if (literal.find('}') != literal.npos) parts.fault = "it has a } without a {";
    parts.literals.emplace_back(literal);
    if (open == text.npos || parts.fault) return parts;
    const auto close = text.find('}', open);
    if (close == text.npos) parts.fault = "it has a { without a }";
    const auto name = text.substr(open + 1, close == text.npos ? close : close - open - 1);
    if (!parts.fault) parts.fault = capture_fault(parts, name);
    if (parts.fault) return parts;
    parts.captures.emplace_back(name);
    text.remove_prefix(close + 1);
  }
}

}  // namespace

std::optional<std::string> Template::fault(std::string_view text) {
  if (text.empty()) return "it is empty";
  return take_apart(text).fault;
}

Template::Template(std::string_view text) : text_(text) {
  auto parts = take_apart(text);
  assert(!parts.fault);
  literals_ = std::move(parts.literals);
  captures_ = std::move(parts.captures);
}

// The leftmost end of each capture leaves the most room for those after it, so nothing is tried
// twice.
std::optional<Captures> Template::match(std::string_view text) const {
  if (captures_.empty()) return text == text_ ? std::optional<Captures>(Captures{}) : std::nullopt;
  const auto& last = literals_.back();
  const auto& first = literals_.front();
  if (text.size() < first.size() + last.size()) return std::nullopt;
  if (!text.starts_with(first) || !text.ends_with(last)) return std::nullopt;
  text.remove_prefix(first.size());
  text.remove_suffix(last.size());
  Captures found;
  for (std::size_t i = 0; i + 1 < captures_.size(); ++i) {
    const auto end = text.find(literals_[i + 1], 1);
    if (end == text.npos) return std::nullopt;
    found[captures_[i]] = text.substr(0, end);
    text.remove_prefix(end + literals_[i + 1].size());
  }
  if (text.empty()) return std::nullopt;
  found[captures_.back()] = text;
  return found;
}

std::string Template::expand(const Captures& captures) const {
  std::string text = literals_.front();
  for (std::size_t i = 0; i < captures_.size(); ++i) {
    const auto found = captures.find(captures_[i]);
    assert(found != captures.end());
    text += found->second + literals_[i + 1];
  }
  return text;
}

std::string_view Template::literal_prefix() const {
  return literals_.front();
}

std::vector<std::string> Template::literal_parents() const {
  std::vector<std::string> parents{"/"};
  const auto prefix = literal_prefix();
  for (auto slash = prefix.find('/', 1); slash != prefix.npos;
       slash = prefix.find('/', slash + 1)) {
    parents.emplace_back(prefix.substr(0, slash));
  }
  return parents;
}

}  // namespace deskgate::mapping

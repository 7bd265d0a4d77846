// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Wildcard patterns as a tree of components, so that a search follows a URI instead of trying every
// pattern.
//
// At each component the literal branch is taken before the wildcard branch. That is the order in
// which the specification ranks wildcard registrations ("Pattern-based Registrations"): where two
// patterns that mean the same URI first differ, one has a literal and the other a wildcard, and the
// one with the literal has the longer run.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "router/string_hash.hpp"

namespace deskgate::router {

// Refers to items that it does not own; one per pattern. As deep as its longest pattern has
// components, and so are its functions recursive.
template <class T>
class WildcardTrie {
 public:
  void insert(std::string_view pattern, T& item) {
    Node* node = &root_;
    for (Split at(pattern); at.take();) node = &node->child(at.component);
    if (!node->item) ++size_;
    node->item = &item;
  }

  void erase(std::string_view pattern) { erase_below(root_, Split(pattern)); }

  // nullptr: there is none.
  T* find(std::string_view pattern) const {
    const Node* node = &root_;
    for (Split at(pattern); at.take();) {
      node = at.component.empty() ? node->any.get() : node->literal(at.component);
      if (!node) return nullptr;
    }
    return node->item;
  }

  // Calls visit(item) for each item whose pattern means `uri`, the best first, until it returns
  // false; returns whether it never did. `visit` must not change the tree.
  template <class Visit>
  bool visit_matches(std::string_view uri, Visit& visit) const {
    return size_ == 0 || visit_below(root_, Split(uri), visit);
  }

  std::size_t size() const { return size_; }

 private:
  // Takes the components off a text one by one.
  struct Split {
    explicit Split(std::string_view text) : rest(text) {}

    // false: there is none left.
    bool take() {
      if (is_done) return false;
      const auto dot = rest.find('.');
      component = rest.substr(0, dot);
      is_done = dot == std::string_view::npos;
      if (!is_done) rest.remove_prefix(dot + 1);
      return true;
    }

    std::string_view rest;
    std::string_view component{};
    bool is_done = false;
  };

  struct Node {
    std::unordered_map<std::string, std::unique_ptr<Node>, StringHash, std::equal_to<>> literals;
    std::unique_ptr<Node> any;  // the branch of an empty component
    T* item = nullptr;

    const Node* literal(std::string_view component) const {
      const auto found = literals.find(component);
      return found == literals.end() ? nullptr : found->second.get();
    }
    Node& child(std::string_view component) {
      auto& found = component.empty() ? any : literals[std::string(component)];
      if (!found) found = std::make_unique<Node>();
      return *found;
    }
    bool is_empty() const { return !item && !any && literals.empty(); }
  };

  template <class Visit>
  static bool visit_below(const Node& node, Split at, Visit& visit) {
    if (!at.take()) return !node.item || visit(*node.item);
    const auto* literal = node.literals.empty() ? nullptr : node.literal(at.component);
    if (literal && !visit_below(*literal, at, visit)) return false;
    return !node.any || visit_below(*node.any, at, visit);
  }

  // Takes the item out, and the branches that lead nowhere any more.
  void erase_below(Node& node, Split at) {
    if (!at.take()) {
      if (node.item) --size_;
      node.item = nullptr;
    } else if (at.component.empty()) {
      if (!node.any) return;
      erase_below(*node.any, at);
      if (node.any->is_empty()) node.any.reset();
    } else {
      const auto found = node.literals.find(at.component);
      if (found == node.literals.end()) return;
      erase_below(*found->second, at);
      if (found->second->is_empty()) node.literals.erase(found);
    }
  }

  Node root_;
  std::size_t size_ = 0;
};

}  // namespace deskgate::router

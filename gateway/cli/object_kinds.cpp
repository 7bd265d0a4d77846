// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/cli/object_kinds.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>

namespace deskgate::gateway::cli {
namespace {

using Names = std::set<std::string>;

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t start = 0; start <= text.size();) {
    const auto end = std::min(text.find(separator, start), text.size());
    if (end > start) parts.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return parts;
}

std::string parent_of(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

std::string element_of(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

bool has_digit(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
}

Names common(const Names& one, const Names& other) {
  Names result;
  std::set_intersection(one.begin(), one.end(), other.begin(), other.end(),
                        std::inserter(result, result.end()));
  return result;
}

// Finds the elements of paths that vary from object to object.
class Shapes {
 public:
  Shapes(const std::string& service, const ServiceObjects& objects) : objects_(objects) {
    const auto fixed = split(service, '.');
    fixed_.insert(fixed.begin(), fixed.end());
  }

  // The path with "{}" in place of what varies.
  std::string shape_of(const std::string& path) const {
    std::string shape;
    std::string node;
    for (const auto& element : split(path, '/')) {
      node += "/" + element;
      shape += "/" + (varies(node) ? "{}" : element);
    }
    return shape.empty() ? "/" : shape;
  }

 private:
  bool varies(const std::string& node) const {
    const auto element = element_of(node);
    if (!objects_.interfaces.contains(node) || fixed_.contains(element)) return false;
    return (objects_.is_managed && has_digit(element)) || has_sibling(node);
  }

  // Whether an object beside it has an interface in common with it.
  bool has_sibling(const std::string& node) const {
    const auto& own = objects_.interfaces.at(node);
    return std::any_of(
        objects_.interfaces.begin(), objects_.interfaces.end(), [&](const auto& other) {
          return other.first != node && other.first != "/" &&
                 parent_of(other.first) == parent_of(node) &&
                 !fixed_.contains(element_of(other.first)) && !common(own, other.second).empty();
        });
  }

  const ServiceObjects& objects_;
  Names fixed_;
};

// Paths by their shape.
using PathsByShape = std::map<std::string, std::vector<std::string>>;

// The interfaces that all of them have.
Names shared_interfaces(const ServiceObjects& objects, const std::vector<std::string>& paths) {
  auto shared = objects.interfaces.at(paths.front());
  for (const auto& path : paths) shared = common(shared, objects.interfaces.at(path));
  return shared;
}

// "device" for objects like "dev_11_22": the word of the interface that begins like their name, if
// one does, otherwise that of the first.
std::string capture_for(const Names& interfaces, const std::string& element) {
  std::string word;
  for (const auto& interface : interfaces) {
    const auto candidate = last_word(interface);
    const bool is_alike = !candidate.empty() && element.starts_with(candidate.substr(0, 3));
    if (word.empty() || is_alike) word = candidate;
    if (is_alike) break;
  }
  return word.empty() ? "object" : word;
}

// The kind of a shape. What varies is an object itself, of the kind of the shape so far.
ObjectKind named(const ServiceObjects& objects, const PathsByShape& paths,
                 const std::string& shape) {
  ObjectKind kind{"", {}, paths.at(shape)};
  std::string so_far;
  for (const auto& element : split(shape, '/')) {
    so_far += "/" + element;
    if (element != "{}") {
      kind.path += "/" + element;
      continue;
    }
    const auto& alike = paths.at(so_far);
    const auto word = capture_for(shared_interfaces(objects, alike), element_of(alike.front()));
    kind.captures.push_back(not_taken(word, kind.captures));
    kind.path += "/{" + kind.captures.back() + "}";
  }
  if (kind.path.empty()) kind.path = "/";
  return kind;
}

}  // namespace

std::vector<ObjectKind> kinds_of(const std::string& service, const ServiceObjects& objects) {
  const Shapes shapes(service, objects);
  PathsByShape paths;
  for (const auto& [path, interfaces] : objects.interfaces) {
    paths[shapes.shape_of(path)].push_back(path);
  }
  std::vector<ObjectKind> kinds;
  kinds.reserve(paths.size());
  for (const auto& [shape, members] : paths) kinds.push_back(named(objects, paths, shape));
  return kinds;
}

const ObjectKind* main_kind(const std::string& service, const std::vector<ObjectKind>& kinds) {
  const ObjectKind* innermost = nullptr;
  for (const auto& kind : kinds) {
    if (!kind.captures.empty() && (!innermost || kind.path.size() > innermost->path.size())) {
      innermost = &kind;
    }
  }
  const auto is_within = [&](const ObjectKind& kind) {
    return kind.captures.empty() || (innermost->path + "/").starts_with(kind.path + "/");
  };
  if (innermost && std::all_of(kinds.begin(), kinds.end(), is_within)) return innermost;
  for (const auto& likely : paths_like(service)) {
    const auto found = std::find_if(kinds.begin(), kinds.end(),
                                    [&](const ObjectKind& kind) { return kind.path == likely; });
    if (found != kinds.end()) return &*found;
  }
  return kinds.size() == 1 ? &kinds.front() : nullptr;
}

std::vector<std::string> paths_like(const std::string& service) {
  auto path = "/" + service;
  std::replace(path.begin(), path.end(), '.', '/');
  return {path, parent_of(path)};
}

std::string last_word(const std::string& name) {
  const auto start = name.find_last_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ.");
  std::string word;
  for (const unsigned char c : name.substr(start == std::string::npos ? 0 : start)) {
    if (std::isalpha(c)) word += static_cast<char>(std::tolower(c));
  }
  return word;
}

std::string not_taken(const std::string& word, const std::vector<std::string>& taken) {
  auto name = word;
  for (int number = 2; std::find(taken.begin(), taken.end(), name) != taken.end(); ++number) {
    name = word + std::to_string(number);
  }
  return name;
}

}  // namespace deskgate::gateway::cli

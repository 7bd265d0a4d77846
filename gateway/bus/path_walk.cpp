// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/path_walk.hpp"

#include <utility>

#include "gateway/bus/introspect.hpp"
#include "gateway/log.hpp"
#include "mapping/text.hpp"

namespace deskgate::gateway::bus {
namespace {

std::vector<std::string> elements_of(const mapping::Template& path) {
  const auto below_root = std::string_view(path.text()).substr(1);
  std::vector<std::string> elements;
  for (const auto element : mapping::split(below_root, '/')) {
    elements.emplace_back(element.starts_with('{') ? "" : element);
  }
  return elements;
}

std::string below(const std::string& path, const std::string& child) {
  return (path == "/" ? "" : path) + "/" + child;
}

}  // namespace

PathWalk::PathWalk(Bus& bus, Questions& questions, std::string owner, const mapping::Template& path,
                   OnArrived on_arrived)
    : bus_(bus),
      questions_(questions),
      owner_(std::move(owner)),
      elements_(elements_of(path)),
      start_(path.literal_parents().back()),
      start_depth_(path.literal_parents().size() - 1),
      on_arrived_(std::move(on_arrived)) {}

void PathWalk::walk() {
  is_outdated_ = unanswered_ > 0;
  if (is_outdated_) return;
  nodes_.clear();
  set_out();
}

void PathWalk::set_out() {
  is_outdated_ = false;
  is_cut_short_ = false;
  is_complete_ = true;
  found_.clear();
  visit(start_, start_depth_);
}

void PathWalk::visit(const std::string& path, std::size_t depth) {
  const bool is_object = depth == elements_.size();
  if (!has_room_for(path, is_object)) return leave_out(path);
  if (is_object) {
    found_.insert(path);
    return;
  }
  ++unanswered_;
  introspect(questions_, node(path), [this, path, depth](const auto& info, const auto* failure) {
    if (failure && !says_missing(*failure)) is_complete_ = false;
    visit_children(path, depth, info.children);
    if (--unanswered_ == 0) arrive();
  });
}

// A child may be named by several elements at once: the first is enough to go on.
void PathWalk::visit_children(const std::string& path, std::size_t depth,
                              const std::vector<std::string>& children) {
  std::set<std::string> next;
  for (const auto& child : children) next.insert(child.substr(0, child.find('/')));
  const auto& wanted = elements_[depth];
  for (const auto& child : next) {
    if (wanted.empty() || child == wanted) visit(below(path, child), depth + 1);
  }
}

bool PathWalk::has_room_for(const std::string& path, bool is_object) const {
  if (is_object) return found_.size() < most_objects;
  return nodes_.size() < most_nodes || nodes_.contains(path);
}

void PathWalk::leave_out(const std::string& path) {
  if (std::exchange(is_cut_short_, true)) return;
  log::warning("too_many_objects", owner_ + ": " + path + " and what follows it is left out");
}

std::shared_ptr<RemoteObject> PathWalk::node(const std::string& path) {
  auto& known = nodes_[path];
  if (!known) known = std::make_shared<RemoteObject>(bus_, owner_, path);
  return known;
}

void PathWalk::arrive() {
  on_arrived_(found_, is_complete_);
  if (is_outdated_) set_out();
}

}  // namespace deskgate::gateway::bus

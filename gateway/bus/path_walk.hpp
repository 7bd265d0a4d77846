// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A walk to the objects of a path template by introspection: from one node to those of its children
// that lie on the way, and never through the rest of the tree.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "gateway/bus/bus.hpp"
#include "gateway/bus/questions.hpp"
#include "mapping/names.hpp"

namespace deskgate::gateway::bus {

// Destroyed before its Bus; `questions` outlives it.
class PathWalk {
 public:
  // Nodes that are asked for their children, and objects that are found. What is beyond these is
  // left out, and said so: a service may claim to have any number.
  static constexpr std::size_t most_nodes = 1024;
  static constexpr std::size_t most_objects = 4096;

  // The paths of the objects that were found. `is_complete`: every node on the way has answered,
  // or has gone, so that there are no others.
  using OnArrived = std::function<void(const std::set<std::string>& paths, bool is_complete)>;

  // `on_arrived` is called at the end of each walk.
  PathWalk(Bus& bus, Questions& questions, std::string owner, const mapping::Template& path,
           OnArrived on_arrived);

  // Walks. A walk that is under way is finished and then done again, once.
  void walk();

 private:
  void set_out();
  void visit(const std::string& path, std::size_t depth);
  void visit_children(const std::string& path, std::size_t depth,
                      const std::vector<std::string>& children);
  bool has_room_for(const std::string& path, bool is_object) const;
  void leave_out(const std::string& path);
  std::shared_ptr<RemoteObject> node(const std::string& path);
  void arrive();

  Bus& bus_;
  Questions& questions_;
  std::string owner_;
  std::vector<std::string> elements_;  // of the template; "" stands for a capture
  std::string start_;
  std::size_t start_depth_;
  OnArrived on_arrived_;
  std::size_t unanswered_ = 0;
  bool is_outdated_ = false;
  bool is_cut_short_ = false;
  bool is_complete_ = true;
  std::set<std::string> found_;
  std::map<std::string, std::shared_ptr<RemoteObject>> nodes_;  // those above the objects
};

}  // namespace deskgate::gateway::bus

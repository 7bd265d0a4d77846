// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <string>
#include <vector>

#include "router/item.hpp"
#include "router/payload.hpp"
#include "router/value_place.hpp"

namespace deskgate::router {

// A sink of ItemWalk that makes a Value. It refuses what a Value cannot hold: keys that are no
// text, integers beyond 64 bits, extension types. An undefined member is none, as in JSON.
class ValueBuilder {
 public:
  bool key(const Item& item);
  bool scalar(const Item& item);
  void open(const Item& item);
  void close() { open_.pop_back(); }

  // After the walk: the value; or, if this sink ended it, why and where.
  Value take() { return std::move(value_); }
  std::string_view refusal() const { return refusal_; }
  ValuePlace place() const;

 private:
  bool refuse(std::string_view what) {
    refusal_ = what;
    return false;
  }
  bool is_in_dictionary() const { return !open_.empty() && open_.back()->is_object(); }
  bool integer(const Item& item);
  Value& put(Value value);

  Value value_;
  std::vector<Value*> open_;  // the containers around what comes next; each stays where it is
  std::string key_;
  std::string_view refusal_;
  bool is_key_refused_ = false;
};

}  // namespace deskgate::router

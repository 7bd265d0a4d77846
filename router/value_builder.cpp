// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/value_builder.hpp"

#include <limits>
#include <utility>

#include "router/base64.hpp"

namespace deskgate::router {

bool ValueBuilder::key(const Item& item) {
  is_key_refused_ = item.kind != Kind::text;
  if (is_key_refused_) return refuse("a dictionary with a key that is no text");
  key_ = item.octets;
  return true;
}

bool ValueBuilder::scalar(const Item& item) {
  switch (item.kind) {
    case Kind::boolean:
      put(item.truth);
      return true;
    case Kind::integer:
      return integer(item);
    case Kind::floating:
      put(item.real);
      return true;
    case Kind::text:
      put(item.octets);
      return true;
    case Kind::binary:
      put(Value::binary(Octets(item.octets.begin(), item.octets.end())));
      return true;
    case Kind::extension:
      return refuse(item.octets);
    default:
      if (!item.is_undefined || !is_in_dictionary()) put(nullptr);
      return true;
  }
}

bool ValueBuilder::integer(const Item& item) {
  if (!item.is_negative) {
    put(item.number);
    return true;
  }
  constexpr auto lowest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (item.number > lowest) return refuse("an integer beyond 64 bits");
  put(-1 - static_cast<std::int64_t>(item.number));
  return true;
}

void ValueBuilder::open(const Item& item) {
  open_.push_back(&put(item.kind == Kind::list ? Value::array() : Value::object()));
}

// What is refused comes next in the innermost container; what is open comes last in its own, except
// in a dictionary, which is sorted.
ValuePlace ValueBuilder::place() const {
  ValuePlace place;
  for (std::size_t level = 0; level < open_.size(); ++level) {
    const auto& container = *open_[level];
    const bool is_innermost = level + 1 == open_.size();
    if (container.is_array()) {
      place.emplace_back(container.size() - (is_innermost ? 0 : 1));
    } else if (!is_innermost) {
      for (const auto& [key, value] : container.items()) {
        if (&value == open_[level + 1]) place.emplace_back(key);
      }
    } else if (!is_key_refused_) {
      place.emplace_back(key_);
    }
  }
  return place;
}

// A container grows only while none of those in it is open, so that the pointers hold.
Value& ValueBuilder::put(Value value) {
  if (open_.empty()) return value_ = std::move(value);
  auto& container = *open_.back();
  if (container.is_array()) return container.emplace_back(std::move(value));
  return container[key_] = std::move(value);
}

}  // namespace deskgate::router

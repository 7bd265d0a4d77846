// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/value_builder.hpp"

#include <limits>
#include <utility>

#include "router/base64.hpp"

namespace deskgate::router {

bool ValueBuilder::key(const Item& item) {
  if (item.kind != Kind::text) return refuse("a dictionary with a key that is no text");
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

// A container grows only while none of those in it is open, so that the pointers hold.
Value& ValueBuilder::put(Value value) {
  if (open_.empty()) return value_ = std::move(value);
  auto& container = *open_.back();
  if (container.is_array()) return container.emplace_back(std::move(value));
  return container[key_] = std::move(value);
}

}  // namespace deskgate::router

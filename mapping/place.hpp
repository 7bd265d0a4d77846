// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Where in the arguments of a call a value stands, for messages.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace deskgate::mapping {

// How many containers may be around a value: D-Bus' own limit, variants included.
inline constexpr int deepest_value = 64;

// A chain on the stack, from a value outward; it is put into words only when something is wrong.
class Place {
 public:
  enum class Kind { whole, argument, element, field, key, variant };

  // The value as a whole.
  Place() = default;
  // `index` counts from 0, in messages from 1. `outer` and `name` must outlive the place.
  Place(const Place& outer, Kind kind, std::size_t index, std::string_view name = {});

  // How many containers are around the value.
  int depth() const { return depth_; }

  // "argument 2 (hints), element 3, key "urgency""; "" for the whole.
  std::string text() const;

 private:
  std::string own_text() const;

  const Place* outer_ = nullptr;
  Kind kind_ = Kind::whole;
  std::size_t index_ = 0;
  std::string_view name_;
  int depth_ = 0;
};

// The message about a value at this place.
std::string complaint(const Place& place, const std::string& what);

}  // namespace deskgate::mapping

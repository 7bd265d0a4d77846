// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Conditions on a value: what a grant lets a device say, beyond that it may say something.
#pragma once

#include <cstddef>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deskgate::mapping {

// Every condition that is set must hold. A value of a type that a condition does not speak of fails
// it.
struct Constraint {
  // Conditions on the values of a dictionary, by key.
  using Keys = std::map<std::string, Constraint, std::less<>>;

  std::optional<double> min = {};  // number
  std::optional<double> max = {};  // number
  std::optional<std::vector<nlohmann::json>> one_of = {};
  std::optional<std::string> prefix = {};      // text
  std::optional<std::size_t> max_length = {};  // text and binary: in octets; list: elements
  std::optional<Keys> keys = {};               // dictionary: no other keys than these
  // Stands in the place of whatever is given; such a constraint has no other condition.
  std::optional<nlohmann::json> force = {};

  // Whether no condition is set.
  bool is_empty() const;

  // What is wrong with the value ("must be at most 1.0"); nullopt: nothing. `type` is its D-Bus
  // type; what a variant holds is seen without its {"t", "v"} wrapper.
  std::optional<std::string> violated_by(const nlohmann::json& value,
                                         std::string_view type = "v") const;

  // What it asks of a value: "is at least 0.0 and is at most 1.0".
  std::string text() const;
};

// Constraints by argument: a position ("0") or the name that the introspection gives it.
using ArgumentConstraints = std::map<std::string, Constraint, std::less<>>;

}  // namespace deskgate::mapping

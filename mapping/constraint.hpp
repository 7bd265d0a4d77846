// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Conditions on a value: what a grant lets a device say, beyond that it may say something.
#pragma once

#include <cstddef>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace deskgate::mapping {

// Every condition that is set must hold. A value of a type that a condition does not speak of fails
// it.
struct Constraint {
  std::optional<double> min = {};  // number
  std::optional<double> max = {};  // number
  std::optional<std::vector<nlohmann::json>> one_of = {};
  std::optional<std::string> prefix = {};             // text
  std::optional<std::size_t> max_length = {};         // text and binary: in octets; list: elements
  std::optional<std::vector<std::string>> keys = {};  // dictionary: no other keys than these

  // Whether no condition is set.
  bool is_empty() const;

  // What is wrong with the value ("must be at most 1.0"); nullopt: nothing.
  std::optional<std::string> violated_by(const nlohmann::json& value) const;

  // What it asks of a value: "is at least 0.0 and at most 1.0".
  std::string text() const;
};

// Constraints by argument: a position ("0") or the name that the introspection gives it.
using ArgumentConstraints = std::map<std::string, Constraint, std::less<>>;

}  // namespace deskgate::mapping

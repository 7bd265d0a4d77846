// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <string>
#include <string_view>

#include "mapping/strict_toml.hpp"

namespace deskgate::gateway {

// A positive number of a table of the configuration; stays as it is where there is none, and what
// is none is complained of.
template <class Number>
void read_positive(mapping::StrictTable& table, std::string_view key, Number& number) {
  const auto value = table.integer(key);
  if (!value) return;
  if (*value <= 0 || *value > 1LL << 40) {
    return table.complain(*table.node(key),
                          "\"" + std::string(key) + "\" must be a positive number");
  }
  number = static_cast<Number>(*value);
}

}  // namespace deskgate::gateway

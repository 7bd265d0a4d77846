// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Where inside a value something stands, for messages.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace deskgate::router {

// From the value inward: the position in a list, from 0, or the key in a dictionary.
using ValuePlace = std::vector<std::variant<std::size_t, std::string>>;

// ` in argument 2, element 3, key "urgency"`, if `element` is "argument": what the elements of the
// outermost list are called. "" for the value as a whole. Long keys are cut.
std::string in_words(const ValuePlace& place, std::string_view element);

// The place of the octet at `offset` of a text that is one lawful JSON value.
ValuePlace place_in_json(std::string_view text, std::size_t offset);

}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Looks up text in an unordered_map<std::string, …, StringHash, std::equal_to<>> without a copy.
#pragma once

#include <functional>
#include <string_view>

namespace deskgate::router {

struct StringHash {
  // NOLINTNEXTLINE(readability-identifier-naming): the name that unordered_map looks for
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept {
    return std::hash<std::string_view>{}(text);
  }
};

}  // namespace deskgate::router

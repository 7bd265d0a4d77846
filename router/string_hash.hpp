// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Looks up text in an unordered_map<std::string, …, StringHash, std::equal_to<>> without a copy.
//
// What the texts are is the clients' choice, so that the hash has a key: SipHash with one that each
// process draws for itself. Nobody can choose texts that all fall into one bucket.
#pragma once

#include <cstddef>
#include <string_view>

namespace deskgate::router {

struct StringHash {
  // NOLINTNEXTLINE(readability-identifier-naming): the name that unordered_map looks for
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept;
};

}  // namespace deskgate::router

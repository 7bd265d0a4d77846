// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What a mistyped word was meant to be.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deskgate::mapping {

// The candidate nearest to `word` by edit distance, if it is near enough to be meant: at most a
// third of the word is wrong, and no more than `most_slips` letters.
std::optional<std::string> nearest(std::string_view word,
                                   const std::vector<std::string>& candidates,
                                   std::size_t most_slips = 255);

// `; did you mean "method"?`, or "" where nothing is near enough.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates,
                         std::size_t most_slips = 255);

}  // namespace deskgate::mapping

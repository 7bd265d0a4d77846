// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What every fuzz target needs: a property that must hold, and its input taken apart.
//
// A target is a file with one LLVMFuzzerTestOneInput. It opens with the property that it checks,
// for whatever octets it is given; the sanitizers check the rest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace deskgate::fuzz {

// Ends the run with a reproducer unless the property holds.
inline void require(bool holds, std::string_view property) {
  if (holds) return;
  std::fprintf(stderr, "\nThis does not hold: %.*s\n", static_cast<int>(property.size()),
               property.data());
  std::abort();
}

inline std::string_view view(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// The fuzzer's octets as a row of choices. Where they end, every choice is the first one.
class Choices {
 public:
  explicit Choices(std::string_view octets) : octets_(octets) {}

  bool are_left() const { return !octets_.empty(); }

  // 0 to count - 1; count is at most 256.
  std::size_t among(std::size_t count) {
    if (octets_.empty()) return 0;
    const auto octet = static_cast<unsigned char>(octets_.front());
    octets_.remove_prefix(1);
    return octet % count;
  }

  template <class List>
  const auto& from(const List& list) {
    return list[among(std::size(list))];
  }

  // So many octets, or those that are left.
  std::string_view take(std::size_t count) {
    const auto taken = octets_.substr(0, count);
    octets_.remove_prefix(taken.size());
    return taken;
  }

 private:
  std::string_view octets_;
};

}  // namespace deskgate::fuzz

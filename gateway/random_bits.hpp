// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace deskgate::gateway {

// The kernel's random numbers, fetched many at a time: a router needs one for each publication, and
// asking the kernel for each would cost more than the publication. Copies share nothing: a copy
// begins with an empty store.
class RandomBits {
 public:
  RandomBits() = default;
  RandomBits(const RandomBits&) {}
  RandomBits& operator=(const RandomBits&) = delete;

  // 64 random bits. Each is handed out once. Throws std::system_error if the kernel has none.
  std::uint64_t operator()();

 private:
  std::array<std::uint64_t, 128> store_{};
  std::size_t left_ = 0;
};

}  // namespace deskgate::gateway

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/random_bits.hpp"

#include <sys/random.h>

#include <cerrno>
#include <span>
#include <system_error>
#include <utility>

namespace deskgate::gateway {

std::uint64_t RandomBits::operator()() {
  if (left_ == 0) {
    for (std::span<std::byte> empty = std::as_writable_bytes(std::span(store_)); !empty.empty();) {
      const auto size = getrandom(empty.data(), empty.size(), 0);
      if (size < 0 && errno == EINTR) continue;
      if (size < 0) throw std::system_error(errno, std::generic_category(), "getrandom");
      empty = empty.subspan(static_cast<std::size_t>(size));
    }
    left_ = store_.size();
  }
  return std::exchange(store_[--left_], 0);
}

}  // namespace deskgate::gateway

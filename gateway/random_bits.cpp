// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/random_bits.hpp"

#include <sys/random.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace deskgate::gateway {

std::uint64_t RandomBits::operator()() {
  if (left_ == 0) {
    auto* out = reinterpret_cast<char*>(store_.data());  // NOLINT(*-reinterpret-cast): octets
    for (std::size_t got = 0; got < sizeof store_;) {
      const auto size = getrandom(out + got, sizeof store_ - got, 0);
      if (size < 0 && errno == EINTR) continue;
      if (size < 0) throw std::system_error(errno, std::generic_category(), "getrandom");
      got += static_cast<std::size_t>(size);
    }
    left_ = store_.size();
  }
  return std::exchange(store_[--left_], 0);
}

}  // namespace deskgate::gateway

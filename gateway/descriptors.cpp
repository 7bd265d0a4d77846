// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/descriptors.hpp"

#include <sys/resource.h>

#include <algorithm>

namespace deskgate::gateway {
namespace {

// Listeners, buses, the loop, files that are read: what is not a connection.
constexpr rlim_t own_descriptors = 64;

}  // namespace

std::optional<std::string> provide_descriptors(std::size_t connections) {
  const auto needed = static_cast<rlim_t>(connections) + own_descriptors;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= needed) return std::nullopt;
  limit.rlim_cur = std::min(needed, limit.rlim_max);
  setrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur >= needed) return std::nullopt;
  return "[limits]: \"connections\" = " + std::to_string(connections) + " needs " +
         std::to_string(needed) + " file descriptors, and this process may have " +
         std::to_string(limit.rlim_max) + "; raise LimitNOFILE= (or ulimit -n), or lower it";
}

}  // namespace deskgate::gateway

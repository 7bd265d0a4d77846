// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Identifiers of WAMP (specification, "IDs"): integers from 1 to 2^53, each kind a type of its own.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace deskgate::router {

// The largest id there is; it is itself a legal id.
inline constexpr std::uint64_t max_id = 1ULL << 53;

constexpr bool is_id(std::uint64_t value) {
  return value >= 1 && value <= max_id;
}

// What follows `id` in session scope, where 1 follows the largest.
constexpr std::uint64_t next_id(std::uint64_t id) {
  return id == max_id ? 1 : id + 1;
}

// One kind of id. Kinds do not convert into each other; `value` is what stands on the wire.
template <class Kind>
struct Id {
  std::uint64_t value = 0;
  friend constexpr auto operator<=>(Id, Id) = default;
};

using SessionId = Id<struct SessionKind>;            // global scope: random
using PublicationId = Id<struct PublicationKind>;    // global scope: random
using SubscriptionId = Id<struct SubscriptionKind>;  // router scope
using RegistrationId = Id<struct RegistrationKind>;  // router scope
using RequestId = Id<struct RequestKind>;            // session scope: 1, 2, 3, …
using InvocationId = Id<struct InvocationKind>;      // session scope of the callee: 1, 2, 3, …

// Yields 64 random bits. The router has no source of randomness of its own; its owner lends one.
using Entropy = std::function<std::uint64_t()>;

// A value uniform over 1..2^53.
inline std::uint64_t random_id(const Entropy& entropy) {
  return (entropy() >> 11) + 1;
}

}  // namespace deskgate::router

template <class Kind>
struct std::hash<deskgate::router::Id<Kind>> {
  std::size_t operator()(deskgate::router::Id<Kind> id) const noexcept {
    return std::hash<std::uint64_t>{}(id.value);
  }
};

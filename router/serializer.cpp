// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/serializer.hpp"

namespace deskgate::router {

Result<void> express_payload(const Message& message, const Serializer& serializer) {
  const auto* payload = payload_of(message);
  if (!payload || payload->is_empty()) return {};
  const auto& encoded = payload->encoded(serializer);
  if (!encoded) return encoded.error();
  return {};
}

}  // namespace deskgate::router

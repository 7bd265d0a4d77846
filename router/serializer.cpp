// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/serializer.hpp"

namespace deskgate::router {

Result<void> express_payload(const Message& message, const Serializer& serializer,
                             std::string& out) {
  constexpr std::size_t head_size = 128;  // type, ids, a URI; options seldom
  std::size_t payload_size = 0;
  if (const auto* payload = payload_of(message)) {
    const auto& encoded = payload->encoded(serializer);
    if (!encoded) return encoded.error();
    payload_size = encoded->args.size() + encoded->kwargs.size();
  }
  out.reserve(out.size() + head_size + payload_size);
  return {};
}

}  // namespace deskgate::router

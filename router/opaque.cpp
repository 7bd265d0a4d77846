// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/opaque.hpp"

namespace deskgate::router {

bool has_opaque_payload(const Dict& options) {
  const auto algorithm = options.find("enc_algo");
  return algorithm != options.end() && algorithm->is_string();
}

void carry_opaque_keys(const Dict& options, Dict& details) {
  if (!has_opaque_payload(options)) return;
  for (const auto* key : {"enc_algo", "enc_key", "enc_serializer"}) {
    const auto found = options.find(key);
    if (found != options.end()) details[key] = *found;
  }
}

}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/utf8.hpp"

#include <simdjson.h>

namespace deskgate::gateway::net {

bool is_utf8(std::string_view octets) {
  return simdjson::validate_utf8(octets.data(), octets.size());
}

}  // namespace deskgate::gateway::net

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/pairing_link.hpp"

#include <sodium.h>

#include "gateway/trust/base32.hpp"

namespace deskgate::gateway::trust {
namespace {

std::string to_base64url(const Hash& octets) {
  constexpr auto variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_encoded_len(octets.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), octets.data(), octets.size(), variant);
  text.pop_back();  // the zero at the end
  return text;
}

}  // namespace

std::string pairing_link(const std::vector<std::string>& addresses, const Hash& tls_key,
                         const router::authentication::PublicKey& identity, const Token& token) {
  std::string all;
  for (const auto& address : addresses) all += (all.empty() ? "" : ",") + address;
  return "https://" + addresses.front() + "/pair#v=1&a=" + all + "&c=" + to_base64url(tls_key) +
         "&r=" + to_base64url(identity.octets()) + "&t=" + to_base32(token);
}

}  // namespace deskgate::gateway::trust

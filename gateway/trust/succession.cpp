// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/succession.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "gateway/failure.hpp"
#include "router/authentication/hex.hpp"

namespace deskgate::gateway::trust {
namespace {

using nlohmann::json;
using router::authentication::PublicKey;
using router::authentication::Signature;
using router::authentication::SigningKey;
using router::authentication::to_hex;

constexpr int format = 1;

std::vector<std::uint8_t> link_text(const PublicKey& from, const PublicKey& to) {
  static constexpr std::string_view label = "deskgate identity 1";
  std::vector<std::uint8_t> text(label.begin(), label.end());
  text.push_back(0);
  for (const auto* key : {&from, &to}) {
    text.insert(text.end(), key->octets().begin(), key->octets().end());
  }
  return text;
}

const std::string& text_in(const json& link, const char* key, const std::string& place) {
  const auto* text =
      link.is_object() && link.contains(key) ? link.at(key).get_ptr<const std::string*>() : nullptr;
  if (!text) fail(place + "." + key, "must be text");
  return *text;
}

PublicKey key_in(const json& link, const char* name, const std::string& place) {
  const auto key = PublicKey::from_hex(text_in(link, name, place));
  if (!key) fail(place + "." + name, "must be an Ed25519 public key of 64 hexadecimal digits");
  return *key;
}

Signature signature_in(const json& link, const char* name, const std::string& place) {
  const auto signature =
      router::authentication::from_hex<sizeof(Signature)>(text_in(link, name, place));
  if (!signature) fail(place + "." + name, "must be 128 hexadecimal digits");
  return *signature;
}

SuccessionLink read_link(const json& link, const std::string& place) {
  const SuccessionLink read{key_in(link, "from", place), key_in(link, "to", place),
                            signature_in(link, "by_old", place),
                            signature_in(link, "by_new", place)};
  if (!read.is_signed()) fail(place, "has a signature that is wrong");
  return read;
}

}  // namespace

SuccessionLink SuccessionLink::make(const SigningKey& from, const SigningKey& to) {
  const auto text = link_text(from.public_key(), to.public_key());
  return {from.public_key(), to.public_key(), from.sign(text), to.sign(text)};
}

bool SuccessionLink::is_signed() const {
  const auto text = link_text(from, to);
  return from.verify(text, by_old) && to.verify(text, by_new);
}

Succession leading_to(const PublicKey& present, Succession links) {
  Succession leading;
  auto wanted = present;
  while (leading.size() < most_links) {
    const auto found = std::find_if(links.rbegin(), links.rend(),
                                    [&](const auto& link) { return link.to == wanted; });
    if (found == links.rend()) break;
    leading.insert(leading.begin(), *found);
    wanted = found->from;
    links.erase(std::next(found).base());
  }
  return leading;
}

json describe(const Succession& links) {
  auto list = json::array();
  for (const auto& link : links) {
    list.push_back({{"from", link.from.to_hex()},
                    {"to", link.to.to_hex()},
                    {"by_old", to_hex(link.by_old)},
                    {"by_new", to_hex(link.by_new)}});
  }
  return list;
}

std::string write_succession(const Succession& links) {
  return json{{"version", format}, {"links", describe(links)}}.dump(2) + "\n";
}

Succession read_succession(std::string_view text) {
  const auto root = json::parse(text, nullptr, false);
  if (!root.is_object() || root.value("version", json()) != format || !root.contains("links") ||
      !root["links"].is_array()) {
    fail("the file", "is no list of links of version 1");
  }
  Succession links;
  for (std::size_t i = 0; i < root["links"].size(); ++i) {
    links.push_back(read_link(root["links"][i], "links[" + std::to_string(i) + "]"));
  }
  return links;
}

}  // namespace deskgate::gateway::trust

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/rotation.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>

#include "gateway/log.hpp"
#include "gateway/trust/device_admin.hpp"
#include "router/authentication/hex.hpp"
#include "router/uri.hpp"

namespace deskgate::gateway::trust {
namespace {

using nlohmann::json;
using router::authentication::PublicKey;
using router::authentication::Signature;

struct Wanted {
  PublicKey key;
  Signature by_old;
  Signature by_new;
};

router::Result<Signature> read_signature(const json& wish, const char* key) {
  const auto* text = wish.contains(key) ? wish[key].get_ptr<const std::string*>() : nullptr;
  const auto octets =
      text ? router::authentication::from_hex<sizeof(Signature)>(*text) : std::nullopt;
  if (octets) return *octets;
  return router::invalid_argument(std::string(key) + " must be 128 hexadecimal digits");
}

router::Result<Wanted> read_wanted(const router::Payload& payload) {
  const auto values = payload.values();
  if (!values) return values.error();
  if (values->args.size() != 1 || !values->args[0].is_object() || !values->kwargs.empty()) {
    return router::invalid_argument("there must be one argument, a dictionary");
  }
  const auto& wish = values->args[0];
  const auto* text = wish.contains("key") ? wish["key"].get_ptr<const std::string*>() : nullptr;
  const auto key = text ? PublicKey::from_hex(*text) : std::nullopt;
  if (!key) {
    return router::invalid_argument("key must be an Ed25519 public key of 64 hexadecimal digits");
  }
  const auto by_old = read_signature(wish, "by_old");
  if (!by_old) return by_old.error();
  const auto by_new = read_signature(wish, "by_new");
  if (!by_new) return by_new.error();
  return Wanted{*key, *by_old, *by_new};
}

bool has_signed(const PublicKey& key, const std::string& text, const Signature& signature) {
  return key.verify({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, signature);
}

}  // namespace

std::string rotation_text(const PublicKey& from, const PublicKey& to, const PublicKey& identity) {
  std::string text("deskgate rotate 1");
  text += '\0';
  for (const auto* key : {&from, &to, &identity}) {
    text.append(key->octets().begin(), key->octets().end());
  }
  return text;
}

Rotation::Rotation(router::LocalPeer& peer, Devices& devices, const PublicKey& identity,
                   audit::Recorder& recorder, std::function<void()> on_changed)
    : devices_(devices),
      identity_(identity),
      recorder_(recorder),
      on_changed_(std::move(on_changed)) {
  peer.provide(std::string(rotate_uri),
               [this](const auto& call, const auto& answer) {
                 const auto device = rotate(call);
                 if (!device) return answer.fail(device.error());
                 answer.yield(router::Payload(json::array({describe(*device)})));
                 on_changed_();
               })
      .value();
}

router::Result<Device> Rotation::rotate(const router::LocalCall& call) {
  const auto& all = devices_.all();
  const auto found = std::ranges::find(all, call.caller.authid, &Device::id);
  if (found == all.end()) {
    return router::Error{std::string(router::error::not_authorized),
                         "only a device has a key here"};
  }
  const auto wanted = read_wanted(call.payload);
  if (!wanted) return wanted.error();
  const auto old = found->key;
  const auto text = rotation_text(old, wanted->key, identity_);
  if (!has_signed(old, text, wanted->by_old) || !has_signed(wanted->key, text, wanted->by_new)) {
    return router::invalid_argument(
        "by_old and by_new must be signatures, by the old key and by the new one, of the text that "
        "docs/pairing.md describes");
  }
  auto rotated = devices_.rotate(old, wanted->key);
  if (!rotated) return rotated;
  log::info("rotate",
            rotated->name + " (" + rotated->id().substr(0, shown_id_size) + ") has another key");
  recorder_.record({.event = "device",
                    .verdict = "allowed",
                    .who = rotated->id(),
                    .name = rotated->name,
                    .uri = call.procedure,
                    .note = "it was " + call.caller.authid});
  return rotated;
}

}  // namespace deskgate::gateway::trust

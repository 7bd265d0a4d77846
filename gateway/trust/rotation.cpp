// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/rotation.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>

#include "gateway/audit/audited.hpp"
#include "gateway/audit/unrecorded.hpp"
#include "gateway/log.hpp"
#include "gateway/trust/dictionary.hpp"
#include "router/authentication/hex.hpp"
#include "router/uri.hpp"

namespace deskgate::gateway::trust {
namespace {

using nlohmann::json;
using router::authentication::PublicKey;
using router::authentication::Signature;

constexpr std::chrono::minutes rotates_every{10};

// What a device asks for.
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
  const auto wish = read_dictionary(payload, {"key", "by_old", "by_new"});
  if (!wish) return wish.error();
  const auto* text =
      wish->contains("key") ? wish->at("key").get_ptr<const std::string*>() : nullptr;
  const auto key = text ? PublicKey::from_hex(*text) : std::nullopt;
  if (!key) {
    return router::invalid_argument("key must be an Ed25519 public key of 64 hexadecimal digits");
  }
  const auto by_old = read_signature(*wish, "by_old");
  if (!by_old) return by_old.error();
  const auto by_new = read_signature(*wish, "by_new");
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

Rotation::Rotation(router::LocalPeer& peer, Devices& devices, const Identity& identity,
                   audit::Recorder& recorder, std::function<void(const std::string&)> on_rotated)
    : devices_(devices),
      identity_(identity),
      recorder_(recorder),
      on_rotated_(std::move(on_rotated)) {
  peer.provide(std::string(rotate_uri),
               [this](const auto& call, const auto& answer) {
                 const auto before = key_of(call.caller.authid);
                 const auto device = rotate(call);
                 device ? answer.yield(router::Payload(json::array({describe(*device)})))
                        : answer.fail(device.error());
                 if (key_of(call.caller.authid) != before) on_rotated_(call.caller.authid);
               })
      .value();
}

std::optional<PublicKey> Rotation::key_of(const std::string& id) const {
  const auto found = std::ranges::find(devices_.all(), id, &Device::id);
  return found == devices_.all().end() ? std::nullopt : std::optional(found->key);
}

bool Rotation::is_too_soon(const std::string& id) const {
  const auto found = last_.find(id);
  return found != last_.end() && Clock::now() - found->second < rotates_every;
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
  if (is_too_soon(found->id)) {
    return router::Error{std::string(router::error::unavailable),
                         "this device has replaced its key within the last ten minutes; wait"};
  }
  auto entry = audit::entry_of(call.caller, "device", "allowed");
  entry.name = found->name;
  entry.uri = call.procedure;
  const auto old = found->key;
  const auto text = rotation_text(old, wanted->key, identity_.key().public_key());
  if (!has_signed(old, text, wanted->by_old) || !has_signed(wanted->key, text, wanted->by_new)) {
    entry.verdict = "refused";
    entry.note = "a signature is wrong";
    recorder_.record(entry);
    return router::invalid_argument(
        "by_old and by_new must be signatures, by the old key and by the new one, of the text that "
        "docs/pairing.md describes");
  }
  if (devices_.has_had(wanted->key)) {
    return router::invalid_argument("a device has this key, or was paired with it");
  }
  entry.note = "it has the key " + wanted->key.to_hex();
  if (!recorder_.record(entry)) return audit::unrecorded();
  const auto id = found->id;
  auto rotated = devices_.rotate(old, wanted->key);
  if (key_of(id) != old) last_[id] = Clock::now();
  if (!rotated) {
    entry.verdict = "refused";
    entry.note = rotated.error().message;
    recorder_.record(entry);
    return rotated;
  }
  log::info("rotate",
            rotated->name + " (" + rotated->id.substr(0, shown_id_size) + ") has another key");
  return rotated;
}

}  // namespace deskgate::gateway::trust

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// How a device takes another key and stays who it is: by a procedure that it calls itself.
//
// Both keys sign the same text. The old one shows that whoever has got hold of a session, and of no
// more, cannot make the device his; the new one that it is nobody else's key.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "gateway/audit/entry.hpp"
#include "gateway/trust/devices.hpp"
#include "router/authentication/ed25519.hpp"
#include "router/local_peer.hpp"

namespace deskgate::gateway::trust {

// ({"key", "by_old", "by_new"}): the new public key, and the signatures of rotation_text() by the
// old key and by the new one; all in hexadecimal digits. Answers with the device as it is then,
// which is kept by now. The sessions of the old key end.
inline constexpr std::string_view rotate_uri = "org.deskgate.device.rotate";

// "deskgate rotate 1" ‖ 0 ‖ the old key ‖ the new key ‖ the identity key of this desktop
std::string rotation_text(const router::authentication::PublicKey& from,
                          const router::authentication::PublicKey& to,
                          const router::authentication::PublicKey& identity);

// Provides the procedure as long as it lives; `devices` and `recorder` outlive it. `on_changed` is
// called when a device has another key, after that is answered.
class Rotation {
 public:
  Rotation(router::LocalPeer& peer, Devices& devices,
           const router::authentication::PublicKey& identity, audit::Recorder& recorder,
           std::function<void()> on_changed);

 private:
  router::Result<Device> rotate(const router::LocalCall& call);

  Devices& devices_;
  router::authentication::PublicKey identity_;
  audit::Recorder& recorder_;
  std::function<void()> on_changed_;
};

}  // namespace deskgate::gateway::trust

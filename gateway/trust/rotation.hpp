// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// How a device takes another key and stays who it is: by a procedure that it calls itself.
//
// Both keys sign the same text. The old one shows that whoever has got hold of a session, and of no
// more, cannot make the device his; the new one that it is nobody else's key. The device stays who
// it is, with its id; its sessions, which the old key has opened, end.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/audit/entry.hpp"
#include "gateway/trust/devices.hpp"
#include "gateway/trust/identity.hpp"
#include "router/authentication/ed25519.hpp"
#include "router/local_peer.hpp"

namespace deskgate::gateway::trust {

// ({"key", "by_old", "by_new"}): the new public key, and the signatures of rotation_text() by the
// old key and by the new one; all in hexadecimal digits. Answers with the device as it is then,
// which is kept by now. Once in ten minutes: each time is a file that is written and synced.
inline constexpr std::string_view rotate_uri = "org.deskgate.device.rotate";

// "deskgate rotate 1" ‖ 0 ‖ the old key ‖ the new key ‖ the identity key of this desktop
std::string rotation_text(const router::authentication::PublicKey& from,
                          const router::authentication::PublicKey& to,
                          const router::authentication::PublicKey& identity);

// Provides the procedure as long as it lives; what it is given outlives it. `on_rotated` is called
// with the id of a device that has another key, after that is answered.
class Rotation {
 public:
  Rotation(router::LocalPeer& peer, Devices& devices, const Identity& identity,
           audit::Recorder& recorder, std::function<void(const std::string&)> on_rotated);

 private:
  using Clock = std::chrono::steady_clock;

  router::Result<Device> rotate(const router::LocalCall& call);
  std::optional<router::authentication::PublicKey> key_of(const std::string& id) const;
  bool is_too_soon(const std::string& id) const;

  Devices& devices_;
  const Identity& identity_;
  audit::Recorder& recorder_;
  std::function<void(const std::string&)> on_rotated_;
  std::map<std::string, Clock::time_point> last_;  // of each device that has
};

}  // namespace deskgate::gateway::trust

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The procedures by which this user's own programs see and replace the identity key.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/audit/entry.hpp"
#include "gateway/trust/identity.hpp"
#include "router/local_peer.hpp"

namespace deskgate::gateway::trust {

namespace identity_uris {
// One dictionary: "key", in hexadecimal digits, and "replaced", how many older keys lead to it.
inline constexpr std::string_view show = "org.deskgate.admin.identity.show";
// Another key takes its place, which is kept by the time it is answered, as `show` does.
inline constexpr std::string_view renew = "org.deskgate.admin.identity.renew";
}  // namespace identity_uris

// Provides them as long as it lives; what it is given outlives it. `is_shown`: whether a code that
// somebody may be looking at holds the key just now, which is not replaced then.
class IdentityAdmin {
 public:
  IdentityAdmin(router::LocalPeer& peer, Identity& identity, audit::Recorder& recorder,
                std::function<bool()> is_shown);

 private:
  router::Result<void> renew(const router::LocalCall& call);
  std::optional<std::string> try_to_renew();  // what has failed

  Identity& identity_;
  audit::Recorder& recorder_;
  std::function<bool()> is_shown_;
};

}  // namespace deskgate::gateway::trust

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/identity_admin.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "gateway/audit/audited.hpp"
#include "gateway/audit/unrecorded.hpp"
#include "gateway/durable_file.hpp"
#include "gateway/log.hpp"
#include "gateway/trust/devices.hpp"

namespace deskgate::gateway::trust {
namespace {

router::Payload tell(const Identity& identity) {
  return router::Payload(nlohmann::json::array(
      {{{"key", identity.public_key().to_hex()}, {"replaced", identity.succession().size()}}}));
}

}  // namespace

IdentityAdmin::IdentityAdmin(router::LocalPeer& peer, Identity& identity, audit::Recorder& recorder,
                             std::function<bool()> is_shown)
    : identity_(identity), recorder_(recorder), is_shown_(std::move(is_shown)) {
  peer.provide(std::string(identity_uris::show),
               [this](const auto&, const auto& answer) { answer.yield(tell(identity_)); })
      .value();
  peer.provide(std::string(identity_uris::renew),
               [this](const auto& call, const auto& answer) {
                 const auto renewed = renew(call);
                 renewed ? answer.yield(tell(identity_)) : answer.fail(renewed.error());
               })
      .value();
}

router::Result<void> IdentityAdmin::renew(const router::LocalCall& call) {
  if (is_shown_()) {
    return router::Error{std::string(router::error::unavailable),
                         "a device is being paired by the present key; wait until that is over"};
  }
  auto entry = audit::entry_of(call.caller, "identity", "allowed");
  entry.uri = call.procedure;
  entry.note = "another key takes the place of " + identity_.public_key().to_hex();
  if (!recorder_.record(entry)) return audit::unrecorded();
  const auto fault = try_to_renew();
  if (!fault) {
    log::info("identity", "this gateway has another key: " + identity_.public_key().to_hex());
    return {};
  }
  log::error("identity", *fault);
  entry.verdict = "refused";
  entry.note = *fault;
  recorder_.record(entry);
  return router::Error{std::string(error_not_saved), *fault};
}

std::optional<std::string> IdentityAdmin::try_to_renew() {
  try {
    identity_.renew();
    return std::nullopt;
  } catch (const NotOnDisk& error) {
    return std::string("it has been done, but a power cut may undo it: ") + error.what();
  } catch (const std::runtime_error& error) {
    return std::string("nothing has been changed: ") + error.what();
  }
}

}  // namespace deskgate::gateway::trust

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/pairing_options.hpp"

#include "gateway/trust/device.hpp"
#include "gateway/trust/device_admin.hpp"
#include "gateway/trust/dictionary.hpp"
#include "mapping/text.hpp"
#include "router/authentication/hex.hpp"
#include "router/uri.hpp"

namespace deskgate::gateway::trust {
namespace {

using nlohmann::json;

constexpr std::int64_t longest_window = 300;
constexpr std::int64_t longest_lifetime = 100LL * 366 * 24 * 3600;
constexpr auto nameless = "a device without a name";

// nullopt: it is not given. Fails unless it is a whole number up to `most`.
router::Result<std::optional<std::chrono::seconds>> read_seconds(const json& options,
                                                                 const char* key,
                                                                 std::int64_t most) {
  using Seconds = std::optional<std::chrono::seconds>;
  const auto found = options.find(key);
  if (found == options.end() || found->is_null()) return Seconds();
  const bool is_whole = found->is_number_integer() && !found->is_number_float();
  const auto count = is_whole ? found->get<std::int64_t>() : 0;
  if (count < 1 || count > most) {
    return router::invalid_argument(std::string(key) + " must be a number of seconds from 1 to " +
                                    std::to_string(most));
  }
  return Seconds(count);
}

router::Result<mapping::Grants> read_grants(const json& list, const mapping::Policy& policy) {
  if (!list.is_array()) return router::invalid_argument("grants must be a list of text");
  mapping::Grants grants;
  for (const auto& grant : list) {
    if (!grant.is_string()) return router::invalid_argument("grants must be a list of text");
    if (auto fault = fault_of_grant(policy, grant.get<std::string>()))
      return router::invalid_argument(*fault);
    grants.insert(grant.get<std::string>());
  }
  return grants;
}

}  // namespace

router::Result<PairingOptions> read_pairing_options(const router::Payload& payload,
                                                    const mapping::Policy& policy) {
  const auto options = read_dictionary(payload, {"grants", "seconds", "lifetime"});
  if (!options) return options.error();
  PairingOptions read;
  if (const auto grants = options->find("grants"); grants != options->end()) {
    auto wanted = read_grants(*grants, policy);
    if (!wanted) return wanted.error();
    read.grants = *std::move(wanted);
  }
  const auto open_for = read_seconds(*options, "seconds", longest_window);
  if (!open_for) return open_for.error();
  read.open_for = open_for->value_or(read.open_for);
  const auto lifetime = read_seconds(*options, "lifetime", longest_lifetime);
  if (!lifetime) return lifetime.error();
  read.lifetime = *lifetime;
  return read;
}

router::Result<PairingClaim> read_pairing_claim(const router::Payload& payload) {
  const auto claim = read_dictionary(payload, {"proof", "name"});
  if (!claim) return claim.error();
  const auto proof = claim->value("proof", json());
  const auto name = claim->value("name", json(""));
  PairingClaim read;
  if (!proof.is_string() ||
      !router::authentication::read_hex(proof.get_ref<const std::string&>(), read.proof)) {
    return router::invalid_argument("proof must be 64 hexadecimal digits");
  }
  if (!name.is_string()) return router::invalid_argument("name must be text");
  read.name = clean_name(name.get_ref<const std::string&>());
  if (read.name.empty()) read.name = nameless;
  return read;
}

router::Result<PairingAnswer> read_pairing_answer(const router::Payload& payload) {
  const auto values = payload.values();
  if (!values) return values.error();
  const auto& args = values->args;
  if (args.size() != 2 || !args[0].is_number_unsigned() || !args[1].is_boolean()) {
    return router::invalid_argument(
        "there must be two arguments: the number of a request, and true or false");
  }
  return PairingAnswer{args[0].get<std::uint64_t>(), args[1].get<bool>()};
}

}  // namespace deskgate::gateway::trust

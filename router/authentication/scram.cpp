// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/authentication/scram.hpp"

#include <utility>

#include "router/authentication/random.hpp"
#include "router/authentication/secret.hpp"
#include "router/base64.hpp"
#include "router/uri.hpp"

namespace deskgate::router::authentication {
namespace {

constexpr auto tls_exporter = "tls-exporter";
constexpr std::size_t most_nonce = 256;  // octets of base64

Error malformed(const std::string& what) {
  return {std::string(error::protocol_violation), "HELLO.Details." + what};
}

Error cannot_bind(const std::string& what) {
  return {std::string(error::option_not_allowed),
          "HELLO.Details.authextra.channel_binding " + what};
}

// A text could be an error as well.
Result<std::string> text(std::string value) {
  return {boost::system::in_place_value, std::move(value)};
}

// "" where there is none, or null; a value that is no text is none either.
std::string text_at(const Dict& dict, const char* key) {
  if (!dict.is_object()) return "";
  const auto found = dict.find(key);
  return found != dict.end() && found->is_string() ? found->get<std::string>() : "";
}

bool has(const Dict& dict, const char* key) {
  return dict.is_object() && dict.contains(key) && !dict.at(key).is_null();
}

// The text of "n=" (RFC 5802 section 5.1).
std::string escaped(const std::string& user) {
  std::string result;
  for (const char c : user) {
    if (c == ',') {
      result += "=2C";
    } else if (c == '=') {
      result += "=3D";
    } else {
      result += c;
    }
  }
  return result;
}

Result<std::string> read_nonce(const Dict& extra) {
  auto nonce = text_at(extra, "nonce");
  if (nonce.empty()) return malformed("authextra.nonce is missing; wamp-scram needs one");
  if (nonce.size() > most_nonce || !from_base64(nonce)) {
    return malformed("authextra.nonce must be random octets in base64");
  }
  return text(std::move(nonce));
}

// c= of the last message: with the data of the channel if the client wants it bound.
Result<std::string> cbind_input(const Dict& extra, const std::optional<ChannelId>& channel) {
  if (!has(extra, "channel_binding")) return text(to_base64("n,,"));
  if (text_at(extra, "channel_binding") != tls_exporter) {
    return cannot_bind("must be tls-exporter or null");
  }
  if (!channel) return cannot_bind("is tls-exporter, but this connection is not over TLS");
  return text(to_base64("p=tls-exporter,," + std::string(channel->begin(), channel->end())));
}

}  // namespace

std::string ScramExchange::auth_message() const {
  return "n=" + escaped(user) + ",r=" + client_nonce + ",r=" + nonce + ",s=" + salt +
         ",i=" + std::to_string(iterations) + ",c=" + binding + ",r=" + nonce;
}

bool is_client_proof(const ScramCredential& credential, std::string_view auth_message,
                     std::string_view proof) {
  auto key = hmac_sha256(credential.stored_key, auth_message);
  const bool is_whole = proof.size() == key.size();
  for (std::size_t i = 0; is_whole && i < key.size(); ++i) {
    key[i] = static_cast<char>(key[i] ^ proof[i]);
  }
  return is_same(credential.stored_key, sha256(key)) && is_whole;
}

std::string server_signature(const ScramCredential& credential, std::string_view auth_message) {
  return hmac_sha256(credential.server_key, auth_message);
}

Result<std::unique_ptr<Scram>> Scram::make(const Dict& details, ScramCredential credential,
                                           bool is_decoy, const std::optional<ChannelId>& channel,
                                           const Entropy& entropy) {
  const auto user = text_at(details, "authid");
  if (user.empty()) return malformed("authid is missing; wamp-scram needs one");
  if (!is_scram_text(user)) return malformed("authid must be printable ASCII for wamp-scram");
  const auto extra = details.value("authextra", Dict::object());
  const auto client_nonce = read_nonce(extra);
  if (!client_nonce) return client_nonce.error();
  const auto binding = cbind_input(extra, channel);
  if (!binding) return binding.error();
  const auto own = random_octets<24>(entropy);
  ScramExchange exchange{user,
                         *client_nonce,
                         *client_nonce + to_base64(own),
                         to_base64(credential.salt),
                         credential.derivation.iterations,
                         *binding};
  return std::unique_ptr<Scram>(new Scram(std::move(credential), is_decoy, std::move(exchange),
                                          has(extra, "channel_binding")));
}

Scram::Scram(ScramCredential credential, bool is_decoy, ScramExchange exchange, bool is_bound)
    : credential_(std::move(credential)),
      is_decoy_(is_decoy),
      exchange_(std::move(exchange)),
      is_bound_(is_bound) {}

Dict Scram::challenge() {
  const auto& derivation = credential_.derivation;
  Dict extra{{"nonce", exchange_.nonce},
             {"salt", exchange_.salt},
             {"kdf", std::string(to_string(derivation.kdf))},
             {"iterations", derivation.iterations}};
  if (derivation.memory > 0) extra["memory"] = derivation.memory;
  return extra;
}

std::optional<Dict> Scram::verify(const Authenticate& answer) {
  const auto proof = from_base64(answer.signature).value_or(Octets());
  const auto message = exchange_.auth_message();
  const bool is_proven =
      is_client_proof(credential_, message, std::string(proof.begin(), proof.end()));
  const bool is_repeated = text_at(answer.extra, "nonce") == exchange_.nonce &&
                           has(answer.extra, "channel_binding") == is_bound_ &&
                           (!is_bound_ || text_at(answer.extra, "channel_binding") == tls_exporter);
  if (!is_proven || !is_repeated || is_decoy_) return std::nullopt;
  return Dict{{"verifier", to_base64(server_signature(credential_, message))}};
}

}  // namespace deskgate::router::authentication

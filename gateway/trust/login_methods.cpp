// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/login_methods.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "gateway/roles.hpp"
#include "router/authentication/cryptosign.hpp"
#include "router/authentication/scram.hpp"
#include "router/authentication/ticket.hpp"
#include "router/authentication/wampcra.hpp"
#include "router/uri.hpp"

namespace deskgate::gateway::trust {
namespace {

using router::Dict;
using router::authentication::Claim;
using router::authentication::PublicKey;

constexpr auto provider = "static";

std::string text_at(const Dict& details, const char* key) {
  const auto found = details.find(key);
  return found != details.end() && found->is_string() ? found->get<std::string>() : "";
}

// The name that a client says it has. Only cryptosign knows it without.
router::Result<std::string> claimed_name(const router::Login& login) {
  auto name = text_at(login.hello.details, "authid");
  if (!name.empty()) return {boost::system::in_place_value, std::move(name)};
  return router::Error{std::string(router::error::protocol_violation),
                       "HELLO.Details.authid is missing; this method needs one"};
}

router::Admission admission(const std::string& name, const Principal* who, const char* method) {
  return {.authid = name,
          .authrole = who ? who->role : "",
          .authmethod = method,
          .authprovider = provider};
}

// The challenge does not say the role: what it says of somebody unknown could only be invented.
Claim claim(const router::Login& login, const router::Admission& admission) {
  return {login.session, admission.authid, "", provider};
}

// For clients that know an older identity key.
Dict proof_of_succession(const Identity& identity) {
  if (identity.succession().empty()) return Dict::object();
  return {{"succession", describe(identity.succession())}};
}

std::optional<Principal> copy(const Principal* who) {
  return who ? std::optional(*who) : std::nullopt;
}

}  // namespace

router::Error login_denied() {
  return {std::string(router::error::authentication_denied),
          "the proof is wrong, or there is nobody of this name"};
}

LoginMethods::LoginMethods(const Principals& principals, Devices& devices, const Identity& identity,
                           router::Entropy entropy, std::string secret)
    : principals_(principals),
      devices_(devices),
      identity_(identity),
      entropy_(std::move(entropy)),
      decoys_(principals, std::move(secret)) {}

std::vector<std::string> LoginMethods::offered() const {
  const auto& table = principals_.table();
  const auto can = [&](const auto& has) {
    return std::any_of(table.begin(), table.end(),
                       [&](const auto& each) { return has(each.second); });
  };
  std::vector<std::string> methods{"cryptosign"};
  if (can([](const auto& who) { return who.ticket.has_value(); })) methods.push_back("ticket");
  if (can([](const auto& who) { return !who.tls.empty(); })) methods.push_back("tls");
  if (can([](const auto& who) { return who.scram.has_value(); })) methods.push_back("wamp-scram");
  if (can([](const auto& who) { return who.wampcra.has_value(); })) methods.push_back("wampcra");
  return methods;
}

// A certificate is asked for while somebody connects, or not at all.
std::vector<std::string> LoginMethods::possible() const {
  auto methods = offered();
  const bool has_tls = std::find(methods.begin(), methods.end(), "tls") != methods.end();
  methods = {"cryptosign", "ticket", "wamp-scram", "wampcra"};
  if (has_tls) methods.insert(methods.begin() + 2, "tls");
  return methods;
}

std::optional<std::string> LoginMethods::unknown_name(const router::Login& login) const {
  auto name = text_at(login.hello.details, "authid");
  const auto& devices = devices_.all();
  const bool is_device = std::any_of(devices.begin(), devices.end(),
                                     [&](const auto& device) { return device.id == name; });
  if (name.empty() || is_device || principals_.find(name)) return std::nullopt;
  return name;
}

router::Result<OpenLogin> LoginMethods::begin(std::string_view method, const router::Login& login,
                                              const Principal* told) const {
  if (told) decoys_.note(*told);
  auto begun = begin_by(method, login, told);
  if (!begun || !told || !begun->who) return begun;
  begun->is_dynamic = true;
  begun->admission.authprovider = std::string(dynamic_provider);
  return begun;
}

router::Result<OpenLogin> LoginMethods::begin_by(std::string_view method,
                                                 const router::Login& login,
                                                 const Principal* told) const {
  if (method == "cryptosign") return by_cryptosign(login, told);
  if (method == "ticket") return by_ticket(login, told);
  if (method == "tls") return by_certificate(login);
  if (method == "wamp-scram") return by_scram(login, told);
  return by_wampcra(login, told);
}

bool LoginMethods::is_own(const router::Principal& session) {
  const auto& method = session.authmethod;
  return method == "cryptosign" || method == "ticket" || method == "tls" ||
         method == "wamp-scram" || method == "wampcra";
}

bool LoginMethods::admit(const OpenLogin& login) const {
  if (login.device) {
    const auto now = std::chrono::system_clock::now();
    if (!devices_.find(*login.device, now)) return false;
    devices_.note_seen(*login.device, now);
    return true;
  }
  const auto* who = principals_.find(login.admission.authid);
  if (login.is_dynamic) return !who;
  return login.who && who && *who == *login.who;
}

router::Result<OpenLogin> LoginMethods::by_ticket(const router::Login& login,
                                                  const Principal* told) const {
  const auto name = claimed_name(login);
  if (!name) return name.error();
  const auto* who = told ? told : principals_.find(*name);
  return OpenLogin{
      std::make_unique<router::authentication::Ticket>(who ? who->ticket : std::nullopt),
      admission(*name, who, "ticket"), copy(who)};
}

router::Result<OpenLogin> LoginMethods::by_wampcra(const router::Login& login,
                                                   const Principal* told) const {
  const auto name = claimed_name(login);
  if (!name) return name.error();
  const auto* who = told ? told : principals_.find(*name);
  const bool is_decoy = !who || !who->wampcra;
  auto secret = decoys_.wampcra(*name);  // made for everybody: it takes a moment
  if (!is_decoy) secret = *who->wampcra;
  auto admitted = admission(*name, who, "wampcra");
  const auto challenged = claim(login, admitted);
  return OpenLogin{
      std::make_unique<router::authentication::WampCra>(challenged, std::move(secret), is_decoy,
                                                        entropy_, std::chrono::system_clock::now()),
      std::move(admitted), copy(who)};
}

router::Result<OpenLogin> LoginMethods::by_scram(const router::Login& login,
                                                 const Principal* told) const {
  const auto name = text_at(login.hello.details, "authid");
  const auto* who = told ? told : principals_.find(name);
  const bool is_decoy = !who || !who->scram;
  auto credential = decoys_.scram(name);  // made for everybody: it takes a moment
  if (!is_decoy) credential = *who->scram;
  auto made = router::authentication::Scram::make(login.hello.details, std::move(credential),
                                                  is_decoy, login.transport.channel_id(), entropy_);
  if (!made) return made.error();
  return OpenLogin{*std::move(made), admission(name, who, "wamp-scram"), copy(who)};
}

// Who has the key. A name may be left out: the key has one. A name that is another's is nobody's.
OpenLogin LoginMethods::owner_of(const PublicKey& key, const std::string& name,
                                 const Principal* told) const {
  if (told &&
      std::find(told->cryptosign.begin(), told->cryptosign.end(), key) != told->cryptosign.end()) {
    return {nullptr, admission(name, told, "cryptosign"), *told};
  }
  if (const auto* known = principals_.find(key); known && (name.empty() || name == known->first)) {
    return {nullptr, admission(known->first, &known->second, "cryptosign"), known->second};
  }
  const auto* device = devices_.find(key, std::chrono::system_clock::now());
  if (device && (name.empty() || name == device->id)) {
    return {nullptr,
            {.authid = device->id,
             .authrole = std::string(device_role),
             .authmethod = "cryptosign",
             .authprovider = "device"},
            std::nullopt,
            key};
  }
  return {nullptr, admission(name, nullptr, "cryptosign")};
}

router::Result<OpenLogin> LoginMethods::by_cryptosign(const router::Login& login,
                                                      const Principal* told) const {
  using router::authentication::Cryptosign;
  const auto extra = login.hello.details.value("authextra", Dict::object());
  const auto key = Cryptosign::announced_key(extra);
  if (!key) return key.error();
  auto open = owner_of(*key, text_at(login.hello.details, "authid"), told);
  auto made = Cryptosign::make(extra,
                               {.channel = login.transport.channel_id(),
                                .router_key = &identity_.key(),
                                .router_extra = proof_of_succession(identity_),
                                .is_known = open.who || open.device},
                               entropy_);
  if (!made) return made.error();
  open.method = *std::move(made);
  return open;
}

// The client has proven while it connected that it has the key.
OpenLogin LoginMethods::by_certificate(const router::Login& login) const {
  const auto name = text_at(login.hello.details, "authid");
  const auto key = login.transport.client_key();
  const auto* known = key ? principals_.find(*key) : nullptr;
  if (!known || (!name.empty() && name != known->first)) {
    return {nullptr, admission(name, nullptr, "tls")};
  }
  return {nullptr, admission(known->first, &known->second, "tls"), known->second};
}

}  // namespace deskgate::gateway::trust

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/pairing.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "gateway/audit/unrecorded.hpp"
#include "gateway/log.hpp"
#include "gateway/roles.hpp"
#include "gateway/trust/device_admin.hpp"
#include "gateway/trust/pairing_link.hpp"
#include "gateway/trust/pairing_options.hpp"
#include "gateway/trust/plain_words.hpp"
#include "mapping/text.hpp"
#include "router/authentication/hex.hpp"
#include "router/session.hpp"
#include "router/uri.hpp"

namespace deskgate::gateway::trust {
namespace {

using nlohmann::json;
using router::authentication::to_hex;

constexpr int most_wrong_proofs = 5;
constexpr std::string_view on_leave = "wamp.session.on_leave";

router::Error denied(const std::string& what) {
  return {std::string(router::error::not_authorized), what};
}

// Without the port, which says nothing to people.
std::string host_of(const std::string& address) {
  return address.substr(0, address.rfind(':'));
}

json describe(const PairingRequest& request) {
  return {{"number", request.number}, {"name", request.name},   {"address", request.address},
          {"id", request.id},         {"words", request.words}, {"wants", request.wants},
          {"grants", request.grants}};
}

// Told to this user's own programs alone.
void publish(router::LocalPeer& peer, std::string_view topic, json what) {
  const auto published =
      peer.publish(std::string(topic), router::Payload(json::array({std::move(what)})),
                   {{"eligible_authrole", json::array({owner_role})}});
  if (!published) log::error("pair", published.error().message);
}

router::SessionId session_in(const router::LocalEvent& event) {
  const auto values = event.payload.values();
  return {values ? values->args.at(0).get<std::uint64_t>() : 0};
}

// One that is about to be paired makes a call or two, and has proven no more than that it has a
// key.
const router::ClientLimits of_a_device{.pending_calls = 4,
                                       .subscriptions = 4,
                                       .registrations = 1,
                                       .uri = 255,
                                       .sessions = 16,
                                       .sessions_per_identity = 4,
                                       .calls = router::Rate{10},
                                       .publications = router::Rate{10},
                                       .changes = router::Rate{10}};

}  // namespace

Pairing::Pairing(PairingContext context)
    : context_(std::move(context)),
      realm_(context_.router.add_realm(std::string(pairing_realm), {.clients = of_a_device})),
      doorkeeper_(
          context_.router, pairing_realm,
          {.authid = "doorkeeper", .authrole = std::string(bridge_role), .authmethod = "internal"},
          [this](auto task) { boost::asio::post(context_.io, std::move(task)); }),
      timer_(context_.io) {
  provide();
}

Pairing::~Pairing() = default;

void Pairing::provide() {
  const auto follow = [this](const router::LocalEvent& event) { on_leave(session_in(event)); };
  doorkeeper_.subscribe(std::string(trust::on_leave), router::Match::exact, follow).value();
  context_.peer.subscribe(std::string(trust::on_leave), router::Match::exact, follow).value();
  doorkeeper_
      .provide(std::string(pairing_uris::claim),
               [this](const auto& call, const auto& answer) { on_claim(call, answer); })
      .value();
  const auto tell = [](const auto& result, const router::Answer& answer) {
    if (!result) return answer.fail(result.error());
    answer.yield(router::Payload(json::array({*result})));
  };
  context_.peer
      .provide(std::string(pairing_uris::open),
               [this, tell](const auto& call, const auto& answer) { tell(open(call), answer); })
      .value();
  context_.peer
      .provide(std::string(pairing_uris::close),
               [this](const auto&, const auto& answer) {
                 close("it was closed");
                 answer.yield({});
               })
      .value();
  context_.peer
      .provide(std::string(pairing_uris::answer),
               [this](const auto& call, const auto& done) {
                 const auto reply = read_pairing_answer(call.payload);
                 if (!reply) return done.fail(reply.error());
                 answer(reply->number, reply->is_yes);
                 done.yield({});
               })
      .value();
}

router::Result<json> Pairing::open(const router::LocalCall& call) {
  auto options = read_pairing_options(call.payload, context_.policy);
  if (!options) return options.error();
  if (!context_.devices.fault().empty()) return denied(context_.devices.fault());
  const auto reachable = context_.reachable();
  if (reachable.addresses.empty()) {
    return denied(
        "no device can reach this machine: set \"lan = 5021\" under [listen] in the configuration "
        "(~/.config/deskgate/deskgate.toml, if \"deskgate run\" was given no other), be in a "
        "private network, and start Deskgate again: it reads [listen] only then");
  }
  close("another one was opened");
  const auto token = random_token();
  window_ = Window{.number = ++last_window_,
                   .opener = call.caller.session,
                   .token = hash_of(token),
                   .grants = options->grants ? *options->grants : usual_grants(),
                   .lifetime = options->lifetime,
                   .tls_key = reachable.tls_key};
  close_after(options->open_for, "nobody came in time");
  log::info("pair",
            "a device may be paired for " + std::to_string(options->open_for.count()) + " s");
  return {
      boost::system::in_place_value,
      json{{"window", window_->number},
           {"link", pairing_link(reachable.addresses, reachable.tls_key, context_.identity, token)},
           {"addresses", reachable.addresses},
           {"key_hash", to_hex(reachable.tls_key)},
           {"identity", context_.identity.to_hex()},
           {"seconds", options->open_for.count()},
           {"wants", in_plain_words(context_.policy, window_->grants)}}};
}

// A policy file that is not there opens nothing.
mapping::Grants Pairing::usual_grants() const {
  auto grants = context_.usual_grants();
  std::erase_if(grants, [&](const auto& grant) {
    return fault_of_grant(context_.policy, grant).has_value();
  });
  return grants;
}

bool Pairing::admit(router::SessionId session, const router::authentication::PublicKey& key,
                    const std::string& address) {
  if (!window_) return false;
  // Those whom the realm did not take in have nothing to leave.
  std::erase_if(visitors_, [&](const auto& each) { return !realm_.find({each.first}); });
  visitors_.insert_or_assign(session.value, Visitor{key, host_of(address)});
  return true;
}

// What the window knows is looked at before the proof: whoever comes too late learns nothing of it.
router::Result<Pairing::Claim> Pairing::check_claim(const router::LocalCall& call,
                                                    const router::Answer& answer) {
  const auto visitor = visitors_.find(call.caller.session.value);
  if (!window_ || window_->claim || visitor == visitors_.end()) {
    return denied("nothing can be claimed here now");
  }
  const auto wanted = read_pairing_claim(call.payload);
  if (!wanted) return wanted.error();
  const PairingTranscript transcript{visitor->second.key, window_->tls_key};
  if (!are_equal(wanted->proof, claim_proof(window_->token, transcript))) {
    ++window_->wrong_proofs;
    return denied("the proof is wrong");
  }
  return Claim{.request = {.number = ++last_number_,
                           .name = wanted->name,
                           .address = visitor->second.address,
                           .id = call.caller.authid,
                           .words = check_words(window_->token, transcript),
                           .wants = in_plain_words(context_.policy, window_->grants),
                           .grants = window_->grants},
               .session = call.caller.session,
               .transcript = transcript,
               .answer = answer};
}

void Pairing::on_claim(const router::LocalCall& call, const router::Answer& answer) {
  auto claim = check_claim(call, answer);
  if (!claim) {
    answer.fail(claim.error());
    const bool is_guessed = window_ && window_->wrong_proofs >= most_wrong_proofs;
    if (is_guessed) close("too many proofs were wrong");
    return;
  }
  window_->claim = *std::move(claim);
  const auto& request = window_->claim->request;
  log::info("pair", request.address + " asks as " + request.name);
  close_after(context_.patience, "nobody answered");
  auto told = describe(request);
  told["window"] = window_->number;
  publish(context_.peer, pairing_uris::asked, std::move(told));
  ask(request);
}

bool Pairing::record(std::string_view verdict, const PairingRequest& request,
                     const std::string& why) {
  return context_.recorder.record({.event = "pair",
                                   .verdict = verdict,
                                   .who = request.id,
                                   .name = request.name,
                                   .address = request.address,
                                   .note = why.empty() ? "it wants: " + request.wants : why});
}

// The program that opened the window asks as well: where nobody can be asked here, it can.
void Pairing::ask(const PairingRequest& request) {
  const auto told = [this, number = request.number](ask::Reply reply, const std::string& why) {
    on_reply(number, reply, why);
  };
  window_->shown = context_.prompter.show(
      {.title = request.name + " (" + request.address + ") wants to be paired",
       .text = "It wants: " + request.wants + ".\nCheck words: " + request.words +
               ". Allow it only if the device shows the same.",
       .offers_ten_minutes = false,
       .allow = "Allow"},
      told);
}

bool Pairing::is_asked(std::uint64_t number) const {
  return window_ && window_->claim && window_->claim->request.number == number;
}

void Pairing::on_reply(std::uint64_t number, ask::Reply reply, const std::string& why) {
  if (!is_asked(number)) return;
  if (reply == ask::Reply::unasked) {
    return log::info("pair", why + "; the program that opened the window asks");
  }
  if (reply == ask::Reply::no && !why.empty()) return close(why);
  answer(number, reply == ask::Reply::once);
}

void Pairing::answer(std::uint64_t number, bool is_yes) {
  if (!is_asked(number)) return;
  const auto claim = *window_->claim;
  if (!is_yes) return close("the answer was no");
  accept(claim);
}

void Pairing::accept(const Claim& claim) {
  if (!record("allowed", claim.request, "")) return give_up(claim, audit::unrecorded());
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  Device device{.key = claim.transcript.device,
                .name = claim.request.name,
                .grants = claim.request.grants,
                .paired = now};
  if (window_->lifetime) device.expires = now + *window_->lifetime;
  const auto added = context_.devices.add(std::move(device));
  if (!added) {
    context_.on_paired();  // what is told may hold all the same, until a power cut
    return give_up(claim, added.error());
  }
  log::info("pair", added->name + " (" + added->id.substr(0, shown_id_size) + ") is paired");
  context_.on_paired();
  auto told = describe(*added);
  auto granted = told;
  granted["wants"] = claim.request.wants;
  granted["realm"] = context_.realm;
  granted["confirmation"] =
      to_hex(confirmation(window_->token, claim.transcript, context_.identity));
  claim.answer.yield(router::Payload(json::array({std::move(granted)})));
  close("a device was paired", told);
}

// It was a yes, and cannot be made true.
void Pairing::give_up(const Claim& claim, const router::Error& why) {
  claim.answer.fail(why);
  close(why.message);
}

// Whoever is in the realm of pairing has to leave; the answer to a claim goes first.
void Pairing::close(const std::string& why, const json& device) {
  if (!window_) return;
  timer_.cancel();
  const auto window = *std::exchange(window_, std::nullopt);
  if (window.claim && device.is_null()) record("refused", window.claim->request, why);
  if (window.claim) window.claim->answer.fail(denied("the desktop said no: " + why));
  visitors_.clear();
  for (auto* session : realm_.clients()) {
    session->kill({{{"message", "pairing is over"}}, std::string(router::close::killed)});
  }
  if (device.is_null()) log::info("pair", "nothing was paired: " + why);
  publish(context_.peer, pairing_uris::closed,
          {{"window", window.number}, {"device", device}, {"why", why}});
}

void Pairing::on_leave(router::SessionId session) {
  visitors_.erase(session.value);
  if (!window_) return;
  if (window_->opener == session) return close("the program that wanted it has gone");
  if (window_->claim && window_->claim->session == session) close("the device has gone");
}

void Pairing::close_after(std::chrono::milliseconds time, const std::string& why) {
  timer_.expires_after(time);
  timer_.async_wait([this, why](auto error) {
    // One that was on its way when the timer was set anew comes all the same.
    const bool is_due = timer_.expiry() <= std::chrono::steady_clock::now();
    if (!error && is_due) close(why);
  });
}

}  // namespace deskgate::gateway::trust

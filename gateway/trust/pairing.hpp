// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Pairing: how a key that nobody knows becomes a device of this user (docs/pairing.md).
//
// One of this user's own programs opens a window, which shows a token and closes by itself. Whoever
// logs in to the realm of pairing while it is open has shown a key, and may do one thing: claim,
// once, with a proof of the token. Then the desktop is asked. Only a yes, and a record that is on
// the disk, makes a device; the window closes with either answer, and so it does when the screen is
// locked, and when the program that opened it or the one that claims goes away.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/ask/prompter.hpp"
#include "gateway/audit/entry.hpp"
#include "gateway/trust/devices.hpp"
#include "gateway/trust/pairing_proof.hpp"
#include "mapping/policy.hpp"
#include "router/local_peer.hpp"
#include "router/realm.hpp"
#include "router/router.hpp"

namespace deskgate::gateway::trust {

// The realm that a key logs in to, to be paired.
inline constexpr std::string_view pairing_realm = "org.deskgate.pairing";

namespace pairing_uris {
// In the realm of pairing. One dictionary: "proof" (claim_proof() in hexadecimal digits), "name",
// what the device calls itself. The answer is one: "id", "name", "grants", "expires", "realm", and
// "confirmation" in hexadecimal digits.
inline constexpr std::string_view claim = "org.deskgate.pairing.claim";

// For this user's own programs. One dictionary, each key of which may be left out: "grants" (a
// list), "seconds" (how long the window is open; 120, at most 300), "lifetime" (seconds; how long
// the device may be used; null for ever). The answer is one: "window" (its number), "link",
// "addresses", "key_hash", "identity", "seconds", "wants" (the grants in plain words). A window
// that is open already closes.
inline constexpr std::string_view open = "org.deskgate.admin.pairing.open";
inline constexpr std::string_view close = "org.deskgate.admin.pairing.close";
// (number, yes or no) of what `asked` has told.
inline constexpr std::string_view answer = "org.deskgate.admin.pairing.answer";

// Topic, for this user's own programs. One dictionary: "window", "number", "name", "address", "id",
// "words", "wants", "grants".
inline constexpr std::string_view asked = "org.deskgate.admin.pairing.asked";
// Topic: a window has closed. One dictionary: "window", "device" (as devices.list tells it) or
// null, and "why".
inline constexpr std::string_view closed = "org.deskgate.admin.pairing.closed";
}  // namespace pairing_uris

// Somebody wants in.
struct PairingRequest {
  std::uint64_t number = 0;
  std::string name;     // clean
  std::string address;  // where it comes from, without the port
  std::string id;
  std::string words;
  std::string wants;  // in plain words
  mapping::Grants grants;
};

// How a device gets here, and what it must find.
struct Reachable {
  std::vector<std::string> addresses;  // "192.168.1.20:5021"; none: it cannot
  Hash tls_key{};
};

// What it works on; all of it outlives the pairing.
struct PairingContext {
  boost::asio::io_context& io;
  router::Router& router;
  router::LocalPeer& peer;  // of the realm of this user's own programs
  Devices& devices;
  const mapping::Policy& policy;
  ask::Prompter& prompter;
  audit::Recorder& recorder;
  const router::authentication::PublicKey& identity;
  std::function<Reachable()> reachable;
  std::function<mapping::Grants()> usual_grants;  // of a device that nothing else is said of
  std::function<void()> on_paired;                // the devices have changed
  std::string realm;                              // that devices join
  // How long the desktop is waited for, even if the window would have closed.
  std::chrono::milliseconds patience{60'000};
};

// Lives on the loop's thread.
class Pairing {
 public:
  explicit Pairing(PairingContext context);
  ~Pairing();
  Pairing(const Pairing&) = delete;
  Pairing& operator=(const Pairing&) = delete;

  bool is_open() const { return window_.has_value(); }

  // The key has proven itself in the realm of pairing, from that address. False: the window has
  // closed meanwhile.
  bool admit(router::SessionId session, const router::authentication::PublicKey& key,
             const std::string& address);

  // The user has answered. Nothing happens where no request of that number is open.
  void answer(std::uint64_t number, bool is_yes);

 private:
  struct Visitor {
    router::authentication::PublicKey key;
    std::string address;
  };
  struct Claim {
    PairingRequest request;
    router::SessionId session;
    PairingTranscript transcript;
    router::Answer answer;
  };
  struct Window {
    std::uint64_t number = 0;
    router::SessionId opener;
    Hash token{};
    mapping::Grants grants;
    std::optional<std::chrono::seconds> lifetime;
    Hash tls_key{};
    int wrong_proofs = 0;
    std::optional<Claim> claim{};
    ask::Prompter::Shown shown{};  // the question at the desktop
  };

  void provide();
  mapping::Grants usual_grants() const;
  router::Result<nlohmann::json> open(const router::LocalCall& call);
  void on_claim(const router::LocalCall& call, const router::Answer& answer);
  router::Result<Claim> check_claim(const router::LocalCall& call, const router::Answer& answer);
  void ask(const PairingRequest& request);
  bool is_asked(std::uint64_t number) const;
  void on_reply(std::uint64_t number, ask::Reply reply, const std::string& why);
  bool record(std::string_view verdict, const PairingRequest& request, const std::string& why);
  void accept(const Claim& claim);
  void give_up(const Claim& claim, const router::Error& why);
  void close(const std::string& why, const nlohmann::json& device = {});
  void on_leave(router::SessionId session);
  void close_after(std::chrono::milliseconds time, const std::string& why);

  PairingContext context_;
  router::Realm& realm_;
  router::LocalPeer doorkeeper_;               // in the realm of pairing
  std::map<std::uint64_t, Visitor> visitors_;  // by their sessions
  std::optional<Window> window_;
  std::uint64_t last_window_ = 0;
  std::uint64_t last_number_ = 0;
  boost::asio::steady_timer timer_;
};

}  // namespace deskgate::gateway::trust

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Whole sessions of several clients on one realm, in any order: the router's tables agree after
// each step; each client hears only what it may be told (talker.hpp); when the others have left,
// nobody waits for an answer that nobody owes; when all have left, nothing is left.
//
// Input: a row of choices, each step a client, what it says and how.
#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <random>
#include <string>

#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/talker.hpp"

namespace deskgate::fuzz {
namespace {

using router::Code;
using Texts = std::array<std::string_view, 8>;

constexpr std::array<std::string_view, 16> uris{"a.b",
                                                "a",
                                                "a.b.c",
                                                "a.c",
                                                "",
                                                "a.",
                                                "a..c",
                                                "wamp.a",
                                                "wamp.session.on_join",
                                                "wamp.session.kill_all",
                                                "wamp.session.kill_by_authid",
                                                "wamp.session.add_testament",
                                                "wamp.session.flush_testaments",
                                                "wamp.registration.list",
                                                "wamp.subscription.get_events",
                                                "wamp.registration.on_create"};
constexpr std::array<std::string_view, 6> arguments{
    "", ",[1]", R"(,[],{"k":"v"})", R"(,["\u0000AQ==",[[]]])", R"(,["bob"])", R"(,["a.b",[2],{}])"};
constexpr std::array<std::string_view, 4> roles{
    R"({"roles":{"caller":{}}})",
    R"({"roles":{"caller":{"features":{"call_canceling":true,"progressive_call_results":true,
        "progressive_call_invocations":true,"payload_passthru_mode":true}},
        "callee":{"features":{"call_canceling":true,"progressive_call_results":true,
        "progressive_call_invocations":true,"shared_registration":true,"call_timeout":true,
        "payload_passthru_mode":true}},"publisher":{},"subscriber":{}}})",
    R"({"roles":{}})", R"({"roles":{"callee":{"features":{"call_canceling":true}}}})"};

constexpr Texts subscribe_options{R"({})",
                                  R"({"match":"prefix"})",
                                  R"({"match":"wildcard"})",
                                  R"({"get_retained":true})",
                                  R"({"match":"prefix","get_retained":true})",
                                  R"({"match":"none"})",
                                  R"({"match":1})",
                                  R"({"_x":[]})"};
constexpr Texts publish_options{R"({"acknowledge":true})",
                                R"({})",
                                R"({"exclude_me":false,"acknowledge":true})",
                                R"({"retain":true,"disclose_me":true})",
                                R"({"retain":true,"eligible_authid":["ann"]})",
                                R"({"exclude_authrole":["red"],"eligible":[]})",
                                R"({"exclude":[7.0],"acknowledge":true})",
                                R"({"acknowledge":1})"};
constexpr Texts register_options{R"({})",
                                 R"({"invoke":"roundrobin"})",
                                 R"({"invoke":"last"})",
                                 R"({"match":"prefix"})",
                                 R"({"match":"wildcard","invoke":"first"})",
                                 R"({"invoke":"random","disclose_caller":true})",
                                 R"({"invoke":"all"})",
                                 R"({"force_reregister":true})"};
constexpr Texts call_options{R"({})",
                             R"({"receive_progress":true})",
                             R"({"timeout":5})",
                             R"({"progress":true})",
                             R"({"disclose_me":true})",
                             R"({"rkey":"a","runmode":"partition"})",
                             R"({"ppt_scheme":"wamp"})",
                             R"({"progress":true,"receive_progress":true})"};
constexpr std::array<std::string_view, 5> cancel_options{
    R"({})", R"({"mode":"skip"})", R"({"mode":"kill"})", R"({"mode":"killnowait"})",
    R"({"mode":"?"})"};
constexpr std::array<std::string_view, 3> yield_options{R"({})", R"({"progress":true})",
                                                        R"({"progress":1})"};
constexpr std::array<std::string_view, 3> errors{"a.b", "wamp.error.unavailable", "a b"};
constexpr std::array<std::string_view, 6> garbage{
    "[]", "[1", "[2,1,{}]", R"([8,48,1,{},"a.b"])", "[17,1,1]", "[99,1]"};

class EverythingIsAllowed final : public router::Authorizer {
 public:
  router::Verdict decide(const router::Principal&, const router::Request&) const override {
    return {true};
  }
};

// One run of the fuzzer: a router, its clients, and what they are made to say.
class Meeting {
 public:
  explicit Meeting(std::string_view octets) : choices_(octets) {}

  void take_place() {
    while (choices_.are_left()) {
      const auto who = choices_.among(clients_.size());
      if (!clients_[who] || clients_[who]->is_over()) connect(who);
      step(*clients_[who]);
      check();
    }
    part();
  }

 private:
  void connect(std::size_t who) {
    static constexpr std::array<const char*, 2> ids{"ann", "bob"}, colours{"red", "blue"};
    clients_[who].reset();
    clients_[who] = std::make_unique<Talker>(
        router_, router::Admission{.authid = ids[who % 2], .authrole = colours[who / 2 % 2]});
    say_hello(*clients_[who], roles[1]);
  }

  void step(Talker& client) {
    switch (choices_.among(17)) {
      case 0:
      case 1:
        return ask(client, Code::subscribe, subscribe_options);
      case 2:
      case 3:
        return ask(client, Code::publish, publish_options);
      case 4:
      case 5:
        return ask(client, Code::register_, register_options);
      case 6:
      case 7:
        return ask(client, Code::call, call_options);
      case 8:
        return give_up(client, Code::unsubscribe, client.subscriptions);
      case 9:
        return give_up(client, Code::unregister, client.registrations);
      case 10:
        return cancel(client);
      case 11:
      case 12:
        return answer(client);
      case 13:
        return fail(client);
      case 14:
        return end(client);
      case 15:
        return misbehave(client);
      default:
        return pass_time();
    }
  }

  void pass_time() {
    now_ += std::chrono::milliseconds(choices_.among(10));
    router_.expire(now_);
  }

  void say_hello(Talker& client, std::string_view details) {
    client.says(text({"[1,\"test\",", details, "]"}));
  }

  template <class Options>
  void ask(Talker& client, Code code, const Options& options) {
    const auto number = std::to_string(static_cast<int>(code));
    const auto request = std::to_string(client.next_request());
    const bool has_payload = code == Code::publish || code == Code::call;
    client.says(
        text({"[", number, ",", request, ",", choices_.from(options), ",\"", choices_.from(uris),
              "\"", has_payload ? choices_.from(arguments) : std::string_view(), "]"}));
  }

  void give_up(Talker& client, Code code, const std::vector<std::uint64_t>& held) {
    const auto subject = one_of(held);
    const auto number = std::to_string(static_cast<int>(code));
    const auto request = std::to_string(client.next_request());
    client.says(text({"[", number, ",", request, ",", std::to_string(subject), "]"}));
  }

  void cancel(Talker& client) {
    const auto back = choices_.among(4);
    const auto request = client.next_request() > back + 1 ? client.next_request() - 1 - back : 1;
    client.says(text({"[49,", std::to_string(request), ",", choices_.from(cancel_options), "]"}));
  }

  void answer(Talker& client) {
    const auto invocation = one_of(client.invocations);
    const auto options = choices_.from(yield_options);
    client.says(
        text({"[70,", std::to_string(invocation), ",", options, choices_.from(arguments), "]"}));
  }

  void fail(Talker& client) {
    const auto invocation = one_of(client.invocations);
    client.says(text({"[8,68,", std::to_string(invocation), ",{},\"", choices_.from(errors), "\"",
                      choices_.from(arguments), "]"}));
  }

  void end(Talker& client) {
    switch (choices_.among(5)) {
      case 0:
        client.says(R"([6,{},"wamp.close.close_realm"])");
        return say_hello(client, choices_.from(roles));
      case 1:
        return client.says(R"([6,{},"wamp.close.close_realm"])");
      case 2:
        return client.says(R"([3,{},"wamp.error.canceled"])");
      case 3:
        return client.session.shut_down("wamp.close.system_shutdown");
      default:
        return client.vanishes();
    }
  }

  void misbehave(Talker& client) {
    switch (choices_.among(4)) {
      case 0:
        return client.says(choices_.from(garbage));
      case 1:
        return client.says(choices_.take(choices_.among(32)));
      case 2:
        return say_hello(client, choices_.from(roles));
      default:
        client.says(text({"[48,", std::to_string(client.next_request() + 1), R"(,{},"a.b"])"}));
    }
  }

  // 1 where there is none: an id that the client may or may not have.
  std::uint64_t one_of(const std::vector<std::uint64_t>& ids) {
    const auto chosen = choices_.among(8);
    return ids.empty() || chosen == 7 ? chosen + 1 : ids[chosen % ids.size()];
  }

  static std::string text(std::initializer_list<std::string_view> parts) {
    std::string all;
    for (const auto part : parts) all += part;
    return all;
  }

  void check() {
    require(realm_.broker().invariant(), "the broker's tables agree");
    require(realm_.dealer().invariant(), "the dealer's tables agree");
    std::size_t established = 0;
    for (const auto& client : clients_) {
      established += client && client->session.is_established() ? 1 : 0;
    }
    require(realm_.size() == established, "the realm knows who is in it");
  }

  // They leave one by one; whoever is left last may wait only for itself.
  void part() {
    for (auto& client : clients_) {
      if (client && is_last(client)) {
        require(!client->session.is_established() ||
                    client->unanswered_calls() <= client->invocations.size(),
                "a call whose callee has left is answered");
      }
      if (client) client->vanishes();
      check();
    }
  }

  using Client = std::unique_ptr<Talker>;

  bool is_last(const Client& client) const {
    return std::none_of(&client + 1, clients_.data() + clients_.size(),
                        [](const Client& later) { return later != nullptr; });
  }

  Choices choices_;
  EverythingIsAllowed authorizer_;
  std::mt19937_64 numbers_{1};
  router::Time now_{};
  router::Router router_{
      authorizer_, [this] { return numbers_(); },
      router::Clock{[this] { return now_; }, [] { return router::Date{}; }, [](router::Time) {}}};
  router::Realm& realm_ = router_.add_realm("test");
  std::array<Client, 4> clients_;
};

}  // namespace
}  // namespace deskgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  deskgate::fuzz::Meeting(deskgate::fuzz::view(data, size)).take_place();
  return 0;
}

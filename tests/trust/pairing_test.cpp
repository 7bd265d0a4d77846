// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/pairing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/post.hpp>
#include <filesystem>

#include "gateway/random_bits.hpp"
#include "gateway/roles.hpp"
#include "gateway/system_clock.hpp"
#include "router/authentication/hex.hpp"
#include "tests/gateway/allow_all.hpp"
#include "tests/gateway/audit_log.hpp"

namespace deskgate::gateway::trust::testing {
namespace {

using nlohmann::json;
using router::Dict;
using std::chrono::steady_clock;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A desktop at which somebody says what he likes.
class Desktop final : public ask::Prompter {
 public:
  Shown show(const ask::Prompt&, Told told) override {
    told_ = std::move(told);
    return std::make_shared<bool>();
  }

  void says(ask::Reply reply, const std::string& why = "") const { told_(reply, why); }

 private:
  Told told_;
};

// A client in the realm of pairing, which makes the first call of its session.
class Phone final : public router::Transport {
 public:
  explicit Phone(router::Router& router)
      : session(router, *this, {.authid = "phone", .authrole = "pairing"}) {
    session.receive(
        router::Hello{std::string(pairing_realm), {{"roles", {{"caller", Dict::object()}}}}});
  }

  void claims(json wish) {
    session.receive(router::Call{router::RequestId{1},
                                 {},
                                 std::string(pairing_uris::claim),
                                 router::Payload(json::array({std::move(wish)}))});
  }

  void send(const router::Outgoing& message) override {
    const auto* error = std::get_if<router::CallError>(&message.message());
    if (error) errors.push_back(error->payload.values()->args.at(0).get<std::string>());
  }
  void close() override {}

  router::authentication::PublicKey key =
      router::authentication::SigningKey(router::authentication::SigningKey::Seed{}).public_key();
  std::vector<std::string> errors;
  router::Session session;
};

// What stands behind "t=" in base32.
Token token_in(const std::string& link) {
  constexpr std::string_view digits = "abcdefghijklmnopqrstuvwxyz234567";
  Token token{};
  std::uint32_t bits = 0;
  std::size_t at = 0;
  int count = 0;
  for (const char digit : link.substr(link.rfind("t=") + 2)) {
    bits = bits << 5 | static_cast<std::uint32_t>(digits.find(digit));
    count += 5;
    if (count < 8) continue;
    count -= 8;
    token.at(at++) = static_cast<std::uint8_t>(bits >> count);
  }
  return token;
}

class PairingTest : public ::testing::Test {
 protected:
  explicit PairingTest(std::chrono::milliseconds time_for_an_answer = std::chrono::minutes(1))
      : patience(time_for_an_answer) {
    const auto keep = [this](const router::LocalEvent& event) {
      closed.push_back(event.payload.values()->args.at(0).at("why").get<std::string>());
    };
    owner.subscribe(std::string(pairing_uris::closed), router::Match::exact, keep).value();
  }
  ~PairingTest() override { std::filesystem::remove_all(folder); }

  static std::string make_folder() {
    std::string name = "/tmp/deskgate-pairing-XXXXXX";
    return ::mkdtemp(name.data());
  }

  router::LocalPeer join(const char* name, std::string_view role) {
    return {router, "deskgate", {.authid = name, .authrole = std::string(role)}, [this](auto task) {
              boost::asio::post(io, std::move(task));
            }};
  }

  PairingContext context() {
    return {.io = io,
            .router = router,
            .peer = peer,
            .devices = devices,
            .policy = policy,
            .prompter = desktop,
            .recorder = log,
            .identity = identity,
            .reachable =
                [] {
                  return Reachable{{"127.0.0.1:5021"}, {}};
                },
            .usual_grants = [] { return mapping::Grants(); },
            .on_paired = [] {},
            .realm = "deskgate",
            .patience = patience};
  }

  void run() {
    io.restart();
    io.poll();
  }

  void opens(int seconds = 120) {
    const json options = {{"seconds", seconds}};
    owner.call(std::string(pairing_uris::open), router::Payload(json::array({options})),
               [this](const router::LocalPeer::Outcome& outcome) {
                 const auto values = outcome.payload.values();
                 token = token_in(values->args.at(0).at("link").get<std::string>());
               });
  }

  void claims() {
    pairing.admit(phone.session.principal().session, phone.key, "192.0.2.1:40000");
    const auto proof = claim_proof(hash_of(token), {phone.key, {}});
    phone.claims({{"name", "Pixel 8"}, {"proof", router::authentication::to_hex(proof)}});
  }

  // A phone has claimed, and the desktop is being asked.
  void is_asked() {
    opens();
    run();
    claims();
    run();
  }

  const std::chrono::milliseconds patience;
  boost::asio::io_context io{1};
  gateway::test::AllowAll unguarded;
  router::Router router{unguarded, RandomBits(), system_clock()};
  router::Realm& realm = router.add_realm("deskgate");
  router::LocalPeer peer = join("deskgate", bridge_role);
  router::LocalPeer owner = join("program", owner_role);
  std::string folder = make_folder();
  Devices devices{folder + "/devices.json"};
  mapping::Policy policy;
  Desktop desktop;
  gateway::test::AuditLog log;
  router::authentication::PublicKey identity =
      router::authentication::SigningKey(router::authentication::SigningKey::Seed{1}).public_key();
  Token token{};
  std::vector<std::string> closed;  // why each window has
  Pairing pairing{context()};
  Phone phone{router};
};

constexpr auto unrecorded = "the audit log cannot be written, and without it nothing is changed";

TEST_F(PairingTest, AYesIsRecordedAndMakesADevice) {
  is_asked();
  EXPECT_THAT(log.lines, IsEmpty());
  pairing.answer(1, true);
  EXPECT_THAT(log.lines, ElementsAre("pair allowed"));
  ASSERT_EQ(devices.all().size(), 1U);
  EXPECT_EQ(devices.all()[0].name, "Pixel 8");
}

TEST_F(PairingTest, AYesThatCannotBeRecordedPairsNobody) {
  is_asked();
  log.is_full = true;
  pairing.answer(1, true);
  run();
  EXPECT_THAT(phone.errors, ElementsAre(unrecorded));
  EXPECT_THAT(closed, ElementsAre(unrecorded));
  EXPECT_THAT(devices.all(), IsEmpty());
}

TEST_F(PairingTest, AYesThatCannotBeKeptIsRecordedAsWhatItCameTo) {
  is_asked();
  std::filesystem::remove_all(folder);
  pairing.answer(1, true);
  EXPECT_THAT(log.lines, ElementsAre("pair allowed", "pair refused"));
  EXPECT_THAT(devices.all(), IsEmpty());
}

TEST_F(PairingTest, ALockIsANoWhereTheDesktopCannotBeAsked) {
  is_asked();
  desktop.says(ask::Reply::unasked, "nobody at the desktop can be asked");
  EXPECT_TRUE(pairing.is_open());
  desktop.says(ask::Reply::no, "the screen was locked");
  pairing.answer(1, true);
  run();
  EXPECT_THAT(closed, ElementsAre("the screen was locked"));
  EXPECT_THAT(devices.all(), IsEmpty());
}

// The loop is busy until the time of the first window is up: its timer has run out when the second
// one is opened, and has not been heard of.
TEST_F(PairingTest, ATimerThatWasOnItsWayClosesNoOtherWindow) {
  opens(1);
  run();
  const auto over = steady_clock::now() + std::chrono::milliseconds(1100);
  boost::asio::post(io, [&] {
    while (steady_clock::now() < over) continue;
    opens();
  });
  run();
  EXPECT_THAT(closed, ElementsAre("another one was opened"));
  EXPECT_TRUE(pairing.is_open());
}

class ImpatientPairingTest : public PairingTest {
 protected:
  ImpatientPairingTest() : PairingTest(std::chrono::milliseconds(0)) {}
};

TEST_F(ImpatientPairingTest, AClaimThatNobodyAnswersInTimeIsNo) {
  opens();
  run();
  claims();
  io.restart();
  io.run();
  EXPECT_THAT(closed, ElementsAre("nobody answered"));
  EXPECT_THAT(phone.errors, ElementsAre("the desktop said no: nobody answered"));
  EXPECT_THAT(devices.all(), IsEmpty());
}

}  // namespace
}  // namespace deskgate::gateway::trust::testing

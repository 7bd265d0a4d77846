// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The router against a naive one that is obviously right: the same clients say the same to both,
// and after each message every client has heard the same from both. Numbers that a router chooses
// are compared by what they stand for.
//
// A failure prints its seed; DESKGATE_SEED=n runs that one too.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <memory>

#include "router/router.hpp"
#include "router/serializer.hpp"
#include "router/session.hpp"
#include "router/uri.hpp"
#include "tests/router/model_script.hpp"
#include "tests/router/naive_router.hpp"

namespace deskgate::router {
namespace {

using naive::Value;

constexpr std::size_t slots = 5;
constexpr int steps = 400;

enum class Chosen { session, publication, subscription, registration };

// Which elements of a message are ids that a router chooses.
std::map<std::size_t, Chosen> chosen_in(const Value& message) {
  switch (message[0].get<int>()) {
    case 2:
      return {{1, Chosen::session}};
    case 17:
      return {{2, Chosen::publication}};
    case 33:
      return {{2, Chosen::subscription}};
    case 36:  // its subscription is translated already
      return {{2, Chosen::publication}};
    case 65:
    case 68:
      return {{2, Chosen::registration}};
    default:
      return {};
  }
}

// Which id of the one router stands for which of the other.
class Ids {
 public:
  bool are_same(const Value& naive, const Value& real) {
    const auto there = to_real_.try_emplace(naive, real).first->second;
    const auto back = to_naive_.try_emplace(real, naive).first->second;
    return there == real && back == naive;
  }
  Value real(const Value& naive) const { return other(to_real_, naive); }
  Value naive(const Value& real) const { return other(to_naive_, real); }

 private:
  static Value other(const std::map<Value, Value>& ids, const Value& id) {
    const auto found = ids.find(id);
    return found == ids.end() ? id : found->second;
  }
  std::map<Value, Value> to_real_, to_naive_;
};

// One client of the real router.
class RealClient final : public Transport {
 public:
  RealClient(Router& router, const Admission& admission) : session(router, *this, admission) {}

  void send(const Outgoing& message) override {
    inbox.push_back(Value::parse(message.octets(json_serializer()).value()));
  }
  void close() override {}

  void say(const Value& message) {
    auto decoded = json_serializer().decode(message.dump());
    decoded ? session.receive(*decoded) : session.reject(decoded.error());
  }

  std::vector<Value> inbox;
  Session session;
};

// The naive router has no meta API, so that nobody hears of it.
class AllowAllButMetaEvents final : public Authorizer {
 public:
  Verdict decide(const Principal&, const Request& what) const override {
    return {what.action != Action::receive || !is_reserved(what.uri)};
  }
};

// Both routers and their clients.
class Model {
 public:
  explicit Model(std::uint64_t seed) : script_(seed) {
    for (std::size_t slot = 0; slot < slots; ++slot) connect(slot);
  }

  // Whether both routers still agree after one more message.
  testing::AssertionResult step() {
    const auto slot = script_.among(slots);
    if (naive_.is_over(clients_[slot].naive)) connect(slot);
    if (script_.is_chance(1)) {
      vanish(slot);
    } else {
      say(slot, script_.next_message(naive_, clients_[slot].naive));
    }
    return compare();
  }

  testing::AssertionResult end() {
    for (std::size_t slot = 0; slot < slots; ++slot) vanish(slot);
    if (realm_.size() != 0) return testing::AssertionFailure() << "a session is left";
    return compare();
  }

 private:
  struct Client {
    std::size_t naive;
    std::unique_ptr<RealClient> real;
  };

  void connect(std::size_t slot) {
    const std::string authid = slot % 2 ? "ann" : "bob", authrole = slot < 2 ? "red" : "blue";
    naive_.connect(authid, authrole);
    clients_[slot].real.reset();
    clients_[slot] = {
        connected_++,
        std::make_unique<RealClient>(router_, Admission{.authid = authid, .authrole = authrole})};
  }

  void vanish(std::size_t slot) {
    said_ = "client " + std::to_string(slot) + " vanishes";
    naive_.vanish(clients_[slot].naive);
    clients_[slot].real->session.lose_transport();
  }

  void say(std::size_t slot, const Value& message) {
    said_ = "client " + std::to_string(slot) + " says " + message.dump();
    naive_.say(clients_[slot].naive, message);
    clients_[slot].real->say(in_real_ids(message));
  }

  Value in_real_ids(Value message) {
    const auto code = message[0].get<int>();
    if (code == 34) message[2] = ids_[Chosen::subscription].real(message[2]);
    if (code == 66) message[2] = ids_[Chosen::registration].real(message[2]);
    if (code != 16) return message;
    for (const auto* key : {"exclude", "eligible"}) {
      if (!message[2].contains(key)) continue;
      for (auto& session : message[2][key]) session = ids_[Chosen::session].real(session);
    }
    return message;
  }

  testing::AssertionResult compare() {
    for (std::size_t slot = 0; slot < slots; ++slot) {
      auto expected = naive_.heard(clients_[slot].naive);
      auto heard = std::exchange(clients_[slot].real->inbox, {});
      for (const auto& message : expected) script_.learn(message);
      if (are_same(expected, heard)) continue;
      return testing::AssertionFailure() << "after " << said_ << "\nclient " << slot << " hears "
                                         << Value(heard) << "\nand not " << Value(expected);
    }
    if (realm_.broker().invariant() && realm_.dealer().invariant()) {
      return testing::AssertionSuccess();
    }
    return testing::AssertionFailure() << "after " << said_ << "\na table disagrees with itself";
  }

  bool are_same(std::vector<Value>& expected, std::vector<Value>& heard) {
    if (expected.size() != heard.size()) return false;
    for (std::size_t i = 0; i < heard.size(); ++i) translate(expected[i], heard[i]);
    sort_what_has_no_order(expected);
    sort_what_has_no_order(heard);
    return std::equal(expected.begin(), expected.end(), heard.begin(),
                      [this](const Value& one, const Value& other) { return is_same(one, other); });
  }

  // One event reaches the subscriptions of a client in any order, as do the retained events of
  // several topics and what a departure ends. What an event is, its publication aside, says
  // which is which.
  static void sort_what_has_no_order(std::vector<Value>& messages) {
    const auto without_publication = [](Value message) {
      if (message[0] == 36) message[2] = 0;
      return message;
    };
    for (auto run = messages.begin(); run != messages.end();) {
      const auto end = std::find_if(run, messages.end(), [&](const Value& each) {
        return is_told_at_a_departure(each) ? !is_told_at_a_departure(*run) : each[0] != (*run)[0];
      });
      if ((*run)[0] == 36 || is_told_at_a_departure(*run)) {
        std::sort(run, end, [&](const Value& one, const Value& other) {
          return without_publication(one) < without_publication(other);
        });
      }
      run = end;
    }
  }

  // ERROR to the callers of one who leaves, INTERRUPT to his callees.
  static bool is_told_at_a_departure(const Value& message) {
    return message[0] == 8 || message[0] == 69;
  }

  // What is heard gets the naive router's ids of subscriptions, so that it can be sorted.
  void translate(const Value& expected, Value& heard) {
    auto& subscriptions = ids_[Chosen::subscription];
    if (expected[0] == 33 && heard[0] == 33) subscriptions.are_same(expected[2], heard[2]);
    if (heard[0] == 36) heard[1] = subscriptions.naive(heard[1]);
  }

  // A dictionary whose values may be anything is the same if its keys are.
  static bool fits(const Value& expected, const Value& heard) {
    if (!expected.is_object() || !heard.is_object()) return expected == heard;
    return expected.size() == heard.size() &&
           std::all_of(expected.items().begin(), expected.items().end(), [&](const auto& item) {
             return heard.contains(item.key()) &&
                    (item.value() == "$_" || item.value() == heard[item.key()]);
           });
  }

  bool is_same(const Value& expected, const Value& heard) {
    if (expected[0] != heard[0]) return false;
    const bool ends_open = expected.back() == "$_";
    if (ends_open ? heard.size() + 1 < expected.size() : heard.size() != expected.size()) {
      return false;
    }
    const auto chosen = chosen_in(expected);
    for (std::size_t i = 1; i < expected.size(); ++i) {
      if (expected[i] == "$_") continue;
      const auto kind = chosen.find(i);
      const bool agrees = kind == chosen.end() ? fits(expected[i], heard[i])
                                               : ids_[kind->second].are_same(expected[i], heard[i]);
      if (!agrees) return false;
    }
    return true;
  }

  ModelScript script_;
  std::map<Chosen, Ids> ids_;
  std::string said_;
  std::size_t connected_ = 0;

  naive::Router naive_;
  AllowAllButMetaEvents authorizer_;
  std::mt19937_64 numbers_{1};
  Router router_{authorizer_, [this] { return numbers_(); },
                 Clock{[] { return Time{}; }, [] { return Date{}; }, [](Time) {}}};
  Realm& realm_ = router_.add_realm("test");
  std::array<Client, slots> clients_;
};

std::vector<std::uint64_t> seeds() {
  std::vector<std::uint64_t> all;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) all.push_back(seed);
  if (const char* more = std::getenv("DESKGATE_SEED")) all.push_back(std::stoull(more));
  return all;
}

class ModelTest : public testing::TestWithParam<std::uint64_t> {};

TEST_P(ModelTest, TheRouterSaysWhatTheNaiveOneSays) {
  SCOPED_TRACE("DESKGATE_SEED=" + std::to_string(GetParam()));
  Model model(GetParam());
  for (int step = 0; step < steps; ++step) ASSERT_TRUE(model.step()) << "in step " << step;
  EXPECT_TRUE(model.end());
}
INSTANTIATE_TEST_SUITE_P(Seeds, ModelTest, testing::ValuesIn(seeds()));

}  // namespace
}  // namespace deskgate::router

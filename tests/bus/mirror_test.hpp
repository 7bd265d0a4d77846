// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A realm with a bridge and its catalogue, for what one policy file says of a private bus.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "gateway/bus/bridge.hpp"
#include "gateway/bus/catalogue.hpp"
#include "gateway/grants_authorizer.hpp"
#include "gateway/system_clock.hpp"
#include "mapping/policy.hpp"
#include "router/router.hpp"
#include "tests/bus/private_bus.hpp"

namespace deskgate::gateway::bus::test {

class MirrorTest : public deskgate::test::BusTest {
 protected:
  explicit MirrorTest(const std::string& policy_text) : policy(read_policy(policy_text)) {}

  ~MirrorTest() override { realm.broker().observe(nullptr); }

  static mapping::Policy read_policy(const std::string& text) {
    mapping::Diagnostics diagnostics;
    auto file = mapping::parse_policy_file(text, "lamps.toml", diagnostics);
    for (const auto& diagnostic : diagnostics) ADD_FAILURE() << diagnostic.text();
    return mapping::Policy({std::move(file).value()});
  }

  router::LocalPeer join(const char* role) {
    return {
        router, "deskgate", {.authid = role, .authrole = role}, [this](std::function<void()> task) {
          boost::asio::post(io, std::move(task));
        }};
  }

  void start() {
    bridge =
        std::make_unique<Bridge>(MirrorContext{bus, peer, topics, gate, observations},
                                 policy.files().front(), catalogue, [this] { is_settled = true; });
  }

  void mirror() {
    start();
    ASSERT_TRUE(run_until([&] { return is_settled; }));
  }

  bool shows(const std::string& line) {
    return run_until([&] {
      const auto lines = catalogue.lines();
      return std::find(lines.begin(), lines.end(), line) != lines.end();
    });
  }

  bool shows_nothing() {
    return run_until([&] { return catalogue.lines().empty(); });
  }

  // What is said on a topic, the retained value first, goes to `heard`.
  bool listen(const std::string& topic) {
    const auto hear = [this](const router::LocalEvent& event) {
      heard.push_back(event.payload.values()->args);
    };
    return client.subscribe(topic, router::Match::exact, hear, {{"get_retained", true}})
        .has_value();
  }

  bool hears(const nlohmann::json& arguments) {
    return run_until([&] { return !heard.empty() && heard.back() == arguments; });
  }

  // What is retained on a topic now, if anything is.
  std::vector<nlohmann::json> retained(const std::string& topic) {
    heard.clear();
    EXPECT_TRUE(listen(topic));
    io.restart();
    io.poll();
    return heard;
  }

  mapping::Policy policy;
  Roles roles{{{"owner", {"*"}}}};
  GrantsAuthorizer authorizer{policy, roles};
  router::Router router{authorizer, [n = std::uint64_t{0}]() mutable { return ++n << 11; },
                        system_clock()};
  router::Realm& realm = router.add_realm("deskgate");
  router::LocalPeer peer = join(bridge_role.data());
  router::LocalPeer client = join("owner");
  CallGate gate{policy, roles};
  SubscribedTopics topics;
  Catalogue catalogue{peer, policy, roles};
  Bus bus{io, "session", [] {}};
  Observations observations{io, peer, daemon.address(), bus, false};
  bool is_settled = false;
  std::vector<nlohmann::json> heard;
  std::unique_ptr<Bridge> bridge;
};

}  // namespace deskgate::gateway::bus::test

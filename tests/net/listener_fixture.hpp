// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A listener in front of a real router in which everything is allowed.
#pragma once

#include <gmock/gmock.h>

#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "gateway/net/listener.hpp"
#include "tests/gateway/allow_all.hpp"
#include "tests/net/client.hpp"

namespace deskgate::gateway::net::testing {

using gateway::test::AllowAll;
using std::chrono::milliseconds;

// A folder that goes away with its content.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

class ListenerTest : public ::testing::Test {
 protected:
  // `memory`: of the router, for all that waits.
  explicit ListenerTest(std::size_t memory = router::max_memory);

  // A listener on a loopback port that the system chooses.
  void listens(const Limits& limits = {}, const HttpRules& rules = {});
  // A listener that has no socket yet.
  void makes_listener(const Limits& limits = {}, const HttpRules& rules = {});

  void until(const std::function<bool()>& has_happened) {
    run_until(io, has_happened, "what the test waits for");
  }
  void until_connections(std::size_t count) {
    until([=, this] { return listener->connection_count() == count; });
  }
  // The sentence with which listen_tcp or listen_unix fails; empty if it does not.
  std::string refusal_of(const std::function<void()>& listen);

  boost::asio::io_context io{1};
  AllowAll authorizer;
  router::Router router;
  std::vector<PeerInfo> peers;  // everyone who has been admitted
  std::optional<router::Admission> admission = router::Admission{"somebody", "guest"};
  // Of whoever connects; nullptr: nobody may.
  std::function<std::unique_ptr<router::Authenticator>()> authenticator =
      [this]() -> std::unique_ptr<router::Authenticator> {
    return admission ? std::make_unique<router::Vouched>(*admission) : nullptr;
  };
  std::unique_ptr<Listener> listener;
  std::uint16_t port = 0;
};

}  // namespace deskgate::gateway::net::testing

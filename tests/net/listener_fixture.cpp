// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/net/listener_fixture.hpp"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "gateway/system_clock.hpp"

namespace deskgate::gateway::net::testing {

TemporaryFolder::TemporaryFolder() : path_(std::filesystem::temp_directory_path() / "net_XXXXXX") {
  if (!mkdtemp(path_.data())) throw std::runtime_error("no temporary folder");
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

ListenerTest::ListenerTest(std::size_t memory)
    : router(
          authorizer, [random = std::mt19937_64(1)]() mutable { return random(); }, system_clock(),
          memory) {
  router.add_realm("org.example.realm");
}

void ListenerTest::makes_listener(const Limits& limits, const HttpRules& rules) {
  listener = std::make_unique<Listener>(io, router, limits, rules, [this](const PeerInfo& peer) {
    peers.push_back(peer);
    return authenticator();
  });
}

void ListenerTest::listens(const Limits& limits, const HttpRules& rules) {
  makes_listener(limits, rules);
  port = listener->listen_tcp("127.0.0.1", 0);
}

std::string ListenerTest::refusal_of(const std::function<void()>& listen) {
  try {
    listen();
  } catch (const std::runtime_error& refusal) {
    return refusal.what();
  }
  return {};
}

}  // namespace deskgate::gateway::net::testing

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <iostream>

#include "gateway/cli/commands.hpp"
#include "gateway/cli/configuration.hpp"
#include "gateway/cli/greeting.hpp"
#include "gateway/descriptors.hpp"
#include "gateway/gateway.hpp"
#include "gateway/log.hpp"

namespace deskgate::gateway::cli {
namespace {

// The first signal ends politely, the second at once.
void stop_on_signal(boost::asio::signal_set& signals, boost::asio::io_context& io,
                    Gateway& gateway) {
  signals.async_wait([&](auto error, int) {
    if (error) return;
    gateway.shut_down([&io] { io.stop(); });
    signals.async_wait([&io](auto, int) { io.stop(); });
  });
}

// A signal that comes while everything is being taken down changes nothing any more.
void hold_back_signals() {
  sigset_t held;
  sigemptyset(&held);
  sigaddset(&held, SIGINT);
  sigaddset(&held, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &held, nullptr);
}

void serve(Config config, mapping::Policy policy) {
  if (const auto missing = provide_descriptors(config.limits.connections)) {
    log::error("descriptors", *missing);
  }
  boost::asio::io_context io{1};
  boost::asio::signal_set signals(io, SIGINT, SIGTERM);
  Gateway gateway(io, std::move(config), std::move(policy));
  gateway.listen();
  stop_on_signal(signals, io, gateway);
  gateway.mirror([&gateway] { std::cout << greeting(gateway) << std::flush; });
  io.run();
  hold_back_signals();
}

}  // namespace

int run(const RunOptions& options) {
  auto config = load_config(options.config);
  if (!config) return 1;
  auto policy = options.no_bus ? mapping::Policy() : load_policies(*config);
  try {
    serve(std::move(*config), std::move(policy));
    return 0;
  } catch (const std::exception& exception) {
    log::error("stop", exception.what());
    return 1;
  }
}

}  // namespace deskgate::gateway::cli

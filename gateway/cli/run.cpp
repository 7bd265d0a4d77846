// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <filesystem>
#include <iostream>

#include "gateway/cli/commands.hpp"
#include "gateway/cli/greeting.hpp"
#include "gateway/config.hpp"
#include "gateway/config_buses.hpp"
#include "gateway/descriptors.hpp"
#include "gateway/gateway.hpp"
#include "gateway/log.hpp"

namespace deskgate::gateway::cli {
namespace {

void tell(const mapping::Diagnostics& diagnostics) {
  for (const auto& diagnostic : diagnostics) std::cerr << diagnostic.text() << '\n';
}

std::optional<Config> load_config(const std::string& given) {
  const auto path = given.empty() ? default_config_path() : std::optional(given);
  if (!path) return default_config();
  mapping::Diagnostics diagnostics;
  auto config = read_config(*path, diagnostics);
  tell(diagnostics);
  return config;
}

// A folder that the configuration names is meant to be there; the default ones need not be.
void tell_missing_folders(const Config& config) {
  const auto defaults = default_config().policy_folders;
  for (const auto& folder : config.policy_folders) {
    const bool is_default = std::find(defaults.begin(), defaults.end(), folder) != defaults.end();
    std::error_code ignored;
    if (is_default || std::filesystem::exists(folder, ignored)) continue;
    std::cerr << "[policy]: \"folders\" names " << folder << ", which does not exist\n";
  }
}

// A broken file opens nothing, and keeps nobody from using the others.
mapping::Policy load_policies(const Config& config) {
  tell_missing_folders(config);
  mapping::Diagnostics diagnostics;
  auto policy = mapping::load_policy(config.policy_folders, diagnostics);
  for (const auto& file : policy.files()) {
    if (auto unknown = unknown_bus(config.buses, file)) diagnostics.push_back(std::move(*unknown));
  }
  tell(diagnostics);
  for (const auto& [role, grants] : config.roles) {
    for (const auto& grant : grants) {
      if (const auto fault = mapping::unknown_grant(policy, grant)) {
        std::cerr << "[role." << role << "]: " << *fault << '\n';
      }
    }
  }
  return policy;
}

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

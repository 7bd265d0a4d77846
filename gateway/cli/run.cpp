// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <filesystem>
#include <iostream>

#include "gateway/cli/commands.hpp"
#include "gateway/cli/configuration.hpp"
#include "gateway/cli/greeting.hpp"
#include "gateway/descriptors.hpp"
#include "gateway/gateway.hpp"
#include "gateway/hardening/reach.hpp"
#include "gateway/log.hpp"
#include "gateway/reloader.hpp"
#include "gateway/settings.hpp"

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

void reload_on_hangup(boost::asio::signal_set& hangups, Reloader& reloader) {
  hangups.async_wait([&](auto error, int) {
    if (error) return;
    reloader.reload();
    reload_on_hangup(hangups, reloader);
  });
}

// A signal that comes while everything is being taken down changes nothing any more.
void hold_back_signals() {
  sigset_t held;
  sigemptyset(&held);
  sigaddset(&held, SIGINT);
  sigaddset(&held, SIGTERM);
  sigaddset(&held, SIGHUP);
  ::pthread_sigmask(SIG_BLOCK, &held, nullptr);
}

// What sockets need is open by now; nobody has been served.
void harden(const SettingsSource& source, Gateway& gateway) {
  const auto& config = gateway.config();
  // Where people put files later, which cannot be reached if it is not there now.
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(default_config_path()).parent_path(),
                                      ignored);
  auto sandbox = hardening::enter_sandbox(reach_of(source, config));
  for (const auto* fault : {&sandbox.files, &sandbox.system_calls}) {
    if (!fault->empty()) log::warning("sandbox", *fault);
  }
  if (!sandbox.is_complete() && config.hardening.is_required) {
    throw std::runtime_error("the sandbox is not complete, and the configuration requires it");
  }
  gateway.note_sandbox(std::move(sandbox));
}

void serve(Settings settings, const SettingsSource& source) {
  if (settings.config.hardening.is_enabled) hardening::renounce_privileges();
  if (const auto missing = provide_descriptors(settings.config.limits.connections)) {
    log::error("descriptors", *missing);
  }
  boost::asio::io_context io{1};
  boost::asio::signal_set signals(io, SIGINT, SIGTERM);
  boost::asio::signal_set hangups(io, SIGHUP);
  Gateway gateway(io, std::move(settings.config), std::move(settings.policy));
  Reloader reloader(io, source, gateway);
  gateway.listen();
  if (gateway.config().hardening.is_enabled) harden(source, gateway);
  stop_on_signal(signals, io, gateway);
  reload_on_hangup(hangups, reloader);
  gateway.mirror([&gateway] { std::cout << greeting(gateway) << std::flush; });
  io.run();
  hold_back_signals();
}

}  // namespace

// A broken policy file opens nothing, and keeps nobody from using the others.
int run(const RunOptions& options) {
  const SettingsSource source{options.config, !options.no_bus};
  SettingsReport report;
  auto settings = read_settings(source, report);
  tell(report);
  if (!settings) return 1;
  try {
    serve(std::move(*settings), source);
    return 0;
  } catch (const std::exception& exception) {
    log::error("stop", exception.what());
    return 1;
  }
}

}  // namespace deskgate::gateway::cli

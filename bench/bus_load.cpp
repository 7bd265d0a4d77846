// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// bench_bus_load: calls the bench's service without Deskgate, and prints what it found as JSON.

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdlib>
#include <iostream>

#include "bench/bus_caller.hpp"
#include "bench/cockpit_caller.hpp"
#include "bench/measured.hpp"

namespace deskgate::bench {
namespace {

template <class AnyCaller>
Figures run(AnyCaller& caller, const Load& load) {
  caller.calls().start();
  const auto window = run_measured(caller, load, [&] { caller.calls().forget(); });
  return figures_of(window, caller.calls());
}

Figures run_direct(const Load& load) {
  BusCaller caller(load);
  return run(caller, load);
}

Figures run_cockpit(Load load) {
  CockpitCaller caller(load);
  load.servers = {caller.pid()};
  return run(caller, load);
}

int main(int argc, char** argv) {
  CLI::App app("Calls the bench's service on the session bus and prints what it found as JSON.");
  Load load;
  std::string way;
  double seconds = 1;
  app.add_option("way", way, "direct, or by cockpit's bridge")
      ->required()
      ->check(CLI::IsMember({"direct", "cockpit"}));
  app.add_option("--bus-pid", load.buses, "The bus daemon")->required();
  app.add_option("--in-flight", load.in_flight, "Calls under way")->check(CLI::PositiveNumber);
  app.add_option("--payload", load.payload, "Octets of the argument");
  app.add_option("--seconds", seconds, "How long to measure")->check(CLI::Range(0.05, 60.0));
  CLI11_PARSE(app, argc, argv);
  load.time = std::chrono::duration<double>(seconds);
  std::signal(SIGPIPE, SIG_IGN);
  try {
    std::cout << to_json(way == "direct" ? run_direct(load) : run_cockpit(load)) << std::endl;
    return EXIT_SUCCESS;
  } catch (const std::exception& exception) {
    std::cerr << "bench_bus_load: " << exception.what() << '\n';
    return EXIT_FAILURE;
  }
}

}  // namespace
}  // namespace deskgate::bench

int main(int argc, char** argv) {
  return deskgate::bench::main(argc, argv);
}

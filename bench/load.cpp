// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// bench_load: puts one load on one server, on this machine, and prints what it found as JSON.

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdlib>
#include <iostream>

#include "bench/scenarios.hpp"

namespace deskgate::bench {
namespace {

using Run = Figures (*)(const Load&);

const std::map<std::string, Run>& runs() {
  static const std::map<std::string, Run> all = {{"rpc", run_rpc},
                                                 {"procedure", run_procedure},
                                                 {"events", run_events},
                                                 {"burst", run_burst},
                                                 {"stalled", run_stalled},
                                                 {"idle", run_idle},
                                                 {"subscriptions", run_subscriptions},
                                                 {"registrations", run_registrations}};
  return all;
}

void add_target(CLI::App& app, Target& target) {
  app.add_option("--host", target.host, "An address in 127.0.0.0/8");
  app.add_option("--port", target.port, "Its port");
  app.add_option("--unix", target.unix_path, "A Unix socket instead");
  app.add_option("--path", target.path, "The WebSocket's path");
  app.add_option("--realm", target.realm, "The realm to join");
  app.add_flag("--tls", target.has_tls, "Under TLS, whatever the certificate");
  app.add_flag("!--relay", target.has_wamp, "The server passes messages on, and knows no WAMP");
  app.add_option("--framing", target.framing, "websocket or rawsocket")
      ->transform(CLI::CheckedTransformer(std::map<std::string, Framing>{
          {"websocket", Framing::websocket}, {"rawsocket", Framing::rawsocket}}));
  app.add_option("--codec", target.codec, "json or msgpack")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, Codec>{{"json", Codec::json}, {"msgpack", Codec::msgpack}}));
}

void add_load(CLI::App& app, Load& load, double& seconds) {
  app.add_option("--server-pid", load.servers, "The processes to account for")->required();
  app.add_option("--bus-pid", load.buses, "Processes to account for apart");
  app.add_option("--procedure", load.procedure, "What to call, of which somebody else is callee");
  app.add_option("--in-flight", load.in_flight, "Calls or events under way")
      ->check(CLI::PositiveNumber);
  app.add_option("--payload", load.payload, "Octets of the argument");
  app.add_option("--count", load.count, "Subscribers, sessions or patterns")
      ->check(CLI::PositiveNumber);
  app.add_option("--events", load.events, "Of a burst");
  app.add_option("--match", load.match, "How the patterns match: exact, prefix or wildcard");
  app.add_option("--seconds", seconds, "How long to measure")->check(CLI::Range(0.05, 60.0));
}

int main(int argc, char** argv) {
  CLI::App app("Puts one load on one server on this machine and prints what it found as JSON.");
  Load load;
  std::string scenario;
  double seconds = 1;
  app.add_option("scenario", scenario, "What to do")->required()->check(CLI::IsMember([] {
    std::vector<std::string> names;
    for (const auto& [name, run] : runs()) names.push_back(name);
    return names;
  }()));
  add_target(app, load.target);
  add_load(app, load, seconds);
  CLI11_PARSE(app, argc, argv);
  load.time = std::chrono::duration<double>(seconds);
  std::signal(SIGPIPE, SIG_IGN);
  try {
    std::cout << to_json(runs().at(scenario)(load)) << std::endl;
    return EXIT_SUCCESS;
  } catch (const std::exception& exception) {
    std::cerr << "bench_load: " << exception.what() << '\n';
    return EXIT_FAILURE;
  }
}

}  // namespace
}  // namespace deskgate::bench

int main(int argc, char** argv) {
  return deskgate::bench::main(argc, argv);
}

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// bench_decision: how long the decision about a request takes with a given number of rules, as
// JSON.

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <stdexcept>

#include "bench/figures.hpp"
#include "mapping/policy.hpp"

namespace deskgate::bench {
namespace {

constexpr int rules_per_file = 20;

std::string number(int value) {
  return std::to_string(value);
}

mapping::PolicyFile file(int index) {
  const auto id = "service" + number(index);
  auto text = "summary = \"A service\"\n[service]\nname = \"org.example." + id +
              "\"\npath = \"/thing\"\nuri = \"org.example." + id +
              "\"\n[grant.use.\"org.example.Thing\"]\n";
  for (int rule = 0; rule < rules_per_file; ++rule) {
    text += "call.Do" + number(rule) + " = { \"0\" = { max = 10 } }\n";
  }
  mapping::Diagnostics diagnostics;
  auto read = mapping::parse_policy_file(text, id + ".toml", diagnostics);
  if (!read) throw std::runtime_error("the bench's own policy file is wrong");
  return *read;
}

Figures measure(int rules, std::chrono::duration<double> time) {
  const int count = std::max(1, rules / rules_per_file);
  std::vector<mapping::PolicyFile> files;
  mapping::Grants held;
  std::vector<std::string> uris;
  for (int i = 0; i < count; ++i) {
    files.push_back(file(i));
    held.insert(files.back().id + ".use");
    uris.push_back("org.example.service" + number(i) + ".Thing.Do" + number(i % rules_per_file));
  }
  const mapping::Policy policy(std::move(files));
  std::size_t decisions = 0;
  const auto start = std::chrono::steady_clock::now();
  std::chrono::duration<double> passed{};
  while (passed < time) {
    for (const auto& uri : uris) {
      if (!policy.decide(held, mapping::Operation::call, uri).is_allowed) {
        throw std::runtime_error("refused: " + uri);
      }
    }
    decisions += uris.size();
    passed = std::chrono::steady_clock::now() - start;
  }
  return {{"ops", static_cast<double>(decisions)},
          {"decision_us", passed.count() * 1e6 / static_cast<double>(decisions)}};
}

int main(int argc, char** argv) {
  CLI::App app("Measures the decision about a request, and prints what it found as JSON.");
  int rules = 1000;
  double seconds = 1;
  app.add_option("--rules", rules, "How many rules the policy files have")
      ->check(CLI::PositiveNumber);
  app.add_option("--seconds", seconds, "How long to measure")->check(CLI::Range(0.05, 60.0));
  CLI11_PARSE(app, argc, argv);
  try {
    std::cout << to_json(measure(rules, std::chrono::duration<double>(seconds))) << std::endl;
    return EXIT_SUCCESS;
  } catch (const std::exception& exception) {
    std::cerr << "bench_decision: " << exception.what() << '\n';
    return EXIT_FAILURE;
  }
}

}  // namespace
}  // namespace deskgate::bench

int main(int argc, char** argv) {
  return deskgate::bench::main(argc, argv);
}

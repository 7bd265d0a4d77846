// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <memory>
#include <string>
#include <vector>

#include "bench/event_load.hpp"
#include "bench/measured.hpp"
#include "bench/rpc.hpp"

namespace deskgate::bench {
namespace {

// As many as any measured router grants to one session.
constexpr std::size_t most_of_one = 2000;

// None of them matches what is measured, "org.deskgate_bench.topic" and "….echo", and no two share
// their last component.
std::string bystander(std::string_view match, std::size_t number) {
  const std::string middle = match == "wildcard" ? "" : "deskgate_bench";
  return "org." + middle + ".p" + std::to_string(number);
}

// Sessions that hold `count` patterns among them.
class Bystanders {
 public:
  Bystanders(Loop& loop, const Load& load, Peer::Table table) {
    for (std::size_t held = 0; held < load.count; held += most_of_one) {
      auto& peer = *peers_.emplace_back(std::make_unique<Peer>(loop, load.target));
      granted_ += peer.fill(table, std::min(most_of_one, load.count - held), load.match,
                            [&](std::size_t i) { return bystander(load.match, held + i); });
    }
  }
  double granted() const { return static_cast<double>(granted_); }

 private:
  std::vector<std::unique_ptr<Peer>> peers_;
  std::size_t granted_ = 0;
};

Load measured_beside(const Load& load) {
  auto measured = load;
  measured.count = 1;
  return measured;
}

}  // namespace

Figures run_subscriptions(const Load& load) {
  Loop loop;
  const Bystanders bystanders(loop, load, Peer::Table::subscriptions);
  EventLoad events(loop, measured_beside(load));
  events.keep_in_flight(load.in_flight);
  const auto window = run_measured(
      loop, load, [&] { events.forget(); }, [&] { events.give_up_lost(); });
  auto figures = figures_of(window, events.delivered());
  figures["granted"] = bystanders.granted();
  return figures;
}

Figures run_registrations(const Load& load) {
  Loop loop;
  const Bystanders bystanders(loop, load, Peer::Table::registrations);
  Rpc rpc(loop, measured_beside(load));
  auto figures = measure(loop, load, rpc.caller.calls());
  figures["granted"] = bystanders.granted();
  return figures;
}

}  // namespace deskgate::bench

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "bench/event_load.hpp"
#include "bench/measured.hpp"

namespace deskgate::bench {
namespace {

Figures measure(Loop& loop, const Load& load, EventLoad& events) {
  const auto window = run_measured(
      loop, load, [&] { events.forget(); }, [&] { events.give_up_lost(); });
  auto figures = figures_of(window, events.delivered());
  figures["lost"] = static_cast<double>(events.lost());
  figures["per_reader_per_s"] = figures["ops_per_s"] / static_cast<double>(events.readers());
  return figures;
}

}  // namespace

Figures run_events(const Load& load) {
  Loop loop;
  EventLoad events(loop, load);
  events.keep_in_flight(load.in_flight);
  return measure(loop, load, events);
}

Figures run_stalled(const Load& load) {
  Loop loop;
  EventLoad events(loop, load);
  events.keep_in_flight(load.in_flight);
  auto halved = load;
  halved.time /= 2;
  const auto healthy = measure(loop, halved, events);
  events.stall_last();
  auto figures = measure(loop, load, events);
  figures["kept"] = figures["per_reader_per_s"] / healthy.at("per_reader_per_s");
  figures["given_up"] = events.was_stalled_given_up();
  return figures;
}

Figures run_burst(const Load& load) {
  constexpr std::chrono::seconds longest(20);
  constexpr std::chrono::seconds silence(1);
  Loop loop;
  EventLoad events(loop, load);
  const auto cpu = cpu_ns_of(load.servers);
  const auto start = Clock::now();
  for (std::size_t i = 0; i < load.events; ++i) events.publish();

  const auto all = load.events * load.count;
  auto heard = events.delivered();
  auto last = start;
  loop.run_for(longest, [&] {
    const auto now = Clock::now();
    if (events.delivered() != heard || events.octets_to_send() > 0) last = now;
    heard = events.delivered();
    return heard == all || now - last > silence;
  });
  const std::chrono::duration<double> passed = last - start;
  auto figures = figures_of(
      {passed.count(), static_cast<double>(cpu_ns_of(load.servers) - cpu) / 1e3, 0}, heard);
  figures["share"] = static_cast<double>(heard) / static_cast<double>(all);
  figures["in_order"] = events.is_in_order();
  return figures;
}

}  // namespace deskgate::bench

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/signal_route.hpp"

#include "gateway/log.hpp"
#include "mapping/value.hpp"

namespace deskgate::gateway::bus {

SignalRoute::SignalRoute(Signals& signals, router::LocalPeer& peer, SubscribedTopics& topics,
                         SignalSource source, std::string topic)
    : peer_(peer), topics_(topics), topic_(std::move(topic)) {
  topics_.add_source(topic_, [this, &signals, source = std::move(source)](bool is_wanted) {
    ear_.reset();
    if (!is_wanted) return;
    ear_ = signals.listen(source.path, {source.interface, source.member},
                          [this](auto& signal) { publish(signal); });
  });
}

SignalRoute::~SignalRoute() {
  topics_.remove_source(topic_);
}

void SignalRoute::publish(sdbus::Message& signal) {
  auto arguments = mapping::read_body(signal);
  if (!arguments) return log::warning("signal", topic_ + ": " + arguments.error().message);
  const auto published = peer_.publish(topic_, router::Payload(std::move(*arguments)));
  if (!published) log::error("signal", topic_ + ": " + published.error().message);
}

}  // namespace deskgate::gateway::bus

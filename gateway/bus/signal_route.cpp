// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/signal_route.hpp"

#include "gateway/log.hpp"
#include "mapping/value.hpp"

namespace deskgate::gateway::bus {

SignalRoute::SignalRoute(const SignalParts& parts, SignalSource source, std::string topic)
    : parts_(parts), topic_(std::move(topic)) {
  parts_.topics.add_source(topic_, [this, source = std::move(source)](bool is_wanted) {
    ear_.reset();
    if (!is_wanted) return;
    ear_ = parts_.signals.listen(source.path, {source.interface, source.member},
                                 [this](auto& signal) { publish(signal); });
  });
}

SignalRoute::~SignalRoute() {
  parts_.topics.remove_source(topic_);
}

void SignalRoute::publish(sdbus::Message& signal) {
  parts_.changes.tell();
  auto arguments = mapping::read_body(signal);
  if (!arguments) return log::warning("signal", topic_ + ": " + arguments.error().message);
  const auto published = parts_.peer.publish(topic_, router::Payload(std::move(*arguments)));
  if (!published) log::error("signal", topic_ + ": " + published.error().message);
}

}  // namespace deskgate::gateway::bus

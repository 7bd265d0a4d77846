// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/signal_route.hpp"

#include "gateway/log.hpp"
#include "mapping/value.hpp"

namespace deskgate::gateway::bus {
namespace {

std::string rule_for(const SignalSource& source) {
  return "type='signal',sender='" + source.owner + "',path='" + source.path + "',interface='" +
         source.interface + "',member='" + source.member + "'";
}

}  // namespace

SignalRoute::SignalRoute(Bus& bus, router::LocalPeer& peer, SubscribedTopics& topics,
                         SignalSource source, std::string topic)
    : peer_(peer), topics_(topics), topic_(std::move(topic)) {
  topics_.add_source(topic_, [this, &bus, rule = rule_for(source)](bool is_wanted) {
    match_.reset();
    if (is_wanted) match_ = bus.add_match(rule, [this](auto& signal) { publish(signal); });
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

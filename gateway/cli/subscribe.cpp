// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <iostream>

#include "gateway/cli/client.hpp"
#include "gateway/cli/commands.hpp"
#include "gateway/cli/configuration.hpp"
#include "gateway/cli/interruption.hpp"
#include "gateway/cli/output.hpp"

namespace deskgate::gateway::cli {
namespace {

// The topic of an event is told where the subscription's pattern does not say it.
std::string topic_of(const router::Event& event, const std::string& subscribed) {
  const bool is_told = event.details.is_object() && event.details.contains("topic");
  return is_told ? event.details["topic"].get<std::string>() : subscribed;
}

bool is_retained(const router::Event& event) {
  return event.details.is_object() && event.details.value("retained", false);
}

void print_event(const router::Event& event, const std::string& subscribed) {
  const auto content = event.payload.values();
  if (!content) return static_cast<void>(failed(content.error()));
  std::cout << R"({"topic":)" << json_text(topic_of(event, subscribed)) << R"(,"args":)"
            << json_text(content->args) << R"(,"kwargs":)" << json_text(content->kwargs)
            << R"(,"retained":)" << (is_retained(event) ? "true" : "false") << "}" << std::endl;
}

}  // namespace

int subscribe(const SubscribeOptions& options) {
  const auto config = load_config(options.config);
  if (!config) return 1;
  const Interruption interruption;
  Client client(*config);
  const auto subscribed =
      client.subscribe(options.topic, {{"match", options.match}, {"get_retained", true}});
  if (!subscribed) return failed(subscribed.error());
  for (std::size_t heard = 0; options.count == 0 || heard < options.count; ++heard) {
    const auto event = client.next_event(interruption.descriptor());
    if (!event) return 0;
    print_event(*event, options.topic);
  }
  return 0;
}

}  // namespace deskgate::gateway::cli

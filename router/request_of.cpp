// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/request_of.hpp"

#include "router/call_options.hpp"
#include "router/pubsub_options.hpp"

namespace deskgate::router {
namespace {

// With the match that Options name.
template <class Options>
std::optional<Request> pattern_request(Action action, std::string_view uri, const Dict& options) {
  const auto read = Options::from(options);
  if (!read || !read->match) return std::nullopt;
  return Request{action, uri, *read->match};
}

}  // namespace

std::optional<Request> request_of(const Message& message) {
  if (const auto* call = std::get_if<Call>(&message)) {
    return Request{Action::call, call->procedure};
  }
  if (const auto* publish = std::get_if<Publish>(&message)) {
    return Request{Action::publish, publish->topic};
  }
  if (const auto* subscribe = std::get_if<Subscribe>(&message)) {
    return pattern_request<SubscribeOptions>(Action::subscribe, subscribe->topic,
                                             subscribe->options);
  }
  if (const auto* request = std::get_if<Register>(&message)) {
    return pattern_request<RegisterOptions>(Action::register_, request->procedure,
                                            request->options);
  }
  return std::nullopt;
}

}  // namespace deskgate::router

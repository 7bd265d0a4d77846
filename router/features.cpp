// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/features.hpp"

#include <initializer_list>

namespace deskgate::router {
namespace {

// The features of one role; an empty dictionary where it announces none.
Dict features_of(const Dict& roles, const char* role) {
  const auto found = roles.find(role);
  if (found == roles.end() || !found->is_object()) return Dict::object();
  const auto features = found->find("features");
  return features != found->end() && features->is_object() ? *features : Dict::object();
}

bool has(const Dict& features, const char* name) {
  const auto found = features.find(name);
  return found != features.end() && *found == true;
}

Dict role(std::initializer_list<const char*> names) {
  Dict features = Dict::object();
  for (const auto* name : names) features[name] = true;
  return {{"features", std::move(features)}};
}

}  // namespace

Features Features::from(const Dict& roles) {
  const auto caller = features_of(roles, "caller");
  const auto callee = features_of(roles, "callee");
  const auto publisher = features_of(roles, "publisher");
  const auto subscriber = features_of(roles, "subscriber");
  // The specification itself spells it with a double l in one place.
  const bool can_cancel = has(callee, "call_canceling") || has(callee, "call_cancelling");
  Features result;
  result.caller = {has(caller, "progressive_call_invocations"),
                   has(caller, "payload_passthru_mode")};
  result.callee = {
      .progressive_call_results = can_cancel && has(callee, "progressive_call_results"),
      .progressive_call_invocations = can_cancel && has(callee, "progressive_call_invocations"),
      .call_canceling = can_cancel,
      .call_timeout = has(callee, "call_timeout"),
      .call_reroute = has(callee, "call_reroute"),
      .registration_revocation = has(callee, "registration_revocation"),
      .payload_passthru_mode = has(callee, "payload_passthru_mode")};
  result.publisher = {has(publisher, "payload_passthru_mode")};
  result.subscriber = {has(subscriber, "subscription_revocation"),
                       has(subscriber, "payload_passthru_mode")};
  return result;
}

Dict announced_roles() {
  return {{"broker",
           role({"event_history", "event_retention", "pattern_based_subscription",
                 "payload_passthru_mode", "publication_trustlevels", "publisher_exclusion",
                 "publisher_identification", "session_meta_api", "subscriber_blackwhite_listing",
                 "subscription_meta_api", "subscription_revocation"})},
          {"dealer",
           role({"call_canceling", "call_reroute", "call_timeout", "call_trustlevels",
                 "caller_identification", "pattern_based_registration", "payload_passthru_mode",
                 "progressive_call_invocations", "progressive_call_results",
                 "registration_meta_api", "registration_revocation", "session_meta_api",
                 "shared_registration", "testament_meta_api"})}};
}

}  // namespace deskgate::router

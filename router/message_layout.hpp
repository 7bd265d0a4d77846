// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The layout of every message: its code, its name, its fields in wire order. The one table from
// which all serializers read and write.
#pragma once

#include <string_view>
#include <tuple>
#include <type_traits>

#include "router/message.hpp"

namespace deskgate::router {

// What a field is beyond its type. `optional`: a dictionary at the end, which is missing where it
// is empty. `revocable`: an id that is 0 where such a dictionary follows and is not empty.
enum class FieldRule { plain, uri, optional, revocable };

// One field of the message `M`: the specification's name for it and the member that holds it. A
// Payload stands for two elements, Arguments and ArgumentsKw, which may both be missing.
template <class M, class T>
struct Field {
  std::string_view name;
  T M::*member;
  FieldRule rule = FieldRule::plain;
};

// Whether a field has no element on the wire.
template <class M, class T>
bool is_absent(const Field<M, T>& field, const T& value) {
  if constexpr (std::is_same_v<T, Dict>) return field.rule == FieldRule::optional && value.empty();
  return false;
}

// Layout<M>::code, ::name and ::fields (a tuple of Field) describe the message `M`.
template <class M>
struct Layout;

namespace layout {

template <class M, class T>
constexpr Field<M, T> field(std::string_view name, T M::*member) {
  return {name, member};
}

template <class M>
constexpr Field<M, std::string> uri(std::string_view name, std::string M::*member) {
  return {name, member, FieldRule::uri};
}

template <class M>
constexpr Field<M, Dict> optional(std::string_view name, Dict M::*member) {
  return {name, member, FieldRule::optional};
}

template <class M>
constexpr Field<M, RequestId> revocable(std::string_view name, RequestId M::*member) {
  return {name, member, FieldRule::revocable};
}

}  // namespace layout

template <>
struct Layout<Hello> {
  static constexpr Code code = Code::hello;
  static constexpr std::string_view name = "HELLO";
  static constexpr auto fields =
      std::tuple{layout::uri("Realm", &Hello::realm), layout::field("Details", &Hello::details)};
};
template <>
struct Layout<Welcome> {
  static constexpr Code code = Code::welcome;
  static constexpr std::string_view name = "WELCOME";
  static constexpr auto fields = std::tuple{layout::field("Session", &Welcome::session),
                                            layout::field("Details", &Welcome::details)};
};
template <>
struct Layout<Abort> {
  static constexpr Code code = Code::abort;
  static constexpr std::string_view name = "ABORT";
  static constexpr auto fields =
      std::tuple{layout::field("Details", &Abort::details), layout::uri("Reason", &Abort::reason),
                 layout::field("Arguments", &Abort::payload)};
};
template <>
struct Layout<Challenge> {
  static constexpr Code code = Code::challenge;
  static constexpr std::string_view name = "CHALLENGE";
  static constexpr auto fields = std::tuple{layout::field("AuthMethod", &Challenge::method),
                                            layout::field("Extra", &Challenge::extra)};
};
template <>
struct Layout<Authenticate> {
  static constexpr Code code = Code::authenticate;
  static constexpr std::string_view name = "AUTHENTICATE";
  static constexpr auto fields = std::tuple{layout::field("Signature", &Authenticate::signature),
                                            layout::field("Extra", &Authenticate::extra)};
};
template <>
struct Layout<Goodbye> {
  static constexpr Code code = Code::goodbye;
  static constexpr std::string_view name = "GOODBYE";
  static constexpr auto fields = std::tuple{layout::field("Details", &Goodbye::details),
                                            layout::uri("Reason", &Goodbye::reason)};
};
template <>
struct Layout<CallError> {
  static constexpr Code code = Code::error;
  static constexpr std::string_view name = "ERROR";
  static constexpr auto fields = std::tuple{layout::field("REQUEST.Type", &CallError::request_type),
                                            layout::field("REQUEST.Request", &CallError::request),
                                            layout::field("Details", &CallError::details),
                                            layout::uri("Error", &CallError::error),
                                            layout::field("Arguments", &CallError::payload)};
};
template <>
struct Layout<Publish> {
  static constexpr Code code = Code::publish;
  static constexpr std::string_view name = "PUBLISH";
  static constexpr auto fields = std::tuple{
      layout::field("Request", &Publish::request), layout::field("Options", &Publish::options),
      layout::uri("Topic", &Publish::topic), layout::field("Arguments", &Publish::payload)};
};
template <>
struct Layout<Published> {
  static constexpr Code code = Code::published;
  static constexpr std::string_view name = "PUBLISHED";
  static constexpr auto fields = std::tuple{layout::field("PUBLISH.Request", &Published::request),
                                            layout::field("Publication", &Published::publication)};
};
template <>
struct Layout<Subscribe> {
  static constexpr Code code = Code::subscribe;
  static constexpr std::string_view name = "SUBSCRIBE";
  static constexpr auto fields = std::tuple{layout::field("Request", &Subscribe::request),
                                            layout::field("Options", &Subscribe::options),
                                            layout::uri("Topic", &Subscribe::topic)};
};
template <>
struct Layout<Subscribed> {
  static constexpr Code code = Code::subscribed;
  static constexpr std::string_view name = "SUBSCRIBED";
  static constexpr auto fields =
      std::tuple{layout::field("SUBSCRIBE.Request", &Subscribed::request),
                 layout::field("Subscription", &Subscribed::subscription)};
};
template <>
struct Layout<Unsubscribe> {
  static constexpr Code code = Code::unsubscribe;
  static constexpr std::string_view name = "UNSUBSCRIBE";
  static constexpr auto fields =
      std::tuple{layout::field("Request", &Unsubscribe::request),
                 layout::field("SUBSCRIBED.Subscription", &Unsubscribe::subscription),
                 layout::optional("Options", &Unsubscribe::options)};
};
template <>
struct Layout<Unsubscribed> {
  static constexpr Code code = Code::unsubscribed;
  static constexpr std::string_view name = "UNSUBSCRIBED";
  static constexpr auto fields =
      std::tuple{layout::revocable("UNSUBSCRIBE.Request", &Unsubscribed::request),
                 layout::optional("Details", &Unsubscribed::details)};
};
template <>
struct Layout<Event> {
  static constexpr Code code = Code::event;
  static constexpr std::string_view name = "EVENT";
  static constexpr auto fields = std::tuple{
      layout::field("SUBSCRIBED.Subscription", &Event::subscription),
      layout::field("PUBLISHED.Publication", &Event::publication),
      layout::field("Details", &Event::details), layout::field("Arguments", &Event::payload)};
};
template <>
struct Layout<Call> {
  static constexpr Code code = Code::call;
  static constexpr std::string_view name = "CALL";
  static constexpr auto fields = std::tuple{
      layout::field("Request", &Call::request), layout::field("Options", &Call::options),
      layout::uri("Procedure", &Call::procedure), layout::field("Arguments", &Call::payload)};
};
template <>
struct Layout<Cancel> {
  static constexpr Code code = Code::cancel;
  static constexpr std::string_view name = "CANCEL";
  static constexpr auto fields = std::tuple{layout::field("CALL.Request", &Cancel::request),
                                            layout::field("Options", &Cancel::options)};
};
template <>
struct Layout<CallResult> {
  static constexpr Code code = Code::result;
  static constexpr std::string_view name = "RESULT";
  static constexpr auto fields = std::tuple{layout::field("CALL.Request", &CallResult::request),
                                            layout::field("Details", &CallResult::details),
                                            layout::field("Arguments", &CallResult::payload)};
};
template <>
struct Layout<Register> {
  static constexpr Code code = Code::register_;
  static constexpr std::string_view name = "REGISTER";
  static constexpr auto fields = std::tuple{layout::field("Request", &Register::request),
                                            layout::field("Options", &Register::options),
                                            layout::uri("Procedure", &Register::procedure)};
};
template <>
struct Layout<Registered> {
  static constexpr Code code = Code::registered;
  static constexpr std::string_view name = "REGISTERED";
  static constexpr auto fields =
      std::tuple{layout::field("REGISTER.Request", &Registered::request),
                 layout::field("Registration", &Registered::registration)};
};
template <>
struct Layout<Unregister> {
  static constexpr Code code = Code::unregister;
  static constexpr std::string_view name = "UNREGISTER";
  static constexpr auto fields =
      std::tuple{layout::field("Request", &Unregister::request),
                 layout::field("REGISTERED.Registration", &Unregister::registration),
                 layout::optional("Options", &Unregister::options)};
};
template <>
struct Layout<Unregistered> {
  static constexpr Code code = Code::unregistered;
  static constexpr std::string_view name = "UNREGISTERED";
  static constexpr auto fields =
      std::tuple{layout::revocable("UNREGISTER.Request", &Unregistered::request),
                 layout::optional("Details", &Unregistered::details)};
};
template <>
struct Layout<Invocation> {
  static constexpr Code code = Code::invocation;
  static constexpr std::string_view name = "INVOCATION";
  static constexpr auto fields =
      std::tuple{layout::field("Request", &Invocation::request),
                 layout::field("REGISTERED.Registration", &Invocation::registration),
                 layout::field("Details", &Invocation::details),
                 layout::field("Arguments", &Invocation::payload)};
};
template <>
struct Layout<Interrupt> {
  static constexpr Code code = Code::interrupt;
  static constexpr std::string_view name = "INTERRUPT";
  static constexpr auto fields =
      std::tuple{layout::field("INVOCATION.Request", &Interrupt::request),
                 layout::field("Options", &Interrupt::options)};
};
template <>
struct Layout<Yield> {
  static constexpr Code code = Code::yield;
  static constexpr std::string_view name = "YIELD";
  static constexpr auto fields = std::tuple{layout::field("INVOCATION.Request", &Yield::request),
                                            layout::field("Options", &Yield::options),
                                            layout::field("Arguments", &Yield::payload)};
};

}  // namespace deskgate::router

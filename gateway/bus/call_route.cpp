// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/call_route.hpp"

#include <algorithm>

#include "gateway/bus/names.hpp"
#include "mapping/errors.hpp"
#include "mapping/value.hpp"
#include "router/uri.hpp"

namespace deskgate::gateway::bus {
namespace {

using nlohmann::json;
using Clock = std::chrono::steady_clock;

constexpr auto invalid_args = "org.freedesktop.DBus.Error.InvalidArgs";
constexpr auto no_reply = "org.freedesktop.DBus.Error.NoReply";

// The bus answers NoReply at once for a service that has gone; sd-bus answers it late for one that
// is silent.
router::Error error_for(const CallFailure& failure, const std::string& name, Clock::time_point sent,
                        std::chrono::milliseconds timeout) {
  if (failure.name == no_reply && Clock::now() - sent < timeout) {
    return {std::string(router::error::canceled), name + " left the bus before it answered"};
  }
  return {mapping::error_uri(failure.name), failure.message};
}

router::Error too_busy(const std::string& name) {
  return {std::string(router::error::unavailable),
          name + " leaves too many calls unanswered; try again later"};
}

router::Error waited_in_vain(const std::string& name) {
  return {std::string(router::error::timeout),
          name + " has not answered the calls before this one"};
}

// A call from its admission to its answer. One that is destroyed unanswered says that its object
// has gone.
struct OpenCall {
  OpenCall(router::Answer to, std::string whom, std::chrono::milliseconds patience)
      : answer(std::move(to)), name(std::move(whom)), timeout(patience) {}
  ~OpenCall() {
    answer.fail({std::string(router::error::canceled),
                 name + " went, or is mirrored otherwise now, before it answered"});
  }
  OpenCall(const OpenCall&) = delete;
  OpenCall& operator=(const OpenCall&) = delete;

  bool is_late() const { return Clock::now() - admitted >= timeout; }

  const router::Answer answer;
  const std::string name;
  const std::chrono::milliseconds timeout;
  Clock::time_point admitted = Clock::now();
  bool has_waited = false;  // for its turn, or for the desktop
  bool is_agreed = false;   // by the desktop
};

// Answers with what `read` makes of the reply, and lets the next call go.
template <class Read>
OnReply answer_with(const std::shared_ptr<const OpenCall>& call, PendingChanges& changes,
                    CallQueue::Turn turn, const Read& read) {
  return [call, &changes, turn = std::move(turn), read, sent = Clock::now()](
             sdbus::MethodReply* reply, const CallFailure* failure) mutable {
    turn.reset();
    changes.tell();
    if (failure) return call->answer.fail(error_for(*failure, call->name, sent, call->timeout));
    auto arguments = read(*reply);
    if (arguments) return call->answer.yield(router::Payload(std::move(*arguments)));
    call->answer.fail(
        {std::string(router::error::invalid_argument),
         "the answer of " + call->name + " has no WAMP form: " + arguments.error().message});
  };
}

// The call as it may go on, if its arguments fit the service and the policy; answers the caller and
// returns nullopt if not.
std::optional<Passage> admit(const CallTarget& target, const router::LocalCall& call,
                             const router::Answer& answer, const mapping::MethodInfo& method,
                             mapping::Into into = mapping::Into::body) {
  auto arguments = target.gate.arguments(call);
  if (!arguments) {
    answer.fail(arguments.error());
    return std::nullopt;
  }
  const auto checked =
      mapping::check_body(method.in_signature(), *arguments, method.in_names(), into);
  if (!checked) {
    answer.fail(router::invalid_argument(checked.error().message));
    return std::nullopt;
  }
  auto passage = target.gate.pass(call, *std::move(arguments), method.in);
  if (!passage) {
    answer.fail(passage.error());
    return std::nullopt;
  }
  return *std::move(passage);
}

// Of what admit() has let through D-Bus should refuse nothing. If it does, that is told like any
// call that cannot be sent.
void write(sdbus::Message& message, std::string_view signature, const json& arguments,
           mapping::Into into = mapping::Into::body) {
  const auto written = mapping::write_body(message, signature, arguments, {}, into);
  if (!written) throw sdbus::Error(invalid_args, written.error().message);
}

// If the value fits none of the types, the first: it says best what is wrong.
std::string fitting_type(const CallTarget& target, const std::vector<std::string>& types,
                         const router::LocalCall& call) {
  const auto arguments = target.gate.arguments(call);
  const auto fits = [&](const std::string& type) {
    return mapping::check_body(type, *arguments, {}, mapping::Into::variant).has_value();
  };
  const auto found = arguments ? std::find_if(types.begin(), types.end(), fits) : types.end();
  return found == types.end() ? types.front() : *found;
}

mapping::Converted<json> read_properties(sdbus::Message& reply) {
  auto body = mapping::read_body(reply);
  if (!body) return body.error();
  return body->empty() ? json::object() : std::move(body->front());
}

// Lets the call wait for its turn once the desktop has agreed. The lane owns what is to be done
// then: if the object goes meanwhile, so does the call.
void ask_first(const CallTarget& target, const AskedCall& asked,
               const std::shared_ptr<OpenCall>& open, CallQueue::Start start) {
  auto& lane = target.lane;
  const auto then = std::make_shared<Asking::Then>();
  *then = [&lane, waiting = open, start = std::move(start),
           self = then.get()](const auto& refusal) mutable {
    const auto call = std::move(waiting);
    auto go_on = std::move(start);
    lane.release(self);  // and with it all that this has captured
    if (refusal) return call->answer.fail(*refusal);
    call->admitted = Clock::now();
    call->has_waited = call->is_agreed = true;
    if (!lane.enter(std::move(go_on))) call->answer.fail(too_busy(call->name));
  };
  lane.hold(then);
  target.gate.ask(asked, open->answer, std::weak_ptr<const Asking::Then>(then));
}

// Sends a call that has been admitted, when its turn comes: all that it needs is its own. One that
// had to wait is judged again, and is not sent if nobody waits for it any longer.
template <class Write, class Read>
void send(const CallTarget& target, const std::string& interface, const std::string& method,
          const std::string& member, Waiting what, Passage passage, Write write_arguments,
          const router::Answer& answer, Read read) {
  const auto open = std::make_shared<OpenCall>(answer, target.name, passage.timeout);
  AskedCall asked;
  if (!passage.ask_for.empty()) {
    asked = {what.caller,   what.procedure, passage.arguments,
             what.expected, member,         passage.ask_for};
  }
  auto start = [=, what = std::move(what),
                arguments = std::move(passage.arguments)](CallQueue::Turn turn) mutable {
    if (open->is_late()) return open->answer.fail(waited_in_vain(open->name));
    if (open->has_waited) {
      if (!open->answer.is_awaited()) return;
      auto again = target.gate.pass_again(what, std::move(arguments), open->is_agreed);
      if (!again) return open->answer.fail(again.error());
      arguments = std::move(again->arguments);
    }
    target.object.call(
        interface, method, [&](sdbus::Message& message) { write_arguments(message, arguments); },
        open->timeout, answer_with(open, target.changes, std::move(turn), read));
  };
  if (!asked.grant.empty()) return ask_first(target, asked, open, std::move(start));
  if (!target.lane.enter(std::move(start))) return answer.fail(too_busy(target.name));
  open->has_waited = true;  // from now on
}

Waiting waiting(const router::LocalCall& call, std::vector<mapping::ArgumentInfo> expected = {}) {
  return {call.caller, call.procedure, std::move(expected)};
}

}  // namespace

void call_method(const CallTarget& target, const std::string& interface, const std::string& method,
                 const mapping::MethodInfo& info, const router::LocalCall& call,
                 const router::Answer& answer) {
  auto passage = admit(target, call, answer, info);
  if (!passage) return;
  send(
      target, interface, method, method, waiting(call, info.in), *std::move(passage),
      [signature = info.in_signature()](sdbus::Message& message, const json& arguments) {
        write(message, signature, arguments);
      },
      answer, mapping::read_body);
}

void get_property(const CallTarget& target, const std::string& interface,
                  const std::string& property, const router::LocalCall& call,
                  const router::Answer& answer) {
  auto passage = admit(target, call, answer, {});
  if (!passage) return;
  send(
      target, properties_interface, "Get", "read " + property, waiting(call), *std::move(passage),
      [interface, property](sdbus::Message& message, const json&) {
        message << interface << property;
      },
      answer, mapping::read_body);
}

void set_property(const CallTarget& target, const std::string& interface,
                  const std::string& property, const std::vector<std::string>& types,
                  const router::LocalCall& call, const router::Answer& answer) {
  const auto type = fitting_type(target, types, call);
  // Checked as the type itself: `expected d`, not `expected v`.
  auto passage = admit(target, call, answer, {{{property, type}}, {}}, mapping::Into::variant);
  if (!passage) return;
  send(
      target, properties_interface, "Set", "set " + property, waiting(call, {{property, type}}),
      *std::move(passage),
      [interface, property, type](sdbus::Message& message, const json& arguments) {
        message << interface << property;
        message.openVariant(type);
        write(message, type, arguments, mapping::Into::variant);
        message.closeVariant();
      },
      answer, mapping::read_body);
}

void get_all_properties(const CallTarget& target, const mapping::PolicyFile& file,
                        const std::string& interface, const router::LocalCall& call,
                        const router::Answer& answer) {
  auto passage = admit(target, call, answer, {});
  if (!passage) return;
  const auto keep_readable = [&gate = target.gate, &file, interface,
                              call](sdbus::Message& reply) -> mapping::Converted<json> {
    auto all = read_properties(reply);
    if (!all) return all.error();
    json readable = json::object();
    for (auto& [property, value] : all->items()) {
      if (gate.may_get(call, file, interface, property)) readable[property] = std::move(value);
    }
    return json::array({std::move(readable)});
  };
  send(
      target, properties_interface, "GetAll", "read everything", waiting(call), *std::move(passage),
      [interface](sdbus::Message& message, const json&) { message << interface; }, answer,
      keep_readable);
}

}  // namespace deskgate::gateway::bus

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/exported_calls.hpp"

#include <algorithm>

#include "gateway/bus/names.hpp"
#include "mapping/errors.hpp"
#include "mapping/value.hpp"
#include "router/uri.hpp"

namespace deskgate::gateway::bus {
namespace {

using nlohmann::json;

constexpr auto service_unknown = "org.freedesktop.DBus.Error.ServiceUnknown";
constexpr auto everybody_who_leaves =
    "type='signal',sender='org.freedesktop.DBus',path='/org/freedesktop/DBus',"
    "interface='org.freedesktop.DBus',member='NameOwnerChanged',arg2=''";

std::string own_error(std::string_view what) {
  return std::string(mapping::own_errors) + std::string(what);
}

// The method is there; who would answer it is not.
bool says_nobody_provides(std::string_view uri) {
  return uri == router::error::no_such_procedure || uri == router::error::no_available_callee;
}

void fail(const IncomingCall& call, const router::LocalPeer::Outcome& outcome) {
  const auto values = outcome.payload.values();
  const bool has_text = values && !values->args.empty() && values->args.front().is_string();
  auto text = has_text ? values->args.front().get<std::string>() : outcome.error;
  auto name =
      says_nobody_provides(outcome.error) ? service_unknown : mapping::error_name(outcome.error);
  if (name == own_error("Failed") && has_text) text = outcome.error + ": " + text;
  call.fail(name, text);
}

// The results as D-Bus takes them, or why it does not.
mapping::Converted<json> results_of(const ExportedProcedure& procedure,
                                    const router::Payload& payload) {
  const mapping::MethodInfo expected{procedure.results, {}};
  const auto values = payload.values();
  if (!values) return mapping::Mismatch{values.error().message};
  if (!values->kwargs.empty()) return mapping::Mismatch{"D-Bus has no keyword results"};
  auto results = values->args;
  // Where nothing is expected, many client libraries say nothing by a null.
  if (procedure.results.empty() && results == json::array({nullptr})) results.clear();
  const auto checked = mapping::check_body(expected.in_signature(), results, expected.in_names());
  if (!checked) return checked.error();
  return results;
}

void answer(const IncomingCall& call, const ExportedProcedure& procedure,
            const router::Payload& payload) {
  const auto results = results_of(procedure, payload);
  if (!results) {
    return call.fail(own_error("InvalidResult"), "the result of " + procedure.uri +
                                                     " does not fit: " + results.error().message);
  }
  const mapping::MethodInfo expected{procedure.results, {}};
  call.reply([&](sdbus::Message& message) {
    mapping::write_body(message, expected.in_signature(), *results, {}).value();
  });
}

}  // namespace

ExportedCalls::ExportedCalls(Bus& bus, router::LocalPeer& peer) : bus_(bus), peer_(peer) {
  leavers_ = bus.add_match(everybody_who_leaves, [this](sdbus::Message& message) {
    std::string name;
    message >> name;
    cancel_of(name);
  });
}

ExportedCalls::~ExportedCalls() {
  for (const auto& [id, pending] : pending_) {
    peer_.cancel(pending.request);
    pending.call.fail(own_error("Canceled"), "the object is not exported any longer");
  }
  bus_.schedule_drain();
}

void ExportedCalls::start(const IncomingCall& call, const ExportedProcedure& procedure,
                          json arguments) {
  if (count_of(call.sender()) >= max_exported_calls) {
    return call.fail(limits_exceeded, call.sender() + " waits for " +
                                          std::to_string(max_exported_calls) +
                                          " calls already; wait for one of them to end");
  }
  const auto id = ++last_;
  pending_.insert({id, Pending{call, procedure}});
  pending_.at(id).request = peer_.call(procedure.uri, router::Payload(std::move(arguments)),
                                       [this, id](const auto& outcome) { finish(id, outcome); },
                                       {{"timeout", procedure.timeout.count()}});
}

void ExportedCalls::finish(std::uint64_t id, const router::LocalPeer::Outcome& outcome) {
  const auto found = pending_.extract(id);
  if (found.empty()) return;
  const auto& [call, procedure, request] = found.mapped();
  outcome.error.empty() ? answer(call, procedure, outcome.payload) : fail(call, outcome);
  bus_.schedule_drain();
}

void ExportedCalls::cancel_of(const std::string& sender) {
  std::erase_if(pending_, [&](const auto& entry) {
    const auto& pending = entry.second;
    if (pending.call.sender() != sender) return false;
    peer_.cancel(pending.request);
    return true;
  });
}

std::size_t ExportedCalls::count_of(const std::string& sender) const {
  return static_cast<std::size_t>(
      std::count_if(pending_.begin(), pending_.end(),
                    [&](const auto& entry) { return entry.second.call.sender() == sender; }));
}

}  // namespace deskgate::gateway::bus

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "bench/rpc.hpp"

#include <stdexcept>

#include "bench/measured.hpp"

namespace deskgate::bench {
namespace {

constexpr unsigned error_code = 8;
constexpr unsigned call_code = 48;
constexpr unsigned yield_code = 70;
constexpr auto echo = "org.deskgate_bench.echo";

}  // namespace

Caller::Caller(Loop& loop, const Load& load, std::string procedure)
    : procedure_(std::move(procedure)),
      payload_(load.payload, 'x'),
      peer_(loop, load.target),
      calls_(load.in_flight, [this](std::uint64_t request) { call(request); }) {
  peer_.on_message([this](std::string_view message) { take_result(message); });
}

void Caller::call(std::uint64_t request) {
  peer_.send([&](MessageWriter& writer) {
    writer.list(5).number(call_code).number(request).no_dict().text(procedure_);
    if (payload_.empty()) {
      writer.list(0).end_list().end_list();
    } else {
      writer.list(1).text(payload_).end_list().end_list();
    }
  });
}

void Caller::take_result(std::string_view message) {
  const auto head = peer_.head_of(message);
  if (head.code == error_code) throw std::runtime_error("a call failed: " + std::string(message));
  calls_.finish(head.first);
}

Callee::Callee(Loop& loop, const Load& load, std::string_view procedure)
    : payload_(load.payload, 'x'), has_wamp_(load.target.has_wamp), peer_(loop, load.target) {
  if (has_wamp_ && peer_.register_procedure(procedure) == 0) {
    throw std::runtime_error("the callee may not register");
  }
  peer_.on_message([this](std::string_view message) { answer(message); });
}

// A relay hands over the call as it is, and takes it back as it is.
void Callee::answer(std::string_view message) {
  if (!has_wamp_) return peer_.send_octets(message);
  const auto invocation = peer_.head_of(message).first;
  peer_.send([&](MessageWriter& writer) {
    writer.list(4).number(yield_code).number(invocation).no_dict();
    writer.list(1).text(payload_).end_list().end_list();
  });
}

Rpc::Rpc(Loop& loop, const Load& load) : caller(loop, load, echo), callee(loop, load, echo) {}

Figures measure(Loop& loop, const Load& load, Calls& calls) {
  calls.start();
  const auto window = run_measured(loop, load, [&] { calls.forget(); });
  return figures_of(window, calls);
}

Figures run_rpc(const Load& load) {
  Loop loop;
  Rpc rpc(loop, load);
  return measure(loop, load, rpc.caller.calls());
}

Figures run_procedure(const Load& load) {
  Loop loop;
  Caller caller(loop, load, load.procedure);
  return measure(loop, load, caller.calls());
}

}  // namespace deskgate::bench

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <stdexcept>

#include "bench/measured.hpp"
#include "bench/peer.hpp"
#include "bench/rpc.hpp"

namespace deskgate::bench {
namespace {

constexpr unsigned call_code = 48;
constexpr unsigned yield_code = 70;
constexpr std::string_view procedure = "org.deskgate_bench.echo";

}  // namespace

RpcLoad::RpcLoad(Loop& loop, const Load& load)
    : payload_(load.payload, 'x'),
      sent_(load.in_flight),
      has_wamp_(load.target.has_wamp),
      caller_(loop, load.target),
      callee_(loop, load.target) {
  if (has_wamp_ && callee_.register_procedure(procedure) == 0) {
    throw std::runtime_error("the callee may not register");
  }
  callee_.on_message([this](std::string_view message) { answer(message); });
  caller_.on_message([this](std::string_view message) { take_result(message); });
}

void RpcLoad::start() {
  for (std::size_t i = 0; i < sent_.size(); ++i) call();
}

void RpcLoad::call() {
  const auto request = ++last_request_;
  sent_[request % sent_.size()] = Clock::now();
  caller_.send([&](MessageWriter& writer) {
    writer.list(5).number(call_code).number(request).no_dict().text(procedure);
    writer.list(1).text(payload_).end_list().end_list();
  });
}

// A relay hands over the call as it is, and takes it back as it is.
void RpcLoad::answer(std::string_view message) {
  if (!has_wamp_) return callee_.send_octets(message);
  const auto invocation = callee_.head_of(message).first;
  callee_.send([&](MessageWriter& writer) {
    writer.list(4).number(yield_code).number(invocation).no_dict();
    writer.list(1).text(payload_).end_list().end_list();
  });
}

void RpcLoad::take_result(std::string_view message) {
  const auto head = caller_.head_of(message);
  if (head.code == 8) throw std::runtime_error("a call failed: " + std::string(message));
  latencies_.add(Clock::now() - sent_[head.first % sent_.size()]);
  ++done_;
  call();
}

void RpcLoad::forget() {
  done_ = 0;
  latencies_.clear();
}

Figures run_rpc(const Load& load) {
  Loop loop;
  RpcLoad rpc(loop, load);
  rpc.start();
  const auto window = run_measured(loop, load, [&] { rpc.forget(); });
  auto figures = figures_of(window, rpc.done());
  rpc.latencies().report(figures);
  return figures;
}

}  // namespace deskgate::bench

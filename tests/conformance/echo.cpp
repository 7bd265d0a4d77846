// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A WebSocket server that sends back what it gets, made of the gateway's own handshake and framing:
// what the Autobahn test suite talks to.
//
// A WAMP subprotocol has messages of one type, so this server has two subprotocols, echo.text and
// echo.binary. It listens on a free port of loopback, prints "port N" and ends on SIGTERM.
#include <array>
#include <boost/asio.hpp>
#include <csignal>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "gateway/net/http_upgrade.hpp"
#include "gateway/net/ws_framing.hpp"

namespace deskgate::gateway::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::array<std::string_view, 2> echoes{"echo.text", "echo.binary"};
constexpr std::size_t largest_message = 32 << 20;

// One client, who is read again when all that he was owed has been written. Lives until both sides
// have closed.
class Echo : public std::enable_shared_from_this<Echo> {
 public:
  explicit Echo(tcp::socket socket) : socket_(std::move(socket)) {}

  void read() {
    socket_.async_read_some(asio::buffer(chunk_),
                            [self = shared_from_this()](error_code error, std::size_t size) {
                              if (!error) self->on_octets({self->chunk_.data(), size});
                            });
  }

 private:
  void on_octets(std::string_view octets) {
    if (!is_ending_) {
      input_ += octets;
      if (!framing_) open();
      if (framing_) answer();
    }
    write();
  }

  void open() {
    const auto answer = answer_http(input_, {rules_, false, echoes});
    if (answer.kind == HttpAnswer::Kind::incomplete) return;
    out_.append(answer.response, {});
    is_ending_ = answer.kind == HttpAnswer::Kind::refused;
    if (is_ending_) return;
    input_.erase(0, answer.consumed);
    const auto type = answer.subprotocol == echoes[0] ? ws::Opcode::text : ws::Opcode::binary;
    framing_.emplace(type, Batching::none, largest_message);
  }

  void answer() {
    std::span<char> input(input_);
    auto received = framing_->receive(input, out_);
    for (; received.kind == Received::Kind::message; received = framing_->receive(input, out_)) {
      framing_->send(received.octets, out_);
    }
    is_ending_ = received.kind != Received::Kind::incomplete;
    input_.erase(0, input_.size() - input.size());
  }

  void write() {
    const auto waiting = out_.front();
    if (waiting.empty()) return finish_turn();
    asio::async_write(socket_, asio::buffer(waiting),
                      [self = shared_from_this()](error_code error, std::size_t size) {
                        self->out_.consume(size);
                        if (!error) self->write();
                      });
  }

  void finish_turn() {
    error_code ignored;
    if (is_ending_) socket_.shutdown(tcp::socket::shutdown_send, ignored);
    read();
  }

  HttpRules rules_;
  tcp::socket socket_;
  std::array<char, 65536> chunk_{};
  std::string input_;
  Outbox out_{std::size_t{4} * largest_message};
  std::optional<WsFraming> framing_;
  bool is_ending_ = false;
};

void accept_from(tcp::acceptor& acceptor) {
  acceptor.async_accept([&acceptor](error_code error, tcp::socket socket) {
    if (error) return;
    std::make_shared<Echo>(std::move(socket))->read();
    accept_from(acceptor);
  });
}

}  // namespace
}  // namespace deskgate::gateway::net

int main() {
  namespace net = deskgate::gateway::net;
  net::asio::io_context loop{1};
  net::tcp::acceptor acceptor(loop, {net::asio::ip::address_v4::loopback(), 0});
  net::asio::signal_set signals(loop, SIGTERM, SIGINT);
  signals.async_wait([&loop](net::error_code, int) { loop.stop(); });
  net::accept_from(acceptor);
  std::cout << "port " << acceptor.local_endpoint().port() << std::endl;
  loop.run();
}

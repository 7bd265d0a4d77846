// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/net/client.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <deque>
#include <stdexcept>
#include <utility>

#include "tests/net/frames.hpp"

namespace deskgate::gateway::net::testing {
namespace asio = boost::asio;
namespace {

using Socket = asio::generic::stream_protocol::socket;
using Error = boost::system::error_code;

constexpr std::chrono::seconds patience{10};
constexpr auto hello_details =
    R"({"roles":{"publisher":{},"subscriber":{},"caller":{},"callee":{}}})";

std::string hello(std::string_view realm) {
  return "[1,\"" + std::string(realm) + "\"," + hello_details + "]";
}

std::size_t number(std::string_view octets) {
  std::size_t value = 0;
  for (const unsigned char each : octets) value = value << 8 | each;
  return value;
}

}  // namespace

void run_until(asio::io_context& io, const std::function<bool()>& has_happened,
               std::string_view what) {
  const auto end = std::chrono::steady_clock::now() + patience;
  io.restart();
  while (!has_happened()) {
    if (std::chrono::steady_clock::now() > end) {
      throw std::runtime_error("nothing came of it: " + std::string(what));
    }
    if (io.stopped()) io.restart();
    io.run_one_for(std::chrono::milliseconds(100));
  }
}

void run_for(asio::io_context& io, std::chrono::milliseconds time) {
  io.restart();
  io.run_for(time);
}

struct Client::State : std::enable_shared_from_this<State> {
  explicit State(asio::io_context& io) : socket(io) {}

  void read() {
    socket.async_read_some(asio::buffer(piece),
                           [self = shared_from_this()](Error error, std::size_t size) {
                             self->heard.append(self->piece.data(), size);
                             if (error) {
                               self->is_over = true;
                             } else {
                               self->read();
                             }
                           });
  }

  void write() {
    if (is_writing || queue.empty()) return;
    is_writing = true;
    asio::async_write(socket, asio::buffer(queue.front()),
                      [self = shared_from_this()](Error error, std::size_t) {
                        self->is_writing = false;
                        self->queue.pop_front();
                        if (!error) self->write();
                      });
  }

  // What came and has not been taken.
  std::string_view rest() const { return std::string_view(heard).substr(taken); }

  // Moves what stays only now and then: a burst is taken in small pieces.
  std::string take(std::size_t size) {
    std::string octets(rest().substr(0, size));
    taken += size;
    if (taken > heard.size() / 2) heard.erase(0, std::exchange(taken, 0));
    return octets;
  }

  Socket socket;
  std::array<char, 65536> piece{};
  std::string heard;
  std::size_t taken = 0;
  std::deque<std::string> queue;
  bool is_writing = false;
  bool is_over = false;
};

Client::Client(asio::io_context& io, std::uint16_t port, Reading reading)
    : io_(io), state_(std::make_shared<State>(io)) {
  asio::ip::tcp::socket socket(io, asio::ip::tcp::v4());
  if (reading == Reading::later) socket.set_option(Socket::receive_buffer_size(4096));
  socket.connect({asio::ip::address_v4::loopback(), port});
  state_->socket = std::move(socket);
  if (reading == Reading::at_once) starts_reading();
}

Client::Client(asio::io_context& io, const std::string& unix_path)
    : io_(io), state_(std::make_shared<State>(io)) {
  asio::local::stream_protocol::socket socket(io);
  socket.connect(unix_path);
  state_->socket = std::move(socket);
  starts_reading();
}

Client::~Client() {
  hangs_up();
}

void Client::starts_reading() {
  state_->read();
}

void Client::says(std::string_view octets) {
  state_->queue.emplace_back(octets);
  state_->write();
}

void Client::says_bytewise(std::string_view octets) {
  for (const char octet : octets) {
    says({&octet, 1});
    run_for(io_, std::chrono::milliseconds(1));
  }
}

void Client::stops_talking() {
  wait([this] { return state_->queue.empty(); }, "sending");
  Error ignored;
  state_->socket.shutdown(Socket::shutdown_send, ignored);
}

void Client::hangs_up() {
  Error ignored;
  state_->socket.close(ignored);
}

std::string Client::hears(std::size_t size) {
  wait([&] { return state_->rest().size() >= size; }, "octets");
  return state_->take(size);
}

std::string Client::hears_up_to(std::string_view end) {
  wait([&] { return state_->rest().find(end) != std::string::npos; }, end);
  return hears(state_->rest().find(end) + end.size());
}

std::string Client::hears_until_the_end() {
  wait([&] { return state_->is_over; }, "the end of the connection");
  return hears(state_->rest().size());
}

bool Client::is_hung_up_on() const {
  return state_->is_over;
}

std::size_t Client::waiting() const {
  return state_->rest().size();
}

void Client::wait(const std::function<bool()>& has_happened, std::string_view what) {
  run_until(io_, has_happened,
            std::string(what) + ", having heard " + std::string(state_->rest().substr(0, 200)));
}

WsClient::WsClient(asio::io_context& io, std::uint16_t port, Reading reading)
    : Client(io, port, reading) {
  if (reading == Reading::at_once) opens();
}

WsClient::WsClient(asio::io_context& io, const std::string& unix_path) : Client(io, unix_path) {
  opens();
}

WsClient::WsClient(asio::io_context& io, std::uint16_t port, std::string_view subprotocol)
    : Client(io, port) {
  opens(subprotocol);
}

std::string WsClient::request(std::string_view subprotocol) {
  return "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
         "Sec-WebSocket-Protocol: " +
         std::string(subprotocol) + "\r\n\r\n";
}

void WsClient::opens(std::string_view subprotocol) {
  says(request(subprotocol));
  hears_up_to("\r\n\r\n");
}

void WsClient::says_text(std::string_view message) {
  says(client_text(message));
}

void WsClient::says_frame(unsigned first, std::string_view payload) {
  says(client_frame(first, payload));
}

std::string WsClient::hears_frame() {
  const auto head = hears(2);
  auto length = number(head.substr(1));
  if (length == 126) length = number(hears(2));
  if (length == 127) length = number(hears(8));
  auto payload = hears(length);
  switch (number(head.substr(0, 1))) {
    case 0x81:
    case 0x82:
      return payload;
    case 0x88:
      return "<close " + (payload.empty() ? "" : std::to_string(number(payload.substr(0, 2)))) +
             (payload.size() > 2 ? " " + payload.substr(2) : "") + ">";
    case 0x89:
      return "<ping" + payload + ">";
    case 0x8A:
      return "<pong " + payload + ">";
    default:
      return "<unexpected frame>";
  }
}

std::string WsClient::joins(std::string_view realm) {
  says_text(hello(realm));
  return hears_frame();
}

RawClient::RawClient(asio::io_context& io, std::uint16_t port) : Client(io, port) {
  opens();
}

RawClient::RawClient(asio::io_context& io, const std::string& unix_path) : Client(io, unix_path) {
  opens();
}

void RawClient::opens() {
  says(hex("7ff10000"));
  hears(4);
}

void RawClient::says_frame(unsigned first, std::string_view payload) {
  says(raw_frame(first, payload));
}

std::string RawClient::hears_frame() {
  const auto head = hears(4);
  auto payload = hears(number(head.substr(1)));
  if (head[0] == 0) return payload;
  return head[0] == 2 ? "<pong " + payload + ">" : "<unexpected frame>";
}

std::string RawClient::joins(std::string_view realm) {
  says_message(hello(realm));
  return hears_frame();
}

}  // namespace deskgate::gateway::net::testing

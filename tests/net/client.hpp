// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Clients that speak literal octets, in the same thread and on the same loop as what they test.
//
// Whatever waits runs the loop until it has happened, and throws after ten seconds.
#pragma once

#include <array>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace deskgate::gateway::net::testing {

// Runs the loop until `has_happened`; `what` is said if it does not.
void run_until(boost::asio::io_context& io, const std::function<bool()>& has_happened,
               std::string_view what);

// Runs the loop for a while, to see that something does not happen.
void run_for(boost::asio::io_context& io, std::chrono::milliseconds time);

enum class Reading { at_once, later };

class Client {
 public:
  // `later`: reads nothing before starts_reading(), and offers the kernel a small buffer only.
  Client(boost::asio::io_context& io, std::uint16_t port, Reading reading = Reading::at_once);
  Client(boost::asio::io_context& io, const std::string& unix_path);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void starts_reading();
  void says(std::string_view octets);
  void says_bytewise(std::string_view octets);
  void stops_talking();  // half-closes
  void hangs_up();

  // The next octets, as many as asked for.
  std::string hears(std::size_t size);
  // The next octets up to and with `end`.
  std::string hears_up_to(std::string_view end);
  // All octets that come before the connection ends.
  std::string hears_until_the_end();
  // Whether the other side has ended the connection, so far.
  bool is_hung_up_on() const;
  // What has come and has not been asked for.
  std::size_t waiting() const;

 protected:
  void wait(const std::function<bool()>& has_happened, std::string_view what);
  boost::asio::io_context& io_;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

// A client that has its WebSocket. What it hears is a message's payload, or a control frame in
// brackets: "<ping>", "<pong abc>", "<close 1002 reserved opcode>".
class WsClient : public Client {
 public:
  WsClient(boost::asio::io_context& io, std::uint16_t port, Reading reading = Reading::at_once);
  WsClient(boost::asio::io_context& io, const std::string& unix_path);
  WsClient(boost::asio::io_context& io, std::uint16_t port, std::string_view subprotocol);

  static std::string request(std::string_view subprotocol = "wamp.2.json");

  void says_text(std::string_view message);
  void says_frame(unsigned first, std::string_view payload);
  std::string hears_frame();

  // HELLO, and the WELCOME that answers it.
  std::string joins(std::string_view realm = "org.example.realm");

 private:
  void opens(std::string_view subprotocol = "wamp.2.json");
};

// A client that has shaken hands over RawSocket. What it hears is a message's payload, or
// "<pong abc>".
class RawClient : public Client {
 public:
  RawClient(boost::asio::io_context& io, std::uint16_t port);
  RawClient(boost::asio::io_context& io, const std::string& unix_path);

  void says_frame(unsigned first, std::string_view payload);
  void says_message(std::string_view message) { says_frame(0, message); }
  std::string hears_frame();
  std::string joins(std::string_view realm = "org.example.realm");

 private:
  void opens();
};

}  // namespace deskgate::gateway::net::testing

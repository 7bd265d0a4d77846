// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A WAMP client of the Deskgate that runs, for the command line: one session over its Unix socket
// (RawSocket, JSON), where the peer's uid is the authentication and `owner` the role.
//
// It blocks. What ends the conversation itself (nobody listens, the connection breaks, Deskgate
// says GOODBYE) is thrown as std::runtime_error with one clear sentence; what the router refuses or
// a callee fails at is a Result.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/config.hpp"
#include "gateway/net/raw_frame.hpp"
#include "router/message.hpp"

namespace deskgate::gateway::cli {

class Client {
 public:
  // Connects and joins. Throws std::runtime_error where that fails.
  explicit Client(const Config& config);
  ~Client();  // leaves
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  router::Result<router::Arguments> call(const std::string& procedure, router::Payload payload);

  // Acknowledged: it has been published when this returns.
  router::Result<void> publish(const std::string& topic, router::Payload payload,
                               router::Dict options);

  router::Result<void> subscribe(const std::string& topic, router::Dict options);

  // The next event of any subscription; nullopt as soon as the descriptor `stop` can be read.
  // Throws where a subscription is taken away.
  std::optional<router::Event> next_event(int stop);

 private:
  void connect(const std::string& path);
  void shake_hands();
  void join(const std::string& realm);
  template <class Answer>
  router::Result<Answer> ask(router::RequestId request, const router::Message& question);
  void send(const router::Message& message);
  void send_frame(net::raw::Type type, std::string_view octets);
  router::Message receive();
  std::optional<router::Message> take_message();
  void read_more();
  router::RequestId next_request() { return {++last_request_}; }

  boost::asio::io_context io_{1};
  boost::asio::local::stream_protocol::socket socket_{io_};
  std::vector<char> received_;
  std::size_t largest_sent_ = 0;  // that Deskgate takes
  std::uint64_t last_request_ = 0;
  std::deque<router::Event> events_;  // that came while an answer was waited for
};

}  // namespace deskgate::gateway::cli

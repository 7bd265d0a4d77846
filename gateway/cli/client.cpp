// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/cli/client.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>
#include <stdexcept>
#include <utility>

#include "gateway/printable.hpp"
#include "router/serializer.hpp"
#include "router/uri.hpp"

namespace deskgate::gateway::cli {
namespace {

namespace asio = boost::asio;
namespace raw = net::raw;
using router::Message;
using router::Result;

constexpr unsigned announced_exponent = 15;
constexpr std::size_t largest_taken = raw::announced_size(announced_exponent);

const router::Serializer& serializer() {
  return router::json_serializer();
}

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what);
}

void check(const boost::system::error_code& error) {
  if (error == asio::error::eof) fail("Deskgate has closed the connection");
  if (error) fail("the connection to Deskgate broke: " + error.message());
}

router::Dict announced_roles() {
  return {{"caller", router::Dict::object()},
          {"publisher", router::Dict::object()},
          {"subscriber", {{"features", {{"subscription_revocation", true}}}}}};
}

// What a peer says in words: the first argument, if it is text.
std::string spoken(const router::Payload& payload) {
  const auto values = payload.values();
  if (!values || values->args.empty() || !values->args[0].is_string()) return {};
  return values->args[0].get<std::string>();
}

std::string with_message(std::string reason, const router::Dict& details) {
  const bool has_message = details.is_object() && details.contains("message");
  if (!has_message || !details["message"].is_string()) return reason;
  return std::move(reason) + ": " + printable(details["message"].get<std::string>());
}

// A GOODBYE or an ABORT ends whatever is going on.
void end_if_told(const Message& message) {
  if (const auto* goodbye = std::get_if<router::Goodbye>(&message)) {
    fail("Deskgate ended the session: " + with_message(goodbye->reason, goodbye->details));
  }
  if (const auto* abort = std::get_if<router::Abort>(&message)) {
    fail("Deskgate refused the session: " + with_message(abort->reason, abort->details));
  }
}

// Waits for one of the two, and says whether it is not `stop`.
bool wait_for_input(int descriptor, int stop) {
  std::array<pollfd, 2> waiting{{{descriptor, POLLIN, 0}, {stop, POLLIN, 0}}};
  while (::poll(waiting.data(), waiting.size(), -1) < 0) {
    if (errno != EINTR) fail("cannot wait for events");
  }
  return waiting[1].revents == 0;
}

}  // namespace

Client::Client(const Config& config) {
  if (!config.unix_path) {
    fail(
        "Deskgate has no Unix socket, which its commands use: set XDG_RUNTIME_DIR, or \"unix\" "
        "under [listen] in the configuration");
  }
  connect(*config.unix_path);
  shake_hands();
  join(config.realm);
}

Client::~Client() {
  try {
    send(router::Goodbye{{}, std::string(router::close::close_realm)});
  } catch (const std::exception&) {
    return;  // it is over anyhow
  }
}

void Client::connect(const std::string& path) {
  boost::system::error_code error;
  socket_.connect(asio::local::stream_protocol::endpoint(path), error);
  if (error == asio::error::connection_refused ||
      error == boost::system::errc::no_such_file_or_directory) {
    fail("Deskgate is not running: nobody listens on " + path +
         "; start it with \"deskgate run\", or name its configuration with --config FILE");
  }
  if (error) fail("cannot connect to " + path + ": " + error.message());
}

// What a client asks for and what a server accepts look alike.
void Client::shake_hands() {
  boost::system::error_code error;
  const auto request = raw::accept_reply(announced_exponent, serializer().rawsocket_id());
  asio::write(socket_, asio::buffer(request), error);
  check(error);
  std::string reply(raw::handshake_size, '\0');
  asio::read(socket_, asio::buffer(reply), error);
  check(error);
  const auto accepted = raw::read_request(reply);
  if (reply[0] != raw::magic || accepted.serializer != serializer().rawsocket_id()) {
    fail("what listens on the socket does not speak RawSocket with JSON: it is no Deskgate");
  }
  largest_sent_ = std::min(raw::announced_size(accepted.exponent), raw::max_sent);
}

void Client::join(const std::string& realm) {
  send(router::Hello{realm,
                     {{"roles", announced_roles()}, {"agent", "deskgate " DESKGATE_VERSION}}});
  if (!std::holds_alternative<router::Welcome>(receive())) {
    fail("Deskgate answered the HELLO with something else");
  }
}

Result<router::Arguments> Client::call(const std::string& procedure, router::Payload payload) {
  const auto request = next_request();
  const auto result =
      ask<router::CallResult>(request, router::Call{request, {}, procedure, std::move(payload)});
  if (!result) return result.error();
  return result->payload.values();
}

Result<void> Client::publish(const std::string& topic, router::Payload payload,
                             router::Dict options) {
  const auto request = next_request();
  options["acknowledge"] = true;
  const auto published = ask<router::Published>(
      request, router::Publish{request, std::move(options), topic, std::move(payload)});
  if (!published) return published.error();
  return {};
}

Result<void> Client::subscribe(const std::string& topic, router::Dict options) {
  const auto request = next_request();
  const auto subscribed =
      ask<router::Subscribed>(request, router::Subscribe{request, std::move(options), topic});
  if (!subscribed) return subscribed.error();
  return {};
}

std::optional<router::Event> Client::next_event(int stop) {
  while (events_.empty()) {
    auto message = take_message();
    if (!message && !wait_for_input(socket_.native_handle(), stop)) return std::nullopt;
    if (!message) {
      read_more();
    } else if (auto* event = std::get_if<router::Event>(&*message)) {
      events_.push_back(std::move(*event));
    } else if (std::holds_alternative<router::Unsubscribed>(*message)) {
      fail("Deskgate took the subscription away: nothing grants it any more");
    }
  }
  auto event = std::move(events_.front());
  events_.pop_front();
  return event;
}

template <class Answer>
Result<Answer> Client::ask(router::RequestId request, const Message& question) {
  send(question);
  while (true) {
    auto message = receive();
    if (auto* event = std::get_if<router::Event>(&message)) {
      events_.push_back(std::move(*event));
    } else if (auto* answer = std::get_if<Answer>(&message); answer && answer->request == request) {
      return std::move(*answer);
    } else if (const auto* error = std::get_if<router::CallError>(&message);
               error && error->request == request.value) {
      return router::Error{error->error, spoken(error->payload)};
    }
  }
}

void Client::send(const Message& message) {
  std::string octets;
  const auto encoded = serializer().encode(message, octets);
  if (!encoded) fail(encoded.error().message);
  send_frame(raw::Type::message, octets);
}

void Client::send_frame(raw::Type type, std::string_view octets) {
  if (octets.size() > largest_sent_) {
    fail("the message has " + std::to_string(octets.size()) + " octets, Deskgate takes " +
         std::to_string(largest_sent_) + "; see \"message\" under [limits] in the configuration");
  }
  const auto head = raw::encode_head(type, octets.size());
  const std::array<asio::const_buffer, 2> frame{asio::buffer(head), asio::buffer(octets)};
  boost::system::error_code error;
  asio::write(socket_, frame, error);
  check(error);
}

Message Client::receive() {
  while (true) {
    if (auto message = take_message()) return *std::move(message);
    read_more();
  }
}

// The next whole message that has been read, if there is one.
std::optional<Message> Client::take_message() {
  std::span<char> input(received_);
  std::optional<Message> message;
  while (!message) {
    const auto item = raw::next(input, largest_taken);
    if (item.kind == raw::Item::Kind::incomplete) break;
    if (item.kind == raw::Item::Kind::violation)
      fail("Deskgate sent no frame: " + std::string(item.octets));
    if (item.kind == raw::Item::Kind::ping) send_frame(raw::Type::pong, item.octets);
    if (item.kind != raw::Item::Kind::message) continue;
    auto decoded = serializer().decode(item.octets);
    if (!decoded) fail("Deskgate sent no message: " + decoded.error().message);
    message = std::move(*decoded);
  }
  received_.erase(received_.begin(), received_.end() - static_cast<std::ptrdiff_t>(input.size()));
  if (message) end_if_told(*message);
  return message;
}

void Client::read_more() {
  std::array<char, 65536> chunk{};
  boost::system::error_code error;
  const auto count = socket_.read_some(asio::buffer(chunk), error);
  check(error);
  received_.insert(received_.end(), chunk.begin(),
                   chunk.begin() + static_cast<std::ptrdiff_t>(count));
}

}  // namespace deskgate::gateway::cli

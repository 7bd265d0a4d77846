// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "bench/cockpit_caller.hpp"

#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

#include "bench/bus_names.hpp"

namespace deskgate::bench {
namespace {

constexpr std::string_view channel_id = "bench";

// What stands after `key` up to the next quote.
std::string_view text_after(std::string_view message, std::string_view key) {
  const auto found = message.find(key);
  if (found == message.npos) return {};
  const auto rest = message.substr(found + key.size());
  return rest.substr(0, rest.find('"'));
}

}  // namespace

CockpitCaller::CockpitCaller(const Load& load)
    : payload_(load.payload, 'x'),
      calls_(load.in_flight, [this](std::uint64_t request) { call(request); }) {
  start_bridge();
  open_channel();
}

CockpitCaller::~CockpitCaller() {
  ::close(socket_);
  ::kill(bridge_, SIGTERM);
  ::waitpid(bridge_, nullptr, 0);
}

void CockpitCaller::start_bridge() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    throw std::runtime_error("no socket pair");
  }
  socket_ = ends[0];
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  ::setenv("SSH_AUTH_SOCK", "/nonexistent", 1);  // or it starts an agent, and leaves it behind
  std::string program = "cockpit-bridge";
  std::array<char*, 2> arguments{program.data(), nullptr};
  const int failed =
      ::posix_spawnp(&bridge_, program.c_str(), &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  if (failed != 0) throw std::runtime_error("cockpit-bridge cannot be started; install it");
}

void CockpitCaller::open_channel() {
  send("", R"({"command":"init","version":1,"host":"localhost"})");
  send("", R"({"command":"open","channel":")" + std::string(channel_id) +
               R"(","payload":"dbus-json3","bus":"session","name":")" + echo_name + "\"}");
}

void CockpitCaller::send(std::string_view channel, std::string_view message) {
  outgoing_ += std::to_string(channel.size() + 1 + message.size());
  outgoing_.append("\n").append(channel).append("\n").append(message);
}

// With its type: Cockpit would introspect otherwise.
void CockpitCaller::call(std::uint64_t request) {
  send(channel_id, std::string(R"({"call":[")") + echo_path + R"(",")" + echo_interface + R"(",")" +
                       echo_method + R"(",[")" + payload_ + R"("]],"type":"s","id":")" +
                       std::to_string(request) + "\"}");
}

void CockpitCaller::run_for(Clock::duration time, const std::function<bool()>& is_done) {
  const auto end = Clock::now() + time;
  do {
    flush();
    pollfd watched{socket_, POLLIN, 0};
    if (::poll(&watched, 1, 20) > 0) read();
  } while (Clock::now() < end && !is_done());
}

void CockpitCaller::flush() {
  std::string_view left(outgoing_);
  while (!left.empty()) {
    const auto written = ::send(socket_, left.data(), left.size(), MSG_NOSIGNAL);
    if (written < 0) throw std::runtime_error("cockpit-bridge has ended");
    left.remove_prefix(static_cast<std::size_t>(written));
  }
  outgoing_.clear();
}

void CockpitCaller::read() {
  std::array<char, 65536> buffer{};
  const auto got = ::recv(socket_, buffer.data(), buffer.size(), 0);
  if (got <= 0) throw std::runtime_error("cockpit-bridge has ended");
  incoming_.append(buffer.data(), static_cast<std::size_t>(got));
  std::string_view left(incoming_);
  for (;;) {
    const auto line = left.find('\n');
    if (line == left.npos) break;
    std::size_t size = 0;
    std::from_chars(left.data(), left.data() + line, size);
    if (left.size() < line + 1 + size) break;
    take(left.substr(line + 1, size));
    left.remove_prefix(line + 1 + size);
  }
  incoming_.erase(0, incoming_.size() - left.size());
}

// Signals that the owner is there, that the channel is ready, and the like are passed over.
void CockpitCaller::take(std::string_view frame) {
  const auto line = frame.find('\n');
  const auto message = frame.substr(line + 1);
  if (line == 0) {
    if (!text_after(message, R"("problem":")").empty()) {
      throw std::runtime_error("cockpit-bridge: " + std::string(message));
    }
    return;
  }
  if (message.find(R"("error":)") != message.npos) {
    throw std::runtime_error("a call failed: " + std::string(message));
  }
  const auto id = text_after(message, R"("id":")");
  if (id.empty()) return;
  std::uint64_t request = 0;
  std::from_chars(id.data(), id.data() + id.size(), request);
  calls_.finish(request);
}

}  // namespace deskgate::bench

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// bench_relay: the limit of what a router can reach. It passes each WebSocket message of a
// connection on to the one that came after (or before) it, knows nothing of WAMP, and writes once
// per peer and turn.

#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include "bench/channel.hpp"
#include "gateway/net/ws_frame.hpp"

namespace deskgate::bench {
namespace {

namespace ws = gateway::net::ws;

// One end of a pair.
struct End {
  explicit End(Channel connected) : channel(std::move(connected)) {}

  Channel channel;
  End* other = nullptr;
  std::string rest;
  std::string outgoing;
  bool is_touched = false;
  bool waits_writable = false;
  bool is_gone = false;
};

std::string accept_key(std::string_view request) {
  constexpr std::string_view field = "Sec-WebSocket-Key: ";
  const auto start = request.find(field) + field.size();
  auto key = std::string(request.substr(start, request.find('\r', start) - start));
  key += "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  SHA1(reinterpret_cast<const unsigned char*>(key.data()), key.size(), digest.data());
  std::array<unsigned char, 32> text{};
  const auto size = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(digest.size()));
  return {text.begin(), text.begin() + size};
}

void upgrade(Channel& channel) {
  const auto request = channel.read_until("\r\n\r\n");
  channel.write_all(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Protocol: wamp.2.json\r\nSec-WebSocket-Accept: " +
      accept_key(request) + "\r\n\r\n");
}

class Relay {
 public:
  Relay(std::uint16_t port, SSL_CTX* tls) : tls_(tls), buffer_(64 << 10, '\0') {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    const int on = 1;
    ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 ||
        ::listen(listener_, 1024) != 0) {
      throw std::runtime_error("cannot listen on 127.0.0.1:" + std::to_string(port));
    }
    watch(EPOLL_CTL_ADD, listener_, nullptr, EPOLLIN);
  }

  [[noreturn]] void run() {
    std::array<epoll_event, 256> events{};
    while (true) {
      const auto count = ::epoll_wait(loop_, events.data(), static_cast<int>(events.size()), -1);
      for (int i = 0; i < count; ++i) {
        auto* end = static_cast<End*>(events[static_cast<std::size_t>(i)].data.ptr);
        if (end) {
          serve(*end);
        } else {
          accept();
        }
      }
      flush();
    }
  }

 private:
  void watch(int operation, int descriptor, End* end, unsigned events) const {
    epoll_event event{};
    event.events = events;
    event.data.ptr = end;
    ::epoll_ctl(loop_, operation, descriptor, &event);
  }

  void accept() {
    try {
      auto channel = Channel::accept(::accept(listener_, nullptr, nullptr), tls_);
      upgrade(channel);
      channel.set_non_blocking();
      auto& end = *ends_.emplace_back(std::make_unique<End>(std::move(channel)));
      if (ends_.size() % 2 == 0) {
        end.other = ends_[ends_.size() - 2].get();
        end.other->other = &end;
      }
      watch(EPOLL_CTL_ADD, end.channel.descriptor(), &end, EPOLLIN);
    } catch (const std::exception&) {
      return;  // a probe that hung up
    }
  }

  void touch(End& end) {
    if (!std::exchange(end.is_touched, true)) touched_.push_back(&end);
  }

  void serve(End& end) {
    if (!end.outgoing.empty()) touch(end);
    const auto got = end.channel.read(buffer_);
    if (got.kind == Transfer::Kind::closed) {
      end.is_gone = true;
      watch(EPOLL_CTL_DEL, end.channel.descriptor(), nullptr, 0);
      return;
    }
    if (got.kind != Transfer::Kind::done) return;
    const auto octets = std::span(buffer_).first(got.size);
    if (end.rest.empty()) {
      const auto taken = pass_on(end, octets);
      end.rest.assign(octets.data() + taken, octets.size() - taken);
    } else {
      end.rest.append(octets.data(), octets.size());
      end.rest.erase(0, pass_on(end, end.rest));
    }
    if (end.channel.has_pending()) serve(end);
  }

  std::size_t pass_on(End& end, std::span<char> octets) {
    std::size_t taken = 0;
    while (true) {
      const auto rest = octets.subspan(taken);
      const auto reading = ws::read_head({rest.data(), rest.size()});
      const auto* head = std::get_if<ws::FrameHead>(&reading);
      if (!head || rest.size() - head->size < head->length) return taken;
      const auto payload = rest.subspan(head->size, head->length);
      ws::unmask(payload, head->key);
      taken += head->size + head->length;
      if (!end.other || ws::is_control(head->opcode)) continue;
      end.other->outgoing.append(ws::EncodedHead(head->opcode, payload.size()).view());
      end.other->outgoing.append(payload.data(), payload.size());
      touch(*end.other);
    }
  }

  void flush() {
    for (auto* end : touched_) {
      end->is_touched = false;
      if (!end->is_gone) write(*end);
    }
    touched_.clear();
  }

  void write(End& end) const {
    std::string_view left(end.outgoing);
    while (!left.empty()) {
      const auto put = end.channel.write(left);
      if (put.kind != Transfer::Kind::done) break;
      left.remove_prefix(put.size);
    }
    end.outgoing.erase(0, end.outgoing.size() - left.size());
    const bool waits = !end.outgoing.empty();
    if (waits == std::exchange(end.waits_writable, waits)) return;
    const auto events = waits ? EPOLLIN | EPOLLOUT : EPOLLIN;
    watch(EPOLL_CTL_MOD, end.channel.descriptor(), &end, events);
  }

  SSL_CTX* tls_;
  int listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int loop_ = ::epoll_create1(EPOLL_CLOEXEC);
  std::string buffer_;
  std::vector<std::unique_ptr<End>> ends_;
  std::vector<End*> touched_;
};

}  // namespace
}  // namespace deskgate::bench

int main(int argc, char** argv) {
  using deskgate::bench::Relay;
  if (argc != 2 && argc != 4) {
    std::cerr << "usage: bench_relay PORT [CERTIFICATE KEY]\n";
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  try {
    auto* tls = argc == 4 ? deskgate::bench::server_tls(argv[2], argv[3]) : nullptr;
    Relay(static_cast<std::uint16_t>(std::atoi(argv[1])), tls).run();
  } catch (const std::exception& exception) {
    std::cerr << "bench_relay: " << exception.what() << '\n';
    return 1;
  }
}

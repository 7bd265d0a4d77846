// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "bench/channel.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace deskgate::bench {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

int connect_unix(const Target& target) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (target.unix_path.size() >= sizeof(address.sun_path)) {
    throw std::runtime_error(target.unix_path + " is too long for a Unix socket");
  }
  std::ranges::copy(target.unix_path, address.sun_path);
  const int made = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (made < 0) fail("socket");
  if (::connect(made, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    fail(target.unix_path);
  }
  return made;
}

int connect_tcp(const Target& target) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(target.port);
  if (::inet_pton(AF_INET, target.host.c_str(), &address.sin_addr) != 1 ||
      ntohl(address.sin_addr.s_addr) >> 24 != 127) {
    throw std::runtime_error(target.host + " is not an address in 127.0.0.0/8");
  }
  const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (made < 0) fail("socket");
  const int on = 1;
  ::setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  if (::connect(made, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    fail(target.host + ":" + std::to_string(target.port));
  }
  return made;
}

// Whom we measure signs its own certificate, and is on this machine.
SSL_CTX* client_tls() {
  static SSL_CTX* const context = [] {
    auto* made = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_verify(made, SSL_VERIFY_NONE, nullptr);
    SSL_CTX_set_mode(made, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                               SSL_MODE_RELEASE_BUFFERS);
    return made;
  }();
  return context;
}

}  // namespace

SSL_CTX* server_tls(const std::string& certificate, const std::string& key) {
  auto* made = SSL_CTX_new(TLS_server_method());
  SSL_CTX_set_mode(made, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                             SSL_MODE_RELEASE_BUFFERS);
  if (SSL_CTX_use_certificate_chain_file(made, certificate.c_str()) != 1) {
    throw std::runtime_error(certificate + " holds no certificate");
  }
  if (SSL_CTX_use_PrivateKey_file(made, key.c_str(), SSL_FILETYPE_PEM) != 1) {
    throw std::runtime_error(key + " holds no key");
  }
  return made;
}

Channel Channel::connect(const Target& target) {
  Channel made(target.unix_path.empty() ? connect_tcp(target) : connect_unix(target));
  if (!target.has_tls) return made;
  made.ssl_.reset(SSL_new(client_tls()));
  SSL_set_fd(made.ssl_.get(), made.descriptor_);
  if (SSL_connect(made.ssl_.get()) != 1) throw std::runtime_error("the server speaks no TLS");
  return made;
}

Channel Channel::accept(int descriptor, SSL_CTX* tls) {
  const int on = 1;
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  Channel made(descriptor);
  if (!tls) return made;
  made.ssl_.reset(SSL_new(tls));
  SSL_set_fd(made.ssl_.get(), descriptor);
  if (SSL_accept(made.ssl_.get()) != 1) throw std::runtime_error("the client speaks no TLS");
  return made;
}

Channel::Channel(Channel&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      blocks_(other.blocks_),
      ssl_(std::move(other.ssl_)) {}

Channel::~Channel() {
  ssl_.reset();
  if (descriptor_ >= 0) ::close(descriptor_);
}

void Channel::set_non_blocking() {
  ::fcntl(descriptor_, F_SETFL, ::fcntl(descriptor_, F_GETFL) | O_NONBLOCK);
  blocks_ = false;
}

void Channel::end_abruptly() {
  const linger now{1, 0};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
}

Transfer Channel::read(std::span<char> into) {
  if (ssl_) return read_tls(into);
  const auto size = ::recv(descriptor_, into.data(), into.size(), 0);
  if (size > 0) return {Transfer::Kind::done, static_cast<std::size_t>(size)};
  return {size < 0 && errno == EAGAIN ? Transfer::Kind::would_block : Transfer::Kind::closed};
}

Transfer Channel::write(std::string_view octets) {
  if (ssl_) return write_tls(octets);
  const auto size = ::send(descriptor_, octets.data(), octets.size(), MSG_NOSIGNAL);
  if (size >= 0) return {Transfer::Kind::done, static_cast<std::size_t>(size)};
  return {errno == EAGAIN ? Transfer::Kind::would_block : Transfer::Kind::closed};
}

// As many records as are there: one SSL_read gives one of at most 16 kB.
Transfer Channel::read_tls(std::span<char> into) {
  std::size_t all = 0;
  while (all < into.size()) {
    std::size_t size = 0;
    const auto result = SSL_read_ex(ssl_.get(), into.data() + all, into.size() - all, &size);
    if (result != 1) {
      if (all > 0) break;
      return judge(result);
    }
    all += size;
    if (blocks_) break;
  }
  return {Transfer::Kind::done, all};
}

Transfer Channel::write_tls(std::string_view octets) {
  std::size_t all = 0;
  while (all < octets.size()) {
    std::size_t size = 0;
    const auto rest = octets.substr(all);
    const auto result = SSL_write_ex(ssl_.get(), rest.data(), rest.size(), &size);
    if (result != 1) {
      if (all > 0) break;
      return judge(result);
    }
    all += size;
  }
  return {Transfer::Kind::done, all};
}

Transfer Channel::judge(int result) {
  const auto why = SSL_get_error(ssl_.get(), result);
  const bool waits = why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE;
  return {waits ? Transfer::Kind::would_block : Transfer::Kind::closed};
}

void Channel::write_all(std::string_view octets) {
  while (!octets.empty()) {
    const auto put = write(octets);
    if (put.kind != Transfer::Kind::done) throw std::runtime_error("the peer takes no handshake");
    octets.remove_prefix(put.size);
  }
}

std::string Channel::read_until(std::string_view end) {
  std::string text;
  while (!text.ends_with(end)) text += read_exactly(1);
  return text;
}

std::string Channel::read_exactly(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t at = 0; at < size;) {
    const auto got = read(std::span(text).subspan(at));
    if (got.kind != Transfer::Kind::done) throw std::runtime_error("the peer hung up");
    at += got.size;
  }
  return text;
}

}  // namespace deskgate::bench

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A connected socket, plain or under TLS: OpenSSL works on the descriptor itself, without buffers
// between.
#pragma once

#include <openssl/ssl.h>

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "bench/target.hpp"

namespace deskgate::bench {

// What one attempt to move octets came to.
struct Transfer {
  enum class Kind { done, would_block, closed };
  Kind kind;
  std::size_t size = 0;
};

// Owns its descriptor. Blocks until set_non_blocking().
class Channel {
 public:
  // Throws where nobody answers, or not in TLS.
  static Channel connect(const Target& target);

  // The server's end of a connection; under TLS if there is a context, which outlives it.
  static Channel accept(int descriptor, SSL_CTX* tls);

  Channel(Channel&& other) noexcept;
  Channel& operator=(Channel&& other) = delete;
  ~Channel();

  int descriptor() const { return descriptor_; }
  void set_non_blocking();

  // Makes the end abrupt (RST), so that thousands of connections leave no TIME_WAIT behind.
  void end_abruptly();

  Transfer read(std::span<char> into);
  Transfer write(std::string_view octets);

  // Whether there is more to read that the descriptor does not tell of.
  bool has_pending() const { return ssl_ && SSL_pending(ssl_.get()) > 0; }

  // For handshakes, while it blocks. Both throw if the peer goes.
  void write_all(std::string_view octets);
  std::string read_until(std::string_view end);
  std::string read_exactly(std::size_t size);

 private:
  struct FreeSsl {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };

  explicit Channel(int descriptor) : descriptor_(descriptor) {}
  Transfer read_tls(std::span<char> into);
  Transfer write_tls(std::string_view octets);
  Transfer judge(int result);

  int descriptor_;
  bool blocks_ = true;
  std::unique_ptr<SSL, FreeSsl> ssl_;
};

// A server's TLS context. Throws, naming the file, if one of them cannot be used.
SSL_CTX* server_tls(const std::string& certificate, const std::string& key);

}  // namespace deskgate::bench

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <openssl/ssl.h>

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "tests/net/client.hpp"

namespace deskgate::gateway::net::testing {

// A client that speaks TLS, and believes any certificate.
class TlsClient {
 public:
  TlsClient(boost::asio::io_context& io, std::uint16_t port, int version = TLS1_3_VERSION);

  // The first octets that a client sends.
  std::string first_flight();
  // Until the handshake is over; false if the other side has refused it.
  bool shakes_hands();
  void says(std::string_view octets);
  std::string hears(std::size_t size);
  std::string hears_up_to(std::string_view end);
  // So many of them, at once.
  void says_key_updates(int count);
  // Whether the other side has said that nothing more follows.
  bool hears_close_notify();
  void says_close_notify();
  bool resumes_sessions() const;
  // What RFC 9266 calls tls-exporter.
  std::string channel_id() const;

  Client& below() { return client_; }

 private:
  void sends_what_is_due();
  bool takes_what_comes();
  bool decrypts();
  void reads_until(const std::function<bool()>& is_enough);

  Client client_;
  boost::asio::io_context& io_;
  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_;
  std::unique_ptr<SSL, void (*)(SSL*)> ssl_;
  std::string heard_;
};

}  // namespace deskgate::gateway::net::testing

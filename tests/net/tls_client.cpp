// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/net/tls_client.hpp"

#include <stdexcept>

namespace deskgate::gateway::net::testing {

TlsClient::TlsClient(boost::asio::io_context& io, std::uint16_t port, int version)
    : client_(io, port),
      io_(io),
      context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free),
      ssl_(nullptr, SSL_free) {
  SSL_CTX_set_min_proto_version(context_.get(), version);
  SSL_CTX_set_max_proto_version(context_.get(), version);
  ssl_.reset(SSL_new(context_.get()));
  SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  SSL_set_connect_state(ssl_.get());
}

std::string TlsClient::first_flight() {
  SSL_do_handshake(ssl_.get());
  char* data = nullptr;
  const auto size = BIO_get_mem_data(SSL_get_wbio(ssl_.get()), &data);
  std::string octets(data, static_cast<std::size_t>(size));
  BIO_reset(SSL_get_wbio(ssl_.get()));
  return octets;
}

bool TlsClient::shakes_hands() {
  while (SSL_do_handshake(ssl_.get()) != 1) {
    sends_what_is_due();
    if (!takes_what_comes()) return false;
  }
  sends_what_is_due();
  return true;
}

void TlsClient::says(std::string_view octets) {
  SSL_write(ssl_.get(), octets.data(), static_cast<int>(octets.size()));
  sends_what_is_due();
}

void TlsClient::says_key_updates(int count) {
  for (int i = 0; i < count; ++i) {
    SSL_key_update(ssl_.get(), SSL_KEY_UPDATE_NOT_REQUESTED);
    SSL_do_handshake(ssl_.get());
  }
  sends_what_is_due();
}

std::string TlsClient::hears(std::size_t size) {
  reads_until([&] { return heard_.size() >= size; });
  auto octets = heard_.substr(0, size);
  heard_.erase(0, size);
  return octets;
}

std::string TlsClient::hears_up_to(std::string_view end) {
  reads_until([&] { return heard_.find(end) != std::string::npos; });
  return hears(heard_.find(end) + end.size());
}

bool TlsClient::hears_close_notify() {
  while (decrypts() || takes_what_comes()) {
  }
  return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
}

void TlsClient::says_close_notify() {
  SSL_shutdown(ssl_.get());
  sends_what_is_due();
}

std::string TlsClient::channel_id() const {
  constexpr std::string_view label = "EXPORTER-Channel-Binding";
  std::string id(32, 0);
  SSL_export_keying_material(ssl_.get(), reinterpret_cast<unsigned char*>(id.data()), id.size(),
                             label.data(), label.size(), nullptr, 0, 0);
  return id;
}

bool TlsClient::resumes_sessions() const {
  return SSL_SESSION_is_resumable(SSL_get_session(ssl_.get())) == 1;
}

void TlsClient::sends_what_is_due() {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(SSL_get_wbio(ssl_.get()), &data);
  client_.says({data, static_cast<std::size_t>(size)});
  BIO_reset(SSL_get_wbio(ssl_.get()));
}

// Waits for octets and hands them to OpenSSL; false: the connection has ended.
bool TlsClient::takes_what_comes() {
  run_until(
      io_, [&] { return client_.waiting() > 0 || client_.is_hung_up_on(); }, "an answer");
  const auto octets = client_.hears(client_.waiting());
  BIO_write(SSL_get_rbio(ssl_.get()), octets.data(), static_cast<int>(octets.size()));
  return !octets.empty();
}

bool TlsClient::decrypts() {
  char buffer[16 << 10];
  const int size = SSL_read(ssl_.get(), buffer, sizeof buffer);
  if (size > 0) heard_.append(buffer, static_cast<std::size_t>(size));
  return size > 0;
}

void TlsClient::reads_until(const std::function<bool()>& is_enough) {
  while (!is_enough()) {
    if (!decrypts() && !takes_what_comes()) throw std::runtime_error("the connection has ended");
  }
}

}  // namespace deskgate::gateway::net::testing

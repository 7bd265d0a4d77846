// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/tls_stream.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <boost/asio/post.hpp>
#include <cstdint>
#include <new>
#include <string>
#include <system_error>
#include <utility>

#include "gateway/net/tls_bio.hpp"

namespace deskgate::gateway::net {
namespace {

using Error = boost::system::error_code;

// OpenSSL reads on as long as something comes, and there may be nothing in it for us: padding, new
// keys. So much of it is taken in one turn.
constexpr std::size_t octets_per_turn = 64 << 10;

// A new key comes in 27 octets and takes longer than kilobytes do. One is good for 2^24 records, so
// that nobody who means well sends this many in one turn.
constexpr int most_key_updates = 32;

class TlsCategory final : public std::error_category {
 public:
  const char* name() const noexcept override { return "TLS"; }
  std::string message(int code) const override {
    const char* reason = ERR_reason_error_string(static_cast<unsigned long>(code));
    return "TLS: " + std::string(reason ? reason : "the peer broke its rules");
  }
};

const TlsCategory tls_category;

// A read that goes on when something has been written: the handshake's own octets first.
class ReadAfterWrite final : public StreamWaiter {
 public:
  explicit ReadAfterWrite(std::shared_ptr<StreamWaiter> reader) : reader_(std::move(reader)) {}
  void on_readable() override {}
  void on_writable() override { reader_->on_readable(); }

 private:
  std::shared_ptr<StreamWaiter> reader_;
};

class TlsStream final : public ByteStream {
 public:
  TlsStream(std::unique_ptr<ByteStream> below, const TlsContext& context,
            boost::asio::any_io_executor executor)
      : below_{.stream = std::move(below)},
        ssl_(SSL_new(context.native())),
        executor_(std::move(executor)) {
    if (!ssl_) throw std::bad_alloc();
    auto* bio = make_bio(below_);
    SSL_set_bio(ssl_, bio, bio);
    SSL_set_accept_state(ssl_);
    SSL_set_msg_callback(ssl_, on_message);
    SSL_set_msg_callback_arg(ssl_, this);
  }
  ~TlsStream() override { SSL_free(ssl_); }

  void async_wait_readable(std::shared_ptr<StreamWaiter> waiter) override {
    if (std::exchange(has_more_, false)) {
      return boost::asio::post(executor_, [waiter = std::move(waiter)] { waiter->on_readable(); });
    }
    if (!wants_write_) return below_.stream->async_wait_readable(std::move(waiter));
    below_.stream->async_wait_writable(std::make_shared<ReadAfterWrite>(std::move(waiter)));
  }

  void async_wait_writable(std::shared_ptr<StreamWaiter> waiter) override {
    below_.stream->async_wait_writable(std::move(waiter));
  }

  // Each record is a read of its own for OpenSSL; as many as fit are one for our caller.
  Transfer read_some(std::span<char> into) override {
    below_.left = octets_per_turn;
    key_updates_ = 0;
    std::size_t total = 0;
    while (total < into.size()) {
      std::size_t got = 0;
      ERR_clear_error();
      const int result = SSL_read_ex(ssl_, into.data() + total, into.size() - total, &got);
      if (result != 1) return end_of_read(total, SSL_get_error(ssl_, result));
      total += got;
    }
    has_more_ = true;
    return {.kind = Transfer::Kind::done, .size = total};
  }

  Transfer write_some(std::string_view octets) override {
    std::size_t total = 0;
    while (total < octets.size()) {
      std::size_t put = 0;
      ERR_clear_error();
      const int result = SSL_write_ex(ssl_, octets.data() + total, octets.size() - total, &put);
      if (result != 1) return end_of_write(total, SSL_get_error(ssl_, result));
      total += put;
    }
    return {.kind = Transfer::Kind::done, .size = total};
  }

  bool is_shaking_hands() const override { return SSL_is_init_finished(ssl_) == 0; }

  std::optional<router::ChannelId> channel_id() const override {
    static constexpr std::string_view label = "EXPORTER-Channel-Binding";
    router::ChannelId id{};
    const auto result = SSL_export_keying_material(ssl_, id.data(), id.size(), label.data(),
                                                   label.size(), nullptr, 0, 0);
    return result == 1 ? std::optional(id) : std::nullopt;
  }

  std::optional<router::KeyHash> client_key() const override {
    const auto* certificate = SSL_get0_peer_certificate(ssl_);
    return certificate ? std::optional(key_hash_of(*certificate)) : std::nullopt;
  }

  void shutdown_write() override {
    ERR_clear_error();
    if (SSL_is_init_finished(ssl_)) SSL_shutdown(ssl_);
    below_.stream->shutdown_write();
  }

  std::optional<std::int64_t> taken() override { return below_.stream->taken(); }

  void close() override { below_.stream->close(); }

 private:
  // OpenSSL tells of each message of the handshake protocol before it does what that says. Once the
  // peer is taken to have shut down, nothing more of it is looked at.
  static void on_message(int is_sent, int, int type, const void* octets, std::size_t size, SSL* ssl,
                         void* stream) {
    if (is_sent != 0 || type != SSL3_RT_HANDSHAKE || size == 0) return;
    if (*static_cast<const unsigned char*>(octets) != SSL3_MT_KEY_UPDATE) return;
    if (++static_cast<TlsStream*>(stream)->key_updates_ <= most_key_updates) return;
    ERR_raise(ERR_LIB_SSL, SSL_R_TOO_MANY_KEY_UPDATES);
    SSL_set_shutdown(ssl, SSL_RECEIVED_SHUTDOWN);
  }

  // Why no more could be read, after `total` octets.
  Transfer end_of_read(std::size_t total, int reason) {
    const bool is_blocked = reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE;
    wants_write_ = reason == SSL_ERROR_WANT_WRITE;
    if (total > 0) {
      has_more_ = !is_blocked;  // the next read finds the end again
      return {.kind = Transfer::Kind::done, .size = total};
    }
    if (is_blocked) return {.kind = Transfer::Kind::would_block};
    if (reason == SSL_ERROR_ZERO_RETURN || below_.is_at_end) return {.kind = Transfer::Kind::eof};
    return failure();
  }

  Transfer end_of_write(std::size_t total, int reason) {
    if (total > 0) return {.kind = Transfer::Kind::done, .size = total};
    if (reason == SSL_ERROR_WANT_WRITE) return {.kind = Transfer::Kind::would_block};
    return failure();
  }

  Transfer failure() const {
    const auto code = static_cast<int>(ERR_peek_error());
    return {.kind = Transfer::Kind::failed,
            .error = below_.error ? below_.error : Error(std::error_code(code, tls_category))};
  }

  TlsBelow below_;
  SSL* ssl_;
  boost::asio::any_io_executor executor_;
  int key_updates_ = 0;       // that came in this turn
  bool has_more_ = false;     // a read is worth a try without a wait
  bool wants_write_ = false;  // the last read could not go on before something has left
};

}  // namespace

std::unique_ptr<ByteStream> tls_stream(std::unique_ptr<ByteStream> below, const TlsContext& context,
                                       boost::asio::any_io_executor executor) {
  return std::make_unique<TlsStream>(std::move(below), context, std::move(executor));
}

}  // namespace deskgate::gateway::net

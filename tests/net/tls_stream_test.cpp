// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// How much one read of a stream over TLS takes, of a peer that has sent as much as it likes.

#include "gateway/net/tls_stream.hpp"

#include <gmock/gmock.h>
#include <openssl/ssl.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "gateway/net/tls_context.hpp"
#include "tests/net/certificate.hpp"
#include "tests/net/fake_stream.hpp"
#include "tests/net/listener_fixture.hpp"

namespace deskgate::gateway::net::testing {
namespace {

// Both ends have shaken hands; the peer speaks when it is told to.
class TlsStreamTest : public ::testing::Test {
 protected:
  TlsStreamTest() {
    SSL_set_bio(peer.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_connect_state(peer.get());
    while (SSL_do_handshake(peer.get()) != 1) {
      sends_what_is_due();
      reads();
      for (const auto& each : wire.writes) {
        BIO_write(SSL_get_rbio(peer.get()), each.data(), static_cast<int>(each.size()));
      }
      wire.writes.clear();
    }
    sends_what_is_due();
    reads();
  }

  static std::unique_ptr<TlsContext> make_context() {
    const TemporaryFolder folder;
    const auto made = make_certificate();
    std::ofstream(folder / "certificate.pem") << made.certificate;
    std::ofstream(folder / "key.pem") << made.key;
    std::filesystem::permissions(folder / "key.pem", std::filesystem::perms(0600));
    return std::make_unique<TlsContext>(folder / "certificate.pem", folder / "key.pem");
  }

  void sends_what_is_due() {
    char* data = nullptr;
    const auto size = BIO_get_mem_data(SSL_get_wbio(peer.get()), &data);
    wire.incoming.append(data, static_cast<std::size_t>(size));
    BIO_reset(SSL_get_wbio(peer.get()));
  }
  void says(std::string_view octets) {
    SSL_write(peer.get(), octets.data(), static_cast<int>(octets.size()));
    sends_what_is_due();
  }
  void says_key_updates(int count) {
    for (int i = 0; i < count; ++i) {
      SSL_key_update(peer.get(), SSL_KEY_UPDATE_NOT_REQUESTED);
      SSL_do_handshake(peer.get());
    }
    sends_what_is_due();
  }

  Transfer reads() { return stream->read_some(buffer); }

  boost::asio::io_context io{1};
  Wire wire;
  std::array<char, 64 << 10> buffer{};
  std::unique_ptr<TlsContext> context = make_context();
  std::unique_ptr<ByteStream> stream =
      tls_stream(std::make_unique<FakeStream>(wire), *context, io.get_executor());
  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> peer_context{SSL_CTX_new(TLS_client_method()),
                                                            SSL_CTX_free};
  std::unique_ptr<SSL, void (*)(SSL*)> peer{SSL_new(peer_context.get()), SSL_free};
};

TEST_F(TlsStreamTest, ReadsSixtyFourKilobytesOfRecordsInWhichThereIsAlmostNothing) {
  SSL_set_block_padding(peer.get(), 16 << 10);
  for (int i = 0; i < 20; ++i) says("x");
  const auto before = wire.incoming.size();
  EXPECT_EQ(reads().size, 3U);
  EXPECT_EQ(before - wire.incoming.size(), 64U << 10);
}

TEST_F(TlsStreamTest, ReadsTheRestInTheTurnsThatFollow) {
  SSL_set_block_padding(peer.get(), 16 << 10);
  for (int i = 0; i < 20; ++i) says("x");
  std::size_t heard = 0;
  for (int turn = 0; turn < 6; ++turn) heard += reads().size;
  EXPECT_EQ(heard, 20U);
  EXPECT_EQ(reads().kind, Transfer::Kind::would_block);
}

TEST_F(TlsStreamTest, TakesThirtyTwoNewKeysInOneReadAndNotOneMore) {
  says_key_updates(32);
  says("x");
  EXPECT_EQ(reads().size, 1U);
  says_key_updates(33);
  const auto failed = reads();
  EXPECT_EQ(failed.kind, Transfer::Kind::failed);
  EXPECT_EQ(failed.error.message(), "TLS: too many key updates");
}

TEST_F(TlsStreamTest, TakesNewKeysInEachRead) {
  for (int turn = 0; turn < 10; ++turn) {
    says_key_updates(32);
    says("x");
    EXPECT_EQ(reads().size, 1U);
  }
}

}  // namespace
}  // namespace deskgate::gateway::net::testing

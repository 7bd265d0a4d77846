// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/tls_bio.hpp"

#include <openssl/bio.h>

#include <algorithm>
#include <new>

namespace deskgate::gateway::net {
namespace {

TlsBelow& below_of(BIO* bio) {
  return *static_cast<TlsBelow*>(BIO_get_data(bio));
}

// What is not done is either to be tried again, or the end; which one, TlsBelow remembers.
int settle(TlsBelow& below, const Transfer& transfer) {
  if (transfer.kind == Transfer::Kind::eof) {
    below.is_at_end = true;
    return 0;
  }
  if (transfer.kind == Transfer::Kind::failed) below.error = transfer.error;
  return -1;
}

int read(BIO* bio, char* into, std::size_t size, std::size_t* got) {
  auto& below = below_of(bio);
  BIO_clear_retry_flags(bio);
  *got = 0;
  const auto most = std::min(size, below.left);
  Transfer read;
  if (most > 0) read = below.stream->read_some({into, most});
  if (read.kind == Transfer::Kind::would_block) BIO_set_retry_read(bio);
  if (read.kind != Transfer::Kind::done) return settle(below, read);
  below.left = read.size < most ? 0 : below.left - read.size;
  *got = read.size;
  return 1;
}

int write(BIO* bio, const char* octets, std::size_t size, std::size_t* put) {
  auto& below = below_of(bio);
  BIO_clear_retry_flags(bio);
  *put = 0;
  const auto written = below.stream->write_some({octets, size});
  if (written.kind == Transfer::Kind::would_block) BIO_set_retry_write(bio);
  if (written.kind != Transfer::Kind::done) return settle(below, written);
  *put = written.size;
  return 1;
}

long control(BIO* bio, int command, long, void*) {
  if (command == BIO_CTRL_EOF) return below_of(bio).is_at_end ? 1 : 0;
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

// Lives as long as the process.
BIO_METHOD* method() {
  static BIO_METHOD* const instance = [] {
    auto* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "byte stream");
    if (!made) throw std::bad_alloc();
    BIO_meth_set_read_ex(made, read);
    BIO_meth_set_write_ex(made, write);
    BIO_meth_set_ctrl(made, control);
    return made;
  }();
  return instance;
}

}  // namespace

bio_st* make_bio(TlsBelow& below) {
  auto* bio = BIO_new(method());
  if (!bio) throw std::bad_alloc();
  BIO_set_data(bio, &below);
  BIO_set_init(bio, 1);
  return bio;
}

}  // namespace deskgate::gateway::net

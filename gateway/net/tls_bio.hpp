// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <boost/system/error_code.hpp>
#include <cstddef>
#include <memory>

#include "gateway/net/byte_stream.hpp"

struct bio_st;

namespace deskgate::gateway::net {

// The octets below a TLS connection, as OpenSSL's BIO sees them. OpenSSL's own socket BIO would
// raise SIGPIPE, and ask once more than needed whether there is something to read.
struct TlsBelow {
  std::unique_ptr<ByteStream> stream;
  std::size_t left = 0;               // octets that may be read before somebody waits again
  bool is_at_end = false;             // the peer has ended its side
  boost::system::error_code error{};  // why the stream has failed
};

// A BIO over `below`, which must outlive it. Whoever gets it frees it, or gives it to an SSL.
bio_st* make_bio(TlsBelow& below);

}  // namespace deskgate::gateway::net

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>

#include "gateway/net/byte_stream.hpp"
#include "gateway/net/tls_context.hpp"

namespace deskgate::gateway::net {

// The server's side of TLS over a stream. The handshake is part of the first reads: they yield
// nothing before it is done, and fail if it does. `executor` is that of the loop on which the
// stream lives.
std::unique_ptr<ByteStream> tls_stream(std::unique_ptr<ByteStream> below, const TlsContext& context,
                                       boost::asio::any_io_executor executor);

}  // namespace deskgate::gateway::net

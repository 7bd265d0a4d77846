// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Octets as tests write them down.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace deskgate::gateway::net::testing {

// "8105 00" → the three octets; blanks are ignored.
std::string hex(std::string_view digits);

// A client's WebSocket frame: `first` is the first octet (0x81: one whole text), the length takes
// its shortest form, the mask is 37 FA 21 3D.
std::string client_frame(unsigned first, std::string_view payload);

// A client's frame head that declares any length in the form asked for (0, 2 or 8 octets).
std::string client_head(unsigned first, std::size_t length, std::size_t form);

// A whole text message from a client.
inline std::string client_text(std::string_view payload) {
  return client_frame(0x81, payload);
}

// A server's WebSocket frame.
std::string server_frame(unsigned first, std::string_view payload);

// A RawSocket frame, either way.
std::string raw_frame(unsigned first, std::string_view payload);

}  // namespace deskgate::gateway::net::testing

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A peer on a private bus that has no D-Bus library: what it hears and says is octets.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tests/bus/private_bus.hpp"

namespace deskgate::test {

// A body and what it is marshalled from.
struct RawBody {
  std::string signature;
  std::string octets;  // little-endian
};

struct RawCall {
  std::uint32_t serial = 0;
  std::string sender;
  RawBody body;
};

// Blocks on its socket. Throws std::runtime_error when the bus ends the connection, as it does for
// octets that break D-Bus' rules.
class ValuePeer {
 public:
  explicit ValuePeer(const PrivateBus& bus);
  ~ValuePeer();
  ValuePeer(const ValuePeer&) = delete;
  ValuePeer& operator=(const ValuePeer&) = delete;

  const std::string& unique_name() const { return unique_name_; }

  // Waits for the next method call.
  RawCall next_call();

  void answer(const RawCall& call, const RawBody& body);

 private:
  void authenticate();
  void send(std::uint8_t type, const std::string& fields, const std::string& body);
  RawCall next_message(std::uint8_t type);
  std::string read(std::size_t octets);

  int socket_ = -1;
  std::uint32_t serial_ = 0;
  std::string unique_name_;
};

}  // namespace deskgate::test

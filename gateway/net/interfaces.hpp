// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The addresses that this machine has in private networks: those that only a neighbour can reach.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace deskgate::gateway::net {

// An address and the network that it is in.
struct OwnAddress {
  boost::asio::ip::address address;
  unsigned prefix_length = 0;
  std::string interface;     // "wlan0"
  bool is_physical = false;  // not a bridge, a tunnel or the like

  // Whether a neighbour has it: one that no router stands between.
  bool is_on_link(const boost::asio::ip::address& other) const;
  friend bool operator==(const OwnAddress&, const OwnAddress&) = default;
};

// Of RFC 1918, RFC 3927 and RFC 4193. Loopback is none, and IPv6's link-local addresses are not
// enough: a browser cannot say which link.
bool is_private(const boost::asio::ip::address& address);

// Those of interfaces that are up; the physical first. nullopt: the system cannot tell just now,
// for lack of descriptors or memory.
std::optional<std::vector<OwnAddress>> find_private_addresses();

// The same; none where the system cannot tell.
std::vector<OwnAddress> private_addresses();

// Calls `on_change` from the loop when addresses or interfaces may have changed. Where the kernel
// tells nothing the log says so. Lives on the loop's thread.
class InterfaceWatch {
 public:
  InterfaceWatch(boost::asio::io_context& io, std::function<void()> on_change);

 private:
  void wait();

  std::function<void()> on_change_;
  boost::asio::posix::stream_descriptor notifications_;
};

}  // namespace deskgate::gateway::net

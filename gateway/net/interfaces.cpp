// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/interfaces.hpp"

#include <ifaddrs.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>

#include "gateway/log.hpp"

namespace deskgate::gateway::net {
namespace {

namespace ip = boost::asio::ip;

bool is_within(const ip::address& address, const ip::address& network, unsigned prefix_length) {
  if (address.is_v4() != network.is_v4()) return false;
  const auto length = static_cast<unsigned short>(prefix_length);
  if (address.is_v4()) {
    return ip::network_v4(address.to_v4(), length).canonical() ==
           ip::network_v4(network.to_v4(), length).canonical();
  }
  return ip::network_v6(address.to_v6(), length).canonical() ==
         ip::network_v6(network.to_v6(), length).canonical();
}

template <class Octets>
unsigned count_bits(const Octets& mask) {
  unsigned bits = 0;
  for (const auto octet : mask) bits += static_cast<unsigned>(std::popcount(octet));
  return bits;
}

// nullopt: of another family.
std::optional<ip::address> address_of(const sockaddr* socket_address) {
  if (socket_address->sa_family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, socket_address, sizeof in);
    return ip::address_v4(ntohl(in.sin_addr.s_addr));
  }
  if (socket_address->sa_family == AF_INET6) {
    sockaddr_in6 in{};
    std::memcpy(&in, socket_address, sizeof in);
    return ip::address_v6(std::to_array(in.sin6_addr.s6_addr));
  }
  return std::nullopt;
}

unsigned length_of(const ip::address& mask) {
  return mask.is_v4() ? count_bits(mask.to_v4().to_bytes()) : count_bits(mask.to_v6().to_bytes());
}

// Hardware has a device behind it.
bool is_physical(const std::string& interface) {
  return ::access(("/sys/class/net/" + interface + "/device").c_str(), F_OK) == 0;
}

int open_notifications() {
  const int descriptor =
      ::socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE);
  sockaddr_nl groups{};
  groups.nl_family = AF_NETLINK;
  groups.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
  sockaddr generic{};
  std::memcpy(&generic, &groups, sizeof groups);
  if (descriptor >= 0 && ::bind(descriptor, &generic, sizeof groups) == 0) return descriptor;
  log::warning("listen", "changes of this machine's addresses are not heard: " +
                             std::generic_category().message(errno));
  if (descriptor >= 0) ::close(descriptor);
  return -1;
}

}  // namespace

bool OwnAddress::is_on_link(const ip::address& other) const {
  return is_within(other, address, prefix_length);
}

bool is_private(const ip::address& address) {
  static const std::array networks{
      std::pair{ip::make_address("10.0.0.0"), 8U}, std::pair{ip::make_address("172.16.0.0"), 12U},
      std::pair{ip::make_address("192.168.0.0"), 16U},
      std::pair{ip::make_address("169.254.0.0"), 16U}, std::pair{ip::make_address("fc00::"), 7U}};
  return std::any_of(networks.begin(), networks.end(), [&](const auto& network) {
    return is_within(address, network.first, network.second);
  });
}

std::vector<OwnAddress> private_addresses() {
  return find_private_addresses().value_or(std::vector<OwnAddress>());
}

std::optional<std::vector<OwnAddress>> find_private_addresses() {
  ifaddrs* list = nullptr;
  if (::getifaddrs(&list) != 0) return std::nullopt;
  const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> owner(list, ::freeifaddrs);
  std::vector<OwnAddress> found;
  for (const auto* each = list; each; each = each->ifa_next) {
    if (!each->ifa_addr || !each->ifa_netmask || (each->ifa_flags & IFF_UP) == 0) continue;
    const auto address = address_of(each->ifa_addr);
    const auto mask = address_of(each->ifa_netmask);
    if (!address || !mask || !is_private(*address)) continue;
    found.push_back({*address, length_of(*mask), each->ifa_name, is_physical(each->ifa_name)});
  }
  std::stable_partition(found.begin(), found.end(),
                        [](const auto& own) { return own.is_physical; });
  return found;
}

InterfaceWatch::InterfaceWatch(boost::asio::io_context& io, std::function<void()> on_change)
    : on_change_(std::move(on_change)), notifications_(io) {
  const int descriptor = open_notifications();
  if (descriptor < 0) return;
  notifications_.assign(descriptor);
  wait();
}

// What the kernel says is not looked at: the addresses are.
void InterfaceWatch::wait() {
  notifications_.async_wait(boost::asio::posix::stream_descriptor::wait_read, [this](auto error) {
    if (error) return;
    std::array<char, 8192> ignored{};
    while (::recv(notifications_.native_handle(), ignored.data(), ignored.size(), 0) > 0 ||
           errno == ENOBUFS || errno == EINTR) {
    }
    on_change_();
    wait();
  });
}

}  // namespace deskgate::gateway::net

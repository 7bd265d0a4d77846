// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Listens in the private networks that this machine is in, over TLS, and follows when it comes to
// others: on each of its addresses there and on no other.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <set>
#include <string>
#include <vector>

#include "gateway/config.hpp"
#include "gateway/net/interfaces.hpp"
#include "gateway/net/listener.hpp"

namespace deskgate::gateway {

// Only neighbours of this address, by the network that it is in when they come; on loopback
// everybody who reaches it.
net::MayCome neighbours_of(const std::string& address);

// `listener` outlives it. Lives on the loop's thread.
class Lan {
 public:
  Lan(boost::asio::io_context& io, net::Listener& listener, const LanListen& settings,
      net::CurrentTls current);

  // Where it listens now, the most likely to be reached first: "192.168.1.20:5021",
  // "[fd12::1]:5021".
  const std::vector<std::string>& hosts() const { return hosts_; }

 private:
  void follow();
  bool listen_on(const net::OwnAddress& own);
  void try_again_later();

  net::Listener& listener_;
  LanListen settings_;
  net::CurrentTls current_;
  std::vector<net::OwnAddress> listening_;
  std::vector<std::string> hosts_;
  std::set<std::string> told_;  // why it does not listen everywhere
  boost::asio::steady_timer retry_;
  net::InterfaceWatch watch_;
};

}  // namespace deskgate::gateway

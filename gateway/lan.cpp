// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/lan.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "gateway/log.hpp"
#include "gateway/net/tcp_socket.hpp"

namespace deskgate::gateway {
namespace {

// An address that has just come may not be usable yet: IPv6 looks whether somebody else has it.
constexpr std::chrono::seconds retry_after{2};

bool contains(const std::vector<net::OwnAddress>& addresses, const net::OwnAddress& one) {
  return std::find(addresses.begin(), addresses.end(), one) != addresses.end();
}

}  // namespace

net::MayCome neighbours_of(const std::string& address) {
  boost::system::error_code error;
  const auto own = boost::asio::ip::make_address(address, error);
  if (error || own.is_loopback()) return {};
  return [own](const auto& source) {
    const auto present = net::private_addresses();
    return std::any_of(present.begin(), present.end(), [&](const auto& each) {
      return each.address == own && each.is_on_link(source);
    });
  };
}

Lan::Lan(boost::asio::io_context& io, net::Listener& listener, const LanListen& settings,
         net::CurrentTls current)
    : listener_(listener),
      settings_(settings),
      current_(std::move(current)),
      retry_(io),
      watch_(io, [this] { follow(); }) {
  follow();
  if (hosts_.empty()) {
    log::warning("listen",
                 "this machine is in no private network now; as soon as it is, Deskgate "
                 "listens there");
  }
}

void Lan::follow() {
  const auto found = net::find_private_addresses();
  if (!found) return try_again_later();
  const auto& present = *found;
  std::erase_if(listening_, [&](const auto& own) {
    if (contains(present, own)) return false;
    listener_.stop_listening(own.address.to_string(), settings_.port);
    return true;
  });
  bool is_complete = true;
  for (const auto& own : present) {
    if (!contains(listening_, own) && !listen_on(own)) is_complete = false;
  }
  hosts_.clear();
  for (const auto& own : present) {
    if (contains(listening_, own)) hosts_.push_back(net::to_text({own.address, settings_.port}));
  }
  if (is_complete) {
    told_.clear();
  } else {
    try_again_later();
  }
}

bool Lan::listen_on(const net::OwnAddress& own) {
  net::MayCome may_come;
  if (!settings_.is_open_beyond_neighbours) {
    may_come = [own](const auto& source) { return own.is_on_link(source); };
  }
  try {
    listener_.listen_tls(own.address.to_string(), settings_.port, current_, std::move(may_come),
                         "listen.lan");
  } catch (const std::runtime_error& error) {
    if (told_.insert(error.what()).second) log::warning("listen", error.what());
    return false;
  }
  listening_.push_back(own);
  return true;
}

void Lan::try_again_later() {
  retry_.expires_after(retry_after);
  retry_.async_wait([this](auto error) {
    if (!error) follow();
  });
}

}  // namespace deskgate::gateway

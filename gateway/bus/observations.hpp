// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What other programs say to one another on one bus, as far as somebody subscribes to it: the calls
// that they make, with the replies that they get, and the signals that a service sends to them.
//
// The monitor's connection exists only while one of the topics has a subscriber. It asks for all
// that files observe, so that a further subscriber changes nothing. A call counts if it goes to the
// well-known name or to its owner, at the object's path; a reply or a signal if the owner sent it.
// Deskgate's own calls do not count.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "gateway/bus/monitor.hpp"
#include "gateway/bus/pending_replies.hpp"
#include "gateway/bus/screen_lock.hpp"
#include "router/local_peer.hpp"

namespace deskgate::gateway::bus {

// A method or signal of one object that a file observes.
struct ObservedMember {
  enum class Kind { call, signal };
  Kind kind;
  std::string name;   // well-known
  std::string owner;  // unique
  std::string path;
  std::string interface;
  std::string member;
  std::string topic;
};

// Lives on the loop's thread. `io` and `peer` outlive it, and it outlives all who add to it.
class Observations {
 public:
  // `address` is that of `bus`, Deskgate's own connection to it. Unless `is_told_while_locked`,
  // what is said behind a locked screen is not told, then or later.
  Observations(boost::asio::io_context& io, router::LocalPeer& peer, std::string address, Bus& bus,
               bool is_told_while_locked);
  ~Observations();
  Observations(const Observations&) = delete;
  Observations& operator=(const Observations&) = delete;

  // From now on it can be listened to. It is known by the number that is given back.
  std::uint64_t add(ObservedMember member);

  // Calls to it that are not answered yet are told.
  void remove(std::uint64_t id);

  // Whether anybody listens to it. What is said after this has returned is heard, unless the bus
  // refuses to tell.
  void listen(std::uint64_t id, bool is_wanted);

 private:
  struct Entry {
    ObservedMember member;
    bool is_wanted = false;
  };

  void update();
  void update_later();
  void update_in(std::chrono::steady_clock::duration delay);
  void open(std::set<std::string> rules);
  void on_lost(const std::string& why);
  bool is_anything_wanted() const;
  std::set<std::string> rules() const;

  void hear(const MonitoredMessage& message);
  void hear_call(const MonitoredMessage& message);
  void hear_answer(const MonitoredMessage& message);
  void hear_signal(const MonitoredMessage& message);
  void hear_call_of(std::uint64_t id, const MonitoredMessage& message, nlohmann::json arguments);
  void hear_of_name(const MonitoredMessage& message);
  // Publishes the calls with what became of them.
  void tell(const PendingReplies::Calls& calls,
            const nlohmann::json& outcome = nlohmann::json::object());
  void publish(const std::string& topic, router::Payload payload);
  void await_deadline();
  std::function<void(const boost::system::error_code&)> guarded(std::function<void()> handler);

  boost::asio::io_context& io_;
  router::LocalPeer& peer_;
  std::string address_;
  Bus& bus_;
  bool is_told_while_locked_;
  std::optional<ScreenLock> lock_;  // once there is something to hear
  std::map<std::uint64_t, Entry> entries_;
  std::uint64_t last_id_ = 0;
  PendingReplies pending_;
  std::set<std::string> rules_;  // of the monitor
  std::unique_ptr<Monitor> monitor_;
  boost::asio::steady_timer update_;
  std::chrono::steady_clock::time_point rests_until_;  // after a refusal
  boost::asio::steady_timer deadline_;
  bool is_awaiting_ = false;
  bool was_told_refused_ = false;
  std::shared_ptr<bool> life_ = std::make_shared<bool>(true);
};

}  // namespace deskgate::gateway::bus

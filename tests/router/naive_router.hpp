// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A router that is slow, small and obviously right: the specification read aloud, for the model
// test.
//
// Messages are literal WAMP arrays. Everything is a list, everything is found by looking through
// it. It shares nothing with the router but the type of values. Where the specification leaves a
// number or a wording to the router, "$_" stands for anything.
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace deskgate::router::naive {

using Value = nlohmann::json;

class Router {
 public:
  // A client that has not joined yet; its number is how often this was called before.
  void connect(std::string authid, std::string authrole);

  // The client says something; whoever hears something because of it finds it in its inbox.
  void say(std::size_t client, const Value& message);
  void vanish(std::size_t client);

  // All that the client has heard since it was last asked.
  std::vector<Value> heard(std::size_t client);

  bool has_joined(std::size_t client) const { return clients_[client].has_joined; }
  bool is_over(std::size_t client) const { return clients_[client].is_over; }
  std::uint64_t next_request(std::size_t client) const { return clients_[client].next_request; }
  std::uint64_t session_of(std::size_t client) const { return clients_[client].session; }
  std::uint64_t invocations_of(std::size_t client) const { return clients_[client].invocations; }

 private:
  struct Client {
    std::string authid, authrole;
    bool has_joined = false;
    bool is_over = false;
    bool can_cancel = false;
    std::uint64_t session = 0;
    std::uint64_t next_request = 1;
    std::uint64_t invocations = 0;
    std::vector<Value> inbox{};
  };
  struct Subscription {
    std::uint64_t id;
    std::string topic, match;
    std::vector<std::size_t> holders;
  };
  struct Publication {
    std::uint64_t id;
    std::uint64_t publisher_session;
    Value options;
    std::string topic;
    Value payload;
  };
  struct Registration {
    std::uint64_t id;
    std::string procedure, match, invoke;
    std::vector<std::size_t> callees;
    std::size_t turn = 0;  // index of the next callee: roundrobin
  };
  struct Call {
    std::size_t caller;
    std::uint64_t request;
    std::size_t callee;
    std::uint64_t invocation;
    bool wants_progress;
    bool is_killed = false;
  };

  void tell(std::size_t client, Value message);
  void refuse(std::size_t client, const Value& request, const std::string& error);
  void abort(std::size_t client, const std::string& reason);
  void leave(std::size_t client);

  void hello(std::size_t client, const Value& message);
  void publish(std::size_t client, const Value& message);
  void subscribe(std::size_t client, const Value& message);
  void unsubscribe(std::size_t client, const Value& message);
  void register_(std::size_t client, const Value& message);
  void unregister(std::size_t client, const Value& message);
  void call(std::size_t client, const Value& message);
  void cancel(std::size_t client, const Value& message);
  void answer(std::size_t client, const Value& message);

  bool is_eligible(const Client& receiver, const Publication& publication) const;
  void deliver_retained(std::size_t client, const Subscription& subscription);
  void retain(const Publication& publication);
  Registration* best_for(const std::string& procedure);
  std::size_t choose(Registration& registration);
  static bool remove(Registration& registration, std::size_t callee);
  void interrupt(const Call& call, const std::string& mode);

  std::uint64_t last_id_ = 0;
  std::vector<Client> clients_;
  std::vector<Subscription> subscriptions_;
  std::vector<Publication> retained_;
  std::vector<Registration> registrations_;
  std::vector<Call> calls_;
};

}  // namespace deskgate::router::naive

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Tests as transcripts: peers in memory that say and hear literal WAMP arrays.
//
// Where the router chooses a number, a transcript writes a name: "$topic". The first time a name is
// heard it takes the value, later it must be the same value; said, it is replaced by it. "$_" is
// anything.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "router/router.hpp"
#include "router/serializer.hpp"
#include "router/session.hpp"
#include "router/transport.hpp"

namespace deskgate::router {

// What the names of one transcript stand for.
class Names {
 public:
  // `text` with each "$name" replaced by its value.
  std::string fill(std::string text) const;

  // Whether `heard` is what `pattern` says; binds names.
  bool match(const Value& pattern, const Value& heard);

  const Value& operator[](const std::string& name) const { return values_.at(name); }

 private:
  bool match_name(const std::string& name, const Value& heard);
  std::map<std::string, Value> values_;
};

// A WAMP client that speaks JSON with one session of the router.
class TestClient final : public Transport {
 public:
  TestClient(Router& router, Names& names, std::unique_ptr<Authenticator> authenticator);

  void says(const std::string& message);

  // The next message is this one.
  testing::AssertionResult hears(const std::string& pattern);
  // The next message is made of exactly these octets, "$names" filled in.
  testing::AssertionResult hears_octets(const std::string& octets);
  testing::AssertionResult hears_nothing() const;
  // The next message is an ABORT with this reason, and then the transport is closed.
  testing::AssertionResult is_aborted(const std::string& reason);
  // The next message is an ABORT for a protocol violation, and then the transport is closed.
  testing::AssertionResult is_aborted() { return is_aborted("wamp.error.protocol_violation"); }

  bool is_closed() const { return is_closed_; }
  // After a wait of its session.
  bool is_resumed() const { return is_resumed_; }
  void skip() { inbox_.clear(); }

  // The connection breaks.
  void vanishes() { session.lose_transport(); }

  Result<void> takes(const Payload& payload) const override;
  void send(const Outgoing& message) override;
  void close() override { is_closed_ = true; }
  void resume() override { is_resumed_ = true; }

 private:
  Names& names_;
  std::deque<std::string> inbox_;
  bool is_closed_ = false;
  bool is_resumed_ = false;

 public:
  Session session;
};

// Allows everything that `refuses` does not, once it is known.
class TestAuthorizer final : public Authorizer {
 public:
  Verdict decide(const Principal& who, const Request& what) const override;
  bool takes_time() const override { return !unknown.empty() || !questions_.empty(); }
  bool prepare(const Principal& who, const Request& what, std::function<void()> ready) override;
  void forget(SessionId session) override;

  // The first of those who wait goes on. What it asked for is known from now on.
  void finds_out();
  // The URIs that are asked about and not found out.
  std::vector<std::string> questions() const;

  std::function<bool(const Principal& who, const Request& what)> refuses;
  Verdict verdict{.is_allowed = true};           // on what is not refused
  std::set<std::string, std::less<>> unknown{};  // URIs that it must find out about

 private:
  struct Question {
    SessionId session;
    std::string uri;
    std::function<void()> ready;
  };
  std::deque<Question> questions_;
};

// A router with the realm "test".
class RouterTest : public testing::Test {
 protected:
  explicit RouterTest(RealmSettings settings = {})
      : realm(router.add_realm("test", std::move(settings))) {}

  // Connects, without HELLO.
  TestClient& connect(Admission admission = {.authid = "guest", .authrole = "client"});
  TestClient& connect(std::unique_ptr<Authenticator> authenticator);
  // Connects and joins.
  TestClient& join(const std::string& authid = "guest", const std::string& authrole = "client");

  // Connects and joins with these roles: {"callee": {"features": {…}}}. The peer's authid is its
  // first role; `session` names its session.
  TestClient& join_with(const std::string& roles, const std::string& session = "$_");
  // The same with one role and these of its features.
  TestClient& join_as(const std::string& role, const std::vector<std::string>& features);

  static constexpr auto hello = R"([1, "test", {"roles": {"caller": {}}}])";

  TestAuthorizer authorizer;
  std::mt19937_64 numbers{1};
  // Time stands still until a test moves it.
  Time now{};
  Time woken_by = Time::max();
  Date date = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);
  Router router{authorizer, [this] { return numbers(); },
                Clock{[this] { return now; }, [this] { return date; },
                      [this](Time when) { woken_by = when; }}};
  Realm& realm;
  Names names;

 private:
  std::deque<TestClient> clients_;
};

}  // namespace deskgate::router

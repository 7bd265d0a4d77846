// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A client of the router that may say anything, and checks that what it hears is what a client may
// be told at that moment.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "router/router.hpp"
#include "router/serializer.hpp"
#include "router/session.hpp"
#include "router/transport.hpp"

namespace deskgate::fuzz {

// Keeps the client's side of the protocol's books: its requests without an answer, its
// subscriptions and registrations, the invocations that it has not answered.
class Talker final : public router::Transport {
 public:
  Talker(router::Router& router, const router::Admission& admission)
      : session(router, *this, admission) {}

  // Octets that are a message in JSON, or are not.
  void says(std::string_view octets);

  // The connection breaks.
  void vanishes();

  std::uint64_t next_request() const { return last_request_ + 1; }
  bool is_over() const { return session.is_over(); }
  std::size_t unanswered_calls() const;

  void send(const router::Outgoing& message) override;
  void close() override { is_closed_ = true; }

  // What it holds, as it has heard.
  std::vector<std::uint64_t> subscriptions;
  std::vector<std::uint64_t> registrations;
  std::vector<std::uint64_t> invocations;

 private:
  struct Asked {
    router::Code code;
    std::uint64_t subject;  // of UNSUBSCRIBE and UNREGISTER
  };

  void note(const router::Message& said);
  void note_answer(const router::Message& said);
  void forget_session();

  void hears(const router::Welcome&);
  void hears(const router::Abort&) { is_told_farewell_ = true; }
  void hears(const router::Goodbye&) { is_told_farewell_ = true; }
  void hears(const router::CallError& error);
  void hears(const router::Published& answer);
  void hears(const router::Subscribed& answer);
  void hears(const router::Unsubscribed& answer);
  void hears(const router::Event& event);
  void hears(const router::CallResult& result);
  void hears(const router::Registered& answer);
  void hears(const router::Unregistered& answer);
  void hears(const router::Invocation& invocation);
  void hears(const router::Interrupt& interrupt);
  template <class M>
  void hears(const M&);

  // Takes the question out of the books; there must be one.
  Asked take(std::uint64_t request, router::Code code);

  bool is_closed_ = false;
  bool is_welcome_ = false;
  bool is_told_farewell_ = false;
  std::uint64_t last_request_ = 0;
  std::uint64_t last_invocation_ = 0;
  std::map<std::uint64_t, Asked> asked_;

 public:
  router::Session session;
};

}  // namespace deskgate::fuzz

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/observations.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "gateway/bus/names.hpp"
#include "gateway/log.hpp"

namespace deskgate::gateway::bus {
namespace {

using nlohmann::json;
using Kind = ObservedMember::Kind;
using Type = MonitoredMessage::Type;

constexpr std::chrono::seconds pause{1};
constexpr std::chrono::seconds long_pause{60};  // where the bus has refused, or is stopped

std::string place_of(const ObservedMember& member) {
  return ",path='" + member.path + "',interface='" + member.interface + "',member='" +
         member.member + "'";
}

// By the well-known name, so that they hold for the next owner as well. The bus answers in place of
// a service that it does not let the caller reach.
std::vector<std::string> rules_for(const ObservedMember& member) {
  const auto from_service = ",sender='" + member.name + "'";
  if (member.kind == Kind::signal) return {"type='signal'" + from_service + place_of(member)};
  return {"type='method_call'" + place_of(member), "type='method_return'" + from_service,
          "type='error'" + from_service, "type='error',sender='org.freedesktop.DBus'",
          "type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',"
          "member='NameOwnerChanged',arg2=''"};
}

bool is_about(const ObservedMember& member, Kind kind, const MonitoredMessage& message) {
  return member.kind == kind && message.member() == member.member &&
         message.path() == member.path && message.interface() == member.interface;
}

std::optional<json> arguments_of(const ObservedMember& member, const MonitoredMessage& message) {
  auto arguments = message.arguments();
  if (arguments) return std::move(*arguments);
  log::warning("observe", member.topic + ": " + arguments.error().message);
  return std::nullopt;
}

// A service may pass each call on to another program: that is another call, to somebody else.
bool is_to(const ObservedMember& member, const MonitoredMessage& call) {
  return call.destination() == member.name || call.destination() == member.owner;
}

// What cannot be passed on, as a descriptor cannot, is as good as unknown.
json outcome_of(const MonitoredMessage& answer) {
  if (answer.type() == Type::error) return {{"error", answer.error()}};
  auto results = answer.arguments();
  if (!results) return json::object();
  return {{"reply", std::move(*results)}};
}

}  // namespace

Observations::Observations(boost::asio::io_context& io, router::LocalPeer& peer,
                           std::string address, Bus& bus, bool is_told_while_locked)
    : io_(io),
      peer_(peer),
      address_(std::move(address)),
      bus_(bus),
      is_told_while_locked_(is_told_while_locked),
      update_(io),
      deadline_(io) {}

Observations::~Observations() = default;

std::uint64_t Observations::add(ObservedMember member) {
  if (!lock_ && !is_told_while_locked_) lock_.emplace(bus_);
  entries_.emplace(++last_id_, Entry{std::move(member)});
  return last_id_;
}

void Observations::remove(std::uint64_t id) {
  tell(pending_.take_member(id));
  entries_.erase(id);
  update_later();
}

void Observations::listen(std::uint64_t id, bool is_wanted) {
  entries_.at(id).is_wanted = is_wanted;
  if (is_wanted) return update();
  pending_.take_member(id);
  update_later();
}

bool Observations::is_anything_wanted() const {
  return std::any_of(entries_.begin(), entries_.end(),
                     [](const auto& entry) { return entry.second.is_wanted; });
}

std::set<std::string> Observations::rules() const {
  std::set<std::string> rules;
  for (const auto& [id, entry] : entries_) {
    const auto own = rules_for(entry.member);
    rules.insert(own.begin(), own.end());
  }
  return rules;
}

// A monitor cannot change its rules. One that hears too much is left alone.
void Observations::update() {
  if (!is_anything_wanted()) return monitor_.reset();
  auto needed = rules();
  const bool is_heard = std::includes(rules_.begin(), rules_.end(), needed.begin(), needed.end());
  if (!monitor_ || !is_heard) open(std::move(needed));
}

// Not from within a message of the monitor, which may have to go; and more may follow.
void Observations::update_later() {
  update_in(std::chrono::seconds(0));
}

void Observations::update_in(std::chrono::steady_clock::duration delay) {
  update_.expires_after(delay);
  update_.async_wait(guarded([this] { update(); }));
}

void Observations::open(std::set<std::string> rules) {
  monitor_.reset();
  const auto rest = rests_until_ - std::chrono::steady_clock::now();
  if (rest > rest.zero()) return update_in(rest);
  rules_ = std::move(rules);
  try {
    monitor_ = std::make_unique<Monitor>(
        io_, address_, std::vector<std::string>(rules_.begin(), rules_.end()),
        [this](const auto& message) { hear(message); }, [this](const auto& why) { on_lost(why); });
  } catch (const std::runtime_error& error) {
    rests_until_ = std::chrono::steady_clock::now() + long_pause;
    update_in(long_pause);
    if (std::exchange(was_told_refused_, true)) return;
    log::warning("monitor", "the bus does not tell what programs call (" +
                                std::string(error.what()) + "); observed topics stay silent");
  }
}

// Where the whole bus is lost, this object is gone before the pause is over, and who owns it tells.
void Observations::on_lost(const std::string& why) {
  monitor_.reset();
  update_.expires_after(pause);
  update_.async_wait(guarded([this, why] {
    log::warning("monitor", why + "; some calls that others made have been missed");
    update();
  }));
}

void Observations::hear(const MonitoredMessage& message) {
  switch (message.type()) {
    case Type::call:
      return hear_call(message);
    case Type::reply:
    case Type::error:
      return hear_answer(message);
    case Type::signal:
      return hear_signal(message);
  }
}

void Observations::hear_call(const MonitoredMessage& message) {
  if (message.sender() == bus_.unique_name()) return;
  for (const auto& [id, entry] : entries_) {
    const auto& member = entry.member;
    if (!entry.is_wanted || !is_about(member, Kind::call, message) || !is_to(member, message)) {
      continue;
    }
    if (auto arguments = arguments_of(member, message)) {
      hear_call_of(id, message, std::move(*arguments));
    }
  }
}

void Observations::hear_call_of(std::uint64_t id, const MonitoredMessage& message, json arguments) {
  ObservedCall call{std::string(message.sender()),
                    message.serial(),
                    entries_.at(id).member.owner,
                    id,
                    std::move(arguments),
                    0,
                    std::chrono::steady_clock::now() + PendingReplies::longest_wait};
  if (!message.expects_reply()) return tell({std::move(call)});
  call.octets = router::Payload(call.arguments).footprint();
  tell(pending_.add(std::move(call)));
  await_deadline();
}

// Only the program that was called can answer, or the bus in its place.
void Observations::hear_answer(const MonitoredMessage& message) {
  const bool is_from_bus = message.type() == Type::error && message.sender() == daemon_name;
  const auto owner = is_from_bus ? std::nullopt : std::optional(message.sender());
  const auto calls = pending_.take_answered(message.destination(), message.reply_serial(), owner);
  if (!calls.empty()) tell(calls, outcome_of(message));
}

void Observations::hear_signal(const MonitoredMessage& message) {
  if (message.sender() == daemon_name) return hear_of_name(message);
  for (const auto& [id, entry] : entries_) {
    const auto& member = entry.member;
    const bool is_meant =
        is_about(member, Kind::signal, message) && message.sender() == member.owner;
    if (!entry.is_wanted || !is_meant) continue;
    if (auto arguments = arguments_of(member, message)) {
      publish(member.topic, router::Payload(std::move(*arguments)));
    }
  }
}

// The rule lets only losses through: a name that has no new owner.
void Observations::hear_of_name(const MonitoredMessage& message) {
  const auto arguments = message.arguments();
  if (message.member() != "NameOwnerChanged" || !arguments) return;
  tell(pending_.take_left(arguments->at(0).get<std::string>()));
}

void Observations::tell(const PendingReplies::Calls& calls, const json& outcome) {
  for (const auto& call : calls) {
    const auto entry = entries_.find(call.member);
    if (entry == entries_.end() || !entry->second.is_wanted) continue;
    json details{{"sender", call.caller}};
    details.update(outcome);
    publish(entry->second.member.topic, router::Payload(call.arguments, std::move(details)));
  }
}

void Observations::publish(const std::string& topic, router::Payload payload) {
  if (lock_ && lock_->is_locked()) return;
  const auto published = peer_.publish(topic, std::move(payload));
  if (!published) log::error("observe", topic + ": " + published.error().message);
}

void Observations::await_deadline() {
  const auto next = pending_.next_deadline();
  if (is_awaiting_ || !next) return;
  is_awaiting_ = true;
  deadline_.expires_at(*next);
  deadline_.async_wait(guarded([this] {
    is_awaiting_ = false;
    tell(pending_.take_expired(std::chrono::steady_clock::now()));
    await_deadline();
  }));
}

// A timer that has expired calls its handler even if it is destroyed before that.
std::function<void(const boost::system::error_code&)> Observations::guarded(
    std::function<void()> handler) {
  return [handler = std::move(handler), life = std::weak_ptr(life_)](const auto& error) {
    if (!error && !life.expired()) handler();
  };
}

}  // namespace deskgate::gateway::bus

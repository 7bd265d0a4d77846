// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/bus.hpp"

#include <unistd.h>

#include <poll.h>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <limits>
#include <stdexcept>

#include "gateway/bus/compat.hpp"
#include "gateway/bus/names.hpp"
#include "gateway/bus/sd_bus.hpp"
#include "gateway/log.hpp"

namespace deskgate::gateway::bus {
namespace {

namespace asio = boost::asio;

constexpr int longest_turn = 128;  // messages
constexpr auto no_alarm = std::numeric_limits<std::uint64_t>::max();

constexpr auto inconsistent_message = "org.freedesktop.DBus.Error.InconsistentMessage";
constexpr auto bus_name = "org.freedesktop.DBus";
constexpr auto bus_path = "/org/freedesktop/DBus";

// Whether a reply comes from whom was asked, or says why none will come: sd-bus speaks of time-outs
// in the bus' name. The bus names each sender itself, but it does not ask of a reply whether it is
// one.
bool is_answer_of(const std::string& owner, const sdbus::Message& reply) {
  const auto sender = reply.getSender();
  return sender == owner || sender == bus_name;
}

CallFailure forged(const std::string& owner) {
  return {inconsistent_message, "a program that was not asked has answered in place of " + owner,
          true};
}

// Runs a handler of ours inside a callback of sdbus-c++.
template <class Handler, class... Arguments>
void guarded(const Handler& handler, Arguments&&... arguments) noexcept {
  try {
    handler(std::forward<Arguments>(arguments)...);
  } catch (const std::exception& exception) {
    log::error("bus_handler", exception.what());
  }
}

std::unique_ptr<sdbus::IConnection> open(const std::string& which, const std::string& address) {
  try {
    if (!address.empty()) return compat::open_bus(address);
    return which == "system" ? compat::open_system_bus() : compat::open_session_bus();
  } catch (const sdbus::Error& error) {
    throw std::runtime_error("cannot connect to the " + which + " bus: " + error.getMessage());
  }
}

compat::RawMessage message_of(sdbus::IConnection& connection) {
  const auto proxy = sdbus::createProxy(connection, bus_name, bus_path);
  return compat::RawMessage(proxy->createMethodCall(bus_name, "GetId"));
}

}  // namespace

bool says_missing(const CallFailure& failure) {
  return failure.name == "org.freedesktop.DBus.Error.UnknownObject" ||
         failure.name == "org.freedesktop.DBus.Error.UnknownMethod";
}

struct Bus::State : std::enable_shared_from_this<Bus::State> {
  State(asio::io_context& context, const std::string& which, std::function<void()> lost,
        const std::string& address)
      : io(context),
        connection(open(which, address)),
        any_message(message_of(*connection)),
        unique_name(connection->getUniqueName()),
        descriptor(context, ::dup(compat::poll_data(*connection).descriptor)),
        timer(context),
        on_lost(std::move(lost)) {}

  void schedule_drain();
  void drain();
  bool handle_some();
  void end_turn();
  void arm();
  void rearm();
  void wait(asio::posix::descriptor_base::wait_type type, bool& is_waiting);
  void wait_until(std::uint64_t deadline);
  void lose(const std::string& why);

  asio::io_context& io;
  std::unique_ptr<sdbus::IConnection> connection;  // nullptr: closed
  std::optional<compat::RawMessage> any_message;   // of this connection
  std::string unique_name;
  asio::posix::stream_descriptor descriptor;
  asio::steady_timer timer;
  std::function<void()> on_lost;
  std::vector<std::weak_ptr<const std::function<void()>>> at_end_of_turn;
  std::uint64_t alarm = no_alarm;  // when the timer goes off
  bool is_drain_scheduled = false;
  bool is_waiting_to_read = false;
  bool is_waiting_to_write = false;
  bool is_lost = false;
  bool is_silent = false;  // it has not answered in time
};

void Bus::State::schedule_drain() {
  if (is_drain_scheduled || is_lost) return;
  is_drain_scheduled = true;
  asio::post(io, [self = shared_from_this()] {
    self->is_drain_scheduled = false;
    self->drain();
  });
}

void Bus::State::drain() {
  if (is_lost || !connection) return;
  try {
    const bool is_more_left = handle_some();
    end_turn();
    if (is_more_left) return schedule_drain();
    if (connection) rearm();
  } catch (const sdbus::Error& error) {
    end_turn();
    lose(error.getMessage());
  }
}

// Whether there may be more.
bool Bus::State::handle_some() {
  int handled = 0;
  while (handled < longest_turn && connection && compat::process(*connection)) ++handled;
  return handled == longest_turn;
}

void Bus::State::end_turn() {
  for (const auto& known : std::exchange(at_end_of_turn, {})) {
    if (const auto task = known.lock()) guarded(*task);
  }
}

// After a call: its answer is waited for, its time-out, and room for it where it could not be
// written. Nothing can have been read meanwhile, so that there is nothing to drain.
void Bus::State::arm() {
  if (is_lost || !connection) return;
  try {
    rearm();
  } catch (const sdbus::Error& error) {
    lose(error.getMessage());
  }
}

void Bus::State::rearm() {
  const auto data = compat::poll_data(*connection);
  // On a dying connection the descriptor stays silent; only a deadline of 0 says that there is more
  // to process.
  if (data.deadline == 0) return schedule_drain();
  wait_until(data.deadline);
  if ((data.events & POLLIN) != 0)
    wait(asio::posix::descriptor_base::wait_read, is_waiting_to_read);
  if ((data.events & POLLOUT) != 0) {
    wait(asio::posix::descriptor_base::wait_write, is_waiting_to_write);
  }
}

void Bus::State::wait(asio::posix::descriptor_base::wait_type type, bool& is_waiting) {
  if (is_waiting) return;
  is_waiting = true;
  descriptor.async_wait(type, [self = shared_from_this(), &is_waiting](auto error) {
    is_waiting = false;
    if (!error) self->drain();
  });
}

// An alarm that goes off too early finds nothing to do, and is set anew: most calls are answered
// long before their time is up.
void Bus::State::wait_until(std::uint64_t deadline) {
  if (deadline >= alarm) return;
  alarm = deadline;
  // steady_clock is CLOCK_MONOTONIC here.
  timer.expires_at(std::chrono::steady_clock::time_point(std::chrono::microseconds(deadline)));
  timer.async_wait([self = shared_from_this()](auto error) {
    if (error) return;
    self->alarm = no_alarm;
    self->drain();
  });
}

void Bus::State::lose(const std::string& why) {
  if (is_lost) return;
  is_lost = true;
  log::warning("bus_lost", why);
  asio::post(io, [self = shared_from_this()] {
    if (self->on_lost) self->on_lost();
  });
}

Bus::Bus(asio::io_context& io, const std::string& which, std::function<void()> on_lost,
         const std::string& address)
    : state_(std::make_shared<State>(io, which, std::move(on_lost), address)) {
  state_->schedule_drain();
}

Bus::~Bus() {
  state_->on_lost = nullptr;
  state_->timer.cancel();
  boost::system::error_code ignored;
  state_->descriptor.close(
      ignored);  // NOLINT(bugprone-unused-return-value): closing, nothing to tell
  // Or it would be flushed, and a bus that is stopped takes nothing.
  sd_bus_close(state_->any_message->connection());
  state_->any_message.reset();
  state_->connection.reset();
}

const std::string& Bus::unique_name() const {
  return state_->unique_name;
}

// One match rule, and who hears what it lets through.
struct Bus::Rule {
  static int on_message(sd_bus_message* message, void* rule, sd_bus_error* error);
  static int on_installed(sd_bus_message* answer, void* rule, sd_bus_error* error);

  bool install();
  void install_later();
  void complain_of_limit() const {
    log::warning("match", text + ": the bus allows no further rule");
  }

  std::string text;
  std::shared_ptr<const OnMessage> handler;
  std::weak_ptr<State> state;
  compat::RawMessage any_message;
  SlotPointer slot = nullptr;
};

// The handler may end the rule.
int Bus::Rule::on_message(sd_bus_message* message, void* rule, sd_bus_error* /*error*/) {
  const auto& self = *static_cast<const Rule*>(rule);
  const auto handler = self.handler;
  compat::RawMessage received(sd_bus_message_ref(message), self.any_message);
  guarded(*handler, received);
  return 0;
}

// False: the bus keeps silent; the rule that it may know by now is taken back.
bool Bus::Rule::install() {
  auto* bus = any_message.connection();
  sd_bus_slot* added = nullptr;
  check(sd_bus_set_method_call_timeout(bus, std::chrono::microseconds(patience).count()));
  const auto result = sd_bus_add_match(bus, &added, text.c_str(), &Rule::on_message, this);
  check(sd_bus_set_method_call_timeout(bus, 0));
  slot.reset(added);
  if (result == -ETIMEDOUT) {
    check(sd_bus_call_method_async(bus, nullptr, bus_name, bus_path, bus_name, "RemoveMatch",
                                   nullptr, nullptr, "s", text.c_str()));
    return false;
  }
  if (result == -ENOBUFS) {
    complain_of_limit();
  } else {
    check(result);
  }
  return true;
}

void Bus::Rule::install_later() {
  auto* bus = any_message.connection();
  sd_bus_slot* added = nullptr;
  check(sd_bus_add_match_async(bus, &added, text.c_str(), &Rule::on_message, &Rule::on_installed,
                               this));
  slot.reset(added);
  state.lock()->is_silent = true;
}

int Bus::Rule::on_installed(sd_bus_message* answer, void* rule, sd_bus_error* /*error*/) {
  const auto& self = *static_cast<const Rule*>(rule);
  const auto state = self.state.lock();
  if (!state) return 0;
  const auto* failure = sd_bus_message_get_error(answer);
  if (!failure) {
    state->is_silent = false;
  } else if (std::string_view(failure->name) == limits_exceeded) {
    self.complain_of_limit();
  } else {
    state->lose("AddMatch: " + std::string(failure->message ? failure->message : failure->name));
  }
  return 0;
}

std::optional<Bus::Match> Bus::add_match(const std::string& rule, OnMessage handler) {
  if (state_->is_lost) return std::nullopt;
  const auto match = std::make_shared<Rule>(
      Rule{rule, std::make_shared<const OnMessage>(std::move(handler)), state_, any_message()});
  try {
    const bool is_installed = !state_->is_silent && match->install();
    if (!is_installed) match->install_later();
  } catch (const std::system_error& error) {
    state_->lose("AddMatch: " + error.code().message());
    return std::nullopt;
  }
  state_->schedule_drain();
  return match;
}

const compat::RawMessage& Bus::any_message() const {
  return *state_->any_message;
}

void Bus::schedule_drain() {
  state_->schedule_drain();
}

void Bus::at_end_of_turn(const std::shared_ptr<const std::function<void()>>& task) {
  state_->at_end_of_turn.push_back(task);
  state_->schedule_drain();
}

Bus::Alarm Bus::after(std::chrono::milliseconds delay, std::function<void()> task) {
  const auto timer = std::make_shared<asio::steady_timer>(state_->io, delay);
  timer->async_wait([task = std::move(task), owned = std::weak_ptr(timer)](auto error) {
    const auto alive =
        owned.lock();  // one that has been destroyed may still be in the loop's queue
    if (!error && alive) guarded(task);
  });
  return timer;
}

RemoteObject::RemoteObject(Bus& bus, const std::string& owner, const std::string& path,
                           std::function<void()> on_missing)
    : bus_(bus.state_),
      owner_(owner),
      proxy_(sdbus::createProxy(*bus_->connection, owner, path)),
      on_missing_(std::move(on_missing)) {}

RemoteObject::~RemoteObject() = default;

void RemoteObject::call(const std::string& interface, const std::string& method, const Write& write,
                        std::chrono::microseconds timeout, OnReply on_reply) {
  const auto handler = std::make_shared<OnReply>(std::move(on_reply));
  const auto fail = [handler, on_missing = on_missing_](const CallFailure& failure) {
    guarded(*handler, nullptr, &failure);
    if (on_missing && says_missing(failure)) guarded(on_missing);
  };
  try {
    auto message = proxy_->createMethodCall(interface, method);
    write(message);
    proxy_->callMethod(
        message,
        [handler, fail, owner = owner_](sdbus::MethodReply& reply, const sdbus::Error* error) {
          if (!is_answer_of(owner, reply)) return fail(forged(owner));
          if (error) return fail({error->getName(), error->getMessage()});
          guarded(*handler, &reply, nullptr);
        },
        static_cast<std::uint64_t>(timeout.count()));
    bus_->arm();
  } catch (const sdbus::Error& error) {
    asio::post(bus_->io, [fail, object = std::weak_ptr(proxy_),
                          failure = CallFailure{error.getName(), error.getMessage()}] {
      if (!object.expired()) fail(failure);
    });
  }
}

void RemoteObject::ask(const std::string& interface, const std::string& method, const Write& write,
                       OnReply on_reply) {
  call(interface, method, write, no_timeout,
       [=, this](sdbus::MethodReply* reply, const CallFailure* failure) {
         if (failure && failure->is_forged) return ask(interface, method, write, on_reply);
         on_reply(reply, failure);
       });
}

}  // namespace deskgate::gateway::bus

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/ask/notification_prompter.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <list>
#include <map>
#include <stdexcept>
#include <utility>
#include <vector>

#include "gateway/bus/bus.hpp"
#include "gateway/bus/knock.hpp"
#include "gateway/bus/screen_lock.hpp"
#include "gateway/bus/sd_bus.hpp"

namespace deskgate::gateway::ask {
namespace {

using bus::CallFailure;
using bus::RemoteObject;

constexpr auto daemon = "org.freedesktop.DBus";
constexpr auto notifications = "org.freedesktop.Notifications";
constexpr auto notifications_path = "/org/freedesktop/Notifications";
constexpr std::array screensavers{"org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver"};
constexpr std::chrono::seconds answered_within{5};
constexpr std::chrono::milliseconds grace_time{200};
constexpr unsigned char critical = 2;  // it stays until somebody answers
constexpr auto nobody = "nobody at the desktop can be asked: ";

// Servers that know markup would take it for that.
std::string without_markup(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '&') {
      escaped += "&amp;";
    } else if (c == '<') {
      escaped += "&lt;";
    } else if (c == '>') {
      escaped += "&gt;";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string signal_rule(const std::string& sender, const std::string& interface,
                        const std::string& member) {
  return "type='signal',sender='" + sender + "',interface='" + interface + "',member='" + member +
         "'";
}

// One question, step by step: is there a bus, who shows notifications, is the screen unlocked, can
// there be buttons, and then the answer.
class Question : public std::enable_shared_from_this<Question> {
 public:
  Question(boost::asio::io_context& io, Prompt prompt, Prompter::Told told)
      : io_(io), prompt_(std::move(prompt)), told_(std::move(told)) {}

  ~Question() {
    if (!notifier_ || id_ == 0 || is_closed_) return;
    const auto id = id_;
    notifier_->call(
        notifications, "CloseNotification", [id](auto& message) { message << id; }, answered_within,
        [](auto*, const auto*) {});
  }
  Question(const Question&) = delete;
  Question& operator=(const Question&) = delete;

  void start() {
    knock_ = std::make_unique<bus::Knock>(io_, bus::bus_address("session"),
                                          [this](const std::string& why_not) {
                                            knock_.reset();
                                            why_not.empty() ? connect() : fail(why_not);
                                          });
  }

 private:
  void connect() {
    try {
      bus_ = std::make_unique<bus::Bus>(io_, "session", [this] { lose_bus(); });
    } catch (const std::runtime_error& error) {
      return fail(error.what());
    }
    daemon_ = std::make_unique<RemoteObject>(*bus_, daemon, "/org/freedesktop/DBus");
    look_for_lock(0);
  }

  // The desktop's locks, one after the other.
  void look_for_lock(std::size_t which) {
    if (which == screensavers.size()) return find_server();
    const std::string name = screensavers[which];
    with_owner(name, [this, name, which](const std::string& owner) {
      if (owner.empty()) return look_for_lock(which + 1);
      if (!watch_lock(owner, name)) return tell(Reply::no, "the screen lock cannot be watched");
      // "/org/freedesktop/ScreenSaver", "/org/gnome/ScreenSaver"
      auto path = "/" + name;
      std::replace(path.begin(), path.end(), '.', '/');
      auto& lock = locks_.emplace_back(*bus_, owner, path);
      lock.call(
          name, "GetActive", [](auto&) {}, answered_within,
          [this, which](sdbus::MethodReply* reply, const CallFailure* failure) {
            bool is_locked = !failure || !bus::locks_nothing(*failure);
            if (reply) *reply >> is_locked;
            if (!is_locked) return look_for_lock(which + 1);
            tell(Reply::no, reply ? "the screen is locked" : "the screen lock does not answer");
          });
    });
  }

  bool watch_lock(const std::string& owner, const std::string& interface) {
    return listen(signal_rule(owner, interface, "ActiveChanged"), [this](sdbus::Message& message) {
      bool is_locked = false;
      message >> is_locked;
      if (is_locked) tell(Reply::no, "the screen was locked");
    });
  }

  // A server that the bus can start is one.
  void find_server() {
    daemon_->call(
        daemon, "StartServiceByName",
        [](auto& message) { message << std::string(notifications) << std::uint32_t{0}; },
        answered_within,
        [this](sdbus::MethodReply*, const CallFailure*) {
          with_owner(notifications, [this](const std::string& owner) {
            owner.empty() ? fail("no program shows notifications") : ask_server(owner);
          });
        });
  }

  void ask_server(const std::string& owner) {
    notifier_ = std::make_unique<RemoteObject>(*bus_, owner, notifications_path);
    listen(signal_rule(owner, notifications, "ActionInvoked"),
           [this](sdbus::Message& message) { on_action(message); });
    listen(signal_rule(owner, notifications, "NotificationClosed"),
           [this](sdbus::Message& message) { on_closed(message); });
    listen(std::string("type='signal',sender='org.freedesktop.DBus',interface='") + daemon +
               "',member='NameOwnerChanged',arg0='" + notifications + "'",
           [this](sdbus::Message& message) {
             if (message.getSender() == daemon) fail("what showed the question has gone");
           });
    notifier_->call(
        notifications, "GetCapabilities", [](auto&) {}, answered_within,
        [this](sdbus::MethodReply* reply, const CallFailure* failure) {
          if (failure) return fail(failure->message);
          std::vector<std::string> can;
          *reply >> can;
          const auto has = [&](const char* what) {
            return std::find(can.begin(), can.end(), what) != can.end();
          };
          has("actions") ? show(has("body-markup")) : fail("notifications have no buttons here");
        });
  }

  void show(bool knows_markup) {
    const auto text = knows_markup ? without_markup(prompt_.text) : prompt_.text;
    std::vector<std::string> actions{"once", prompt_.allow};
    if (prompt_.offers_ten_minutes) {
      actions.insert(actions.end(), {"ten_minutes", "Allow for ten minutes"});
    }
    actions.insert(actions.end(), {"no", "Do not allow"});
    const std::map<std::string, sdbus::Variant> hints{{"urgency", sdbus::Variant(critical)}};
    notifier_->call(
        notifications, "Notify",
        [&](auto& message) {
          message << std::string("Deskgate") << std::uint32_t{0} << std::string("dialog-question")
                  << prompt_.title << text << actions << hints << std::int32_t{0};
        },
        answered_within,
        [this](sdbus::MethodReply* reply, const CallFailure* failure) {
          if (failure) return fail(failure->message);
          *reply >> id_;
        });
  }

  void on_action(sdbus::Message& message) {
    std::uint32_t id = 0;
    std::string action;
    message >> id >> action;
    if (id != id_ || id_ == 0) return;
    if (action == "once") return tell(Reply::once, "");
    if (action == "ten_minutes" && prompt_.offers_ten_minutes) return tell(Reply::ten_minutes, "");
    tell(Reply::no, "");
  }

  // Some servers say that it is closed before they say which button was pressed.
  void on_closed(sdbus::Message& message) {
    std::uint32_t id = 0;
    message >> id;
    if (id != id_ || id_ == 0) return;
    is_closed_ = true;
    grace_ = bus_->after(grace_time, [this] { tell(Reply::no, ""); });
  }

  void with_owner(const std::string& name, std::function<void(const std::string&)> then) {
    daemon_->call(
        daemon, "GetNameOwner", [&](auto& message) { message << name; }, answered_within,
        [then = std::move(then)](sdbus::MethodReply* reply, const CallFailure*) {
          std::string owner;
          if (reply) *reply >> owner;
          then(owner);
        });
  }

  bool listen(const std::string& rule, bus::OnMessage handler) {
    auto match = bus_->add_match(rule, std::move(handler));
    if (match) matches_.push_back(*match);
    return match.has_value();
  }

  // A lock goes on to be watched: it is a no for whoever asks elsewhere.
  void fail(const std::string& why) {
    grace_.reset();
    if (!std::exchange(has_failed_, true)) pass_on(told_, Reply::unasked, nobody + why);
  }

  // With the bus goes what would tell of a lock.
  void lose_bus() { tell(Reply::no, std::string(nobody) + "the bus has gone"); }

  void tell(Reply reply, const std::string& why) {
    pass_on(std::exchange(told_, nullptr), reply, why);
  }

  // Later, and not from within the bus: whoever is told lets this go.
  void pass_on(Prompter::Told told, Reply reply, const std::string& why) {
    boost::asio::post(io_, [told = std::move(told), reply, why, self = weak_from_this()] {
      if (told && !self.expired()) told(reply, why);
    });
  }

  boost::asio::io_context& io_;
  Prompt prompt_;
  Prompter::Told told_;
  std::unique_ptr<bus::Knock> knock_;
  std::unique_ptr<bus::Bus> bus_;
  std::unique_ptr<RemoteObject> daemon_;
  std::list<RemoteObject> locks_;
  std::unique_ptr<RemoteObject> notifier_;
  std::vector<bus::Bus::Match> matches_;
  bus::Bus::Alarm grace_;
  std::uint32_t id_ = 0;
  bool is_closed_ = false;
  bool has_failed_ = false;
};

}  // namespace

Prompter::Shown NotificationPrompter::show(const Prompt& prompt, Told told) {
  auto question = std::make_shared<Question>(io_, prompt, std::move(told));
  question->start();
  return question;
}

}  // namespace deskgate::gateway::ask

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/authorize/opinions.hpp"

#include <algorithm>

namespace deskgate::gateway::authorize {
namespace {

using router::Action;
using router::Match;

bool is_held_by_a_session(Action action) {
  return action == Action::subscribe || action == Action::register_;
}

}  // namespace

void Opinions::add(router::SessionId session, const router::Request& what, const Opinion& opinion,
                   const IsHeld& is_held) {
  if (!opinion.is_allowed && !opinion.lasts) return;
  auto& known = sessions_[session];
  const bool is_of_messages = !is_held_by_a_session(what.action);
  auto& list = is_of_messages ? known.messages : known.held;
  std::erase_if(list, [&](const Known& each) { return each.is_on(what); });
  if (!is_of_messages && list.size() >= known.most_held) make_room(known, is_held);
  if (is_of_messages && list.size() >= most) list.erase(list.begin());
  list.push_back({what.action, what.match, std::string(what.uri), opinion});
  if (is_of_messages) known.is_newest_asked = true;
}

// What is left is held, so that twice as much is a bound that is seldom met.
void Opinions::make_room(Session& session, const IsHeld& is_held) {
  std::erase_if(session.held, [&](const Known& each) {
    return !is_held({each.action, each.uri, each.match});
  });
  session.most_held = std::max(most, 2 * session.held.size());
}

void Opinions::begin_request(router::SessionId session) {
  const auto found = sessions_.find(session);
  if (found != sessions_.end()) found->second.is_newest_asked = false;
}

const Opinion* Opinions::find(router::SessionId session, const router::Request& what) const {
  const auto found = sessions_.find(session);
  if (found == sessions_.end()) return nullptr;
  const auto& [held, messages, is_newest_asked, most_held] = found->second;
  const auto is_on_it = [&](const Known& each) { return each.is_on(what); };
  const bool is_held = is_held_by_a_session(what.action);
  const auto& list = is_held ? held : messages;
  const auto known = std::ranges::find_if(list, is_on_it);
  if (known == list.end()) return nullptr;
  const bool counts = is_held || known->opinion.lasts || what.occasion == router::Occasion::again ||
                      (is_newest_asked && &*known == &messages.back());
  return counts ? &known->opinion : nullptr;
}

bool Opinions::may_receive(router::SessionId session, std::string_view topic) const {
  const auto found = sessions_.find(session);
  if (found == sessions_.end()) return false;
  return std::ranges::any_of(found->second.held, [&](const Known& each) {
    return each.action == Action::subscribe && each.match != Match::exact &&
           each.opinion.is_allowed && router::matches(each.uri, each.match, topic);
  });
}

}  // namespace deskgate::gateway::authorize

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/meta_objects.hpp"

#include <utility>

#include "router/realm.hpp"

namespace deskgate::router {

Dict IdLists::to_dict() const {
  Dict dict;
  for (const auto match : {Match::exact, Match::prefix, Match::wildcard}) {
    dict[to_string(match)] = lists_.at(static_cast<std::size_t>(match));
  }
  return dict;
}

Value ids_of_clients(const Realm& realm, const std::vector<SessionId>& sessions) {
  auto ids = Value::array();
  for (const auto session : sessions) {
    if (!realm.is_trusted(session)) ids.push_back(session.value);
  }
  return ids;
}

Result<std::string_view> read_uri(const MetaArguments& arguments, std::string_view name,
                                  Match match) {
  const auto uri = arguments.text(name);
  if (!uri || is_pattern(*uri, match)) return uri;
  return Error{std::string(error::invalid_uri), "argument \"" + std::string(name) +
                                                    "\" is not a URI for match \"" +
                                                    std::string(to_string(match)) + '"'};
}

Result<Match> read_match(const MetaArguments& arguments) {
  const auto options = arguments.dict("options");
  if (!options) return options.error();
  const auto match = options->find("match");
  if (match == options->end()) return Match::exact;
  const auto* text = match->get_ptr<const std::string*>();
  const auto known = text ? match_from(*text) : std::nullopt;
  if (!known) return wrong_argument("options", "must have exact, prefix or wildcard for match");
  return *known;
}

Result<std::string_view> read_reason(const MetaArguments& arguments) {
  if (!arguments.has("reason")) return std::string_view("taken back by another session");
  return arguments.text("reason");
}

Error no_such_session(SessionId session) {
  return {std::string(error::no_such_session),
          "session " + std::to_string(session.value) + " has no part in it"};
}

void publish_about(Realm& realm, std::string_view topic, const Request& needed,
                   const std::function<Value()>& make_args) {
  if (!realm.broker().has_subscriber(topic)) return;
  realm.broker().publish_meta(topic, Payload(make_args()), [&](const Principal& receiver) {
    return realm.decide(receiver, needed).is_allowed;
  });
}

}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What the topics of one exported object say: signals as they are emitted, and the properties'
// latest values.
//
// An event whose arguments do not fit is dropped, which is said once a minute for each topic.
#pragma once

#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/bus/local_object.hpp"
#include "mapping/policy_file.hpp"
#include "mapping/value.hpp"
#include "router/local_peer.hpp"

namespace deskgate::gateway::bus {

// Appends a property's value, as a variant.
void write_variant(sdbus::Message& message, const std::string& type, const nlohmann::json& value);

// `file` exports the object; all that is given to it outlives it, but for `peer`'s session.
class ExportedTopics {
 public:
  ExportedTopics(const mapping::PolicyFile& file, router::LocalPeer& peer, LocalObject& object);

  // nullptr: nobody has said one yet.
  const nlohmann::json* value(const std::string& interface, const std::string& property) const;

 private:
  struct Member {
    std::string interface;
    std::string name;
    std::vector<mapping::ArgumentInfo> arguments;
    bool is_property;
  };

  void subscribe(router::LocalPeer& peer, const std::string& topic);
  void on_event(const router::LocalEvent& event);
  static std::string signature_of(const Member& member);
  mapping::Converted<void> tell(const Member& member, const nlohmann::json& arguments);
  void change(const Member& property, const nlohmann::json& value);
  void warn(const std::string& topic, const std::string& why);

  const mapping::PolicyFile& file_;
  LocalObject& object_;
  std::map<std::string, std::vector<Member>> members_;  // by topic
  std::map<std::pair<std::string, std::string>, nlohmann::json> values_;
  std::map<std::string, std::chrono::steady_clock::time_point> silent_until_;  // by topic
};

}  // namespace deskgate::gateway::bus

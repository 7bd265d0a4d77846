// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What the catalogue tells of an object, whether its service runs or would be started by a call.
#pragma once

#include <string>
#include <vector>

#include "mapping/introspection.hpp"
#include "mapping/policy_file.hpp"

namespace deskgate::gateway::bus {

// Where an object is on the bus, and where in the realm.
struct ObjectPlace {
  std::string name;   // well-known
  std::string owner;  // unique; "" while nobody owns the name
  std::string path;
  std::string uri;
};

// A procedure or topic of an object, as org.deskgate.bus.describe tells it.
struct Member {
  enum class Kind { procedure, signal, call, property };  // call: one that others make
  Kind kind;
  std::string uri;
  std::vector<mapping::ArgumentInfo> in;   // arguments of a procedure
  std::vector<mapping::ArgumentInfo> out;  // results of a procedure, content of a topic
};

class ShownObject {
 public:
  virtual ~ShownObject() = default;
  virtual const ObjectPlace& place() const = 0;
  virtual const mapping::PolicyFile& file() const = 0;
  virtual std::vector<Member> members() const = 0;
  // Whether it has said itself what it has.
  virtual bool is_understood() const = 0;
};

}  // namespace deskgate::gateway::bus

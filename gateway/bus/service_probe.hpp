// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Looks at the services of a bus from outside, for the command line: it blocks, and each service
// that it asks has five seconds to answer.
//
// A service is asked by its unique name, so that asking starts none.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "mapping/introspection.hpp"

namespace sdbus {
class IConnection;
}

namespace deskgate::gateway::bus {

class ServiceProbe {
 public:
  // Connects to "session" or "system". Throws std::runtime_error with one clear sentence, here and
  // below.
  explicit ServiceProbe(const std::string& which);
  ~ServiceProbe();
  ServiceProbe(const ServiceProbe&) = delete;
  ServiceProbe& operator=(const ServiceProbe&) = delete;

  // The well-known names that have an owner.
  std::vector<std::string> names() const;

  // Whether the bus could start it.
  bool can_start(const std::string& name) const;
  void start(const std::string& name) const;

  // What the object says of itself; nullopt: there is no such object or service, or it does not
  // say.
  std::optional<mapping::ObjectInfo> introspect(const std::string& name,
                                                const std::string& path) const;

  // The paths and interfaces that an ObjectManager at `path` tells of; nullopt: there is none.
  std::optional<std::map<std::string, std::set<std::string>>> managed_objects(
      const std::string& name, const std::string& path) const;

  // The types that the values of its properties really have, by property. Empty if it does not
  // tell.
  std::map<std::string, std::string> property_types(const std::string& name,
                                                    const std::string& path,
                                                    const std::string& interface) const;

 private:
  std::string owner_of(const std::string& name) const;  // throws sdbus::Error
  std::vector<std::string> list(const std::string& method) const;

  std::unique_ptr<sdbus::IConnection> connection_;
};

}  // namespace deskgate::gateway::bus

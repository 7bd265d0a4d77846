// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The other direction: an object on the bus whose methods are WAMP procedures, and whose signals
// and properties come from WAMP topics.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/introspection.hpp"

namespace deskgate::mapping {

// A method that is a procedure.
struct ExportedMethod {
  std::string procedure;
  MethodInfo types;
  std::optional<std::chrono::milliseconds> timeout = {};  // for the procedure to answer
  friend bool operator==(const ExportedMethod&, const ExportedMethod&) = default;
};

// A signal that is emitted for each event of a topic.
struct ExportedSignal {
  std::string topic;
  SignalInfo types;
  friend bool operator==(const ExportedSignal&, const ExportedSignal&) = default;
};

// A property whose value is the first argument of a topic's latest event.
struct ExportedProperty {
  std::string topic;
  std::string set = {};  // the procedure that takes a new value; "": read-only
  std::string type;
  friend bool operator==(const ExportedProperty&, const ExportedProperty&) = default;
};

// The members of one interface, by name.
struct ExportedInterface {
  std::map<std::string, ExportedMethod, std::less<>> methods = {};
  std::map<std::string, ExportedSignal, std::less<>> signals = {};
  std::map<std::string, ExportedProperty, std::less<>> properties = {};
  friend bool operator==(const ExportedInterface&, const ExportedInterface&) = default;
};

// Where a file says that a URI is a member.
struct ExportedUri {
  std::string uri;
  int line = 0;
  std::string says;  // "calls com.example.garden.water for the method Water of org.example.Garden1"
};

// What [export] of a policy file says.
struct Export {
  std::string bus = "session";
  int bus_line = 0;  // where the file says `bus`
  std::string name;  // the well-known name that Deskgate takes
  std::string path;
  int path_line = 0;  // where the file says `path`
  std::map<std::string, ExportedInterface, std::less<>> interfaces = {};
  std::vector<ExportedUri> uris = {};

  // The same as introspection data.
  InterfaceTable introspected() const;
};

// Whether both put the same object on the same bus, wherever it is written.
bool exports_alike(const Export& a, const Export& b);

// The first components below `path` of those of `paths` that lie below it, each once: what
// introspection calls its child nodes.
std::set<std::string> children_of(const std::string& path, const std::vector<std::string>& paths);

// The introspection data of an object with these interfaces beside the standard ones, and with
// these child nodes.
std::string introspection_xml(const InterfaceTable& interfaces,
                              const std::set<std::string>& children = {});

}  // namespace deskgate::mapping

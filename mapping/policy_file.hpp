// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Policy files: one family of D-Bus objects, the URIs they get, and the grants that open parts of
// them.
//
// TOML, strict: an unknown key, a wrong type or a colliding name makes the whole file grant
// nothing, and every mistake is told with file, line and key. docs/policies.md describes the format
// for those who write it.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/constraint.hpp"
#include "mapping/diagnostic.hpp"
#include "mapping/exported.hpp"
#include "mapping/introspection.hpp"
#include "mapping/limits.hpp"
#include "mapping/names.hpp"

namespace deskgate::mapping {

// The kinds of access that a grant gives to a member. `watch` includes `get`; `observe` is hearing
// what other programs call, or are told by a signal.
enum class Access { call, signal, observe, get, watch, set };

inline constexpr std::array every_access = {Access::call, Access::signal, Access::observe,
                                            Access::get,  Access::watch,  Access::set};

std::string_view to_string(Access access);

// Whether a rule that gives `given` also gives `wanted`.
bool includes(Access given, Access wanted);

// What the name of a policy file ends with.
inline constexpr std::string_view policy_extension = ".toml";

// "*" in place of a member.
constexpr std::string_view every_member = "*";

// The grants that a role holds: "mpris.control", or "*" for every grant of every file.
using Grants = std::set<std::string, std::less<>>;

// Whether they are every grant or have this one: "mpris.control".
bool holds(const Grants& held, std::string_view grant);

// What a URI is used for.
enum class Operation { call, subscribe };

// What becomes of a request: it is allowed, it is not, or the desktop is to be asked.
enum class Verdict { allow, deny, ask };

std::string_view to_string(Operation operation);
std::string_view to_string(Verdict verdict);

// The D-Bus side and the URI side of a file.
struct Service {
  std::string bus = "session";  // "session", "system", or what the configuration calls another
  int bus_line = 0;             // where the file says `bus`
  Template name{"org.example.None"};
  std::vector<std::string> except = {};  // bus names that match but are not meant
  Template path{"/"};                    // each capture is a whole element
  Template uri{"org.example.none"};
  int uri_line = 0;       // where the file says `uri`
  bool activate = false;  // a call may start it; its name and its path capture nothing then

  // What the template captures if `bus_name` is one of this service's.
  std::optional<Captures> match(std::string_view bus_name) const;

  // The same for the path of an object.
  std::optional<Captures> match_path(std::string_view object_path) const;
};

// One line of a grant: this access to this member (or "*", all) of this interface.
struct Rule {
  std::string interface;
  Access access;
  std::string member;
  ArgumentConstraints arguments = {};  // for `set`, the value is argument "0"
  int line = 0;                        // in its file
  std::string grant = {};              // that it is written in: "mpris.view"
  Limits limits = {};                  // of what can be called: methods, and .get and .set
};

// What a rule opens, and on which conditions: "set Volume of org.mpris.MediaPlayer2.Player, if the
// value is at least 0.0 and at most 1.0".
std::string describe(const Rule& rule);

// A member that `deny` takes from everybody.
struct Denial {
  std::string interface;
  std::string member;
  std::string grant;  // that it is written in: "mpris.view"
  int line = 0;
};

// What the writer of a file takes it to say about one request ([[expect]]).
struct Expectation {
  std::string uri;
  Operation operation = Operation::call;
  Grants held = {};  // in full: "mpris.control"
  // By position, or by name. Without them any arguments that are allowed will do.
  std::optional<nlohmann::json> arguments = {};
  Verdict verdict = Verdict::allow;
  int line = 0;
};

// What one file says: of a service, or of an object to export.
struct PolicyFile {
  std::string id;    // the file's name without ".toml"; grants are called "<id>.<grant>"
  std::string path;  // as given, for messages
  std::string summary;
  Service service;
  std::map<std::string, std::vector<Rule>, std::less<>> grants;  // `include` resolved
  std::map<std::string, std::string, std::less<>> aliases;       // URI part → interface
  std::map<std::string, std::set<std::string>, std::less<>>
      denied;                        // interface → members nobody gets, "*" all
  std::vector<Denial> denials = {};  // the same as it is written
  std::multimap<std::string, int, std::less<>> interface_lines = {};  // of tables of grants
  std::vector<Expectation> expectations = {};
  InterfaceTable types;  // what the file says of members, whatever introspection says
  std::optional<Export> exported = {};  // given: there is no service, and nothing is granted

  // Which bus it speaks of, and where it says so.
  const std::string& bus() const { return exported ? exported->bus : service.bus; }
  int bus_line() const { return exported ? exported->bus_line : service.bus_line; }

  // Whether `deny` takes this member away from everybody.
  bool denies(std::string_view interface, std::string_view member) const;

  // Whether any grant opens this member: what none opens does not exist for the network.
  bool exposes(std::string_view interface, std::string_view member, Access access) const;

  // The members of which some rule for this access speaks by name.
  std::set<std::string> named(std::string_view interface, Access access) const;

  // The URI part of an interface; "" if the file does not name it.
  std::string_view alias_of(std::string_view interface) const;
};

// Reads the text of a file whose name is `path`. nullopt if anything at all is wrong with it;
// `diagnostics` says what.
std::optional<PolicyFile> parse_policy_file(std::string_view text, const std::string& path,
                                            Diagnostics& diagnostics);

// Reads one file. nullopt if anything at all is wrong with it; `diagnostics` says what.
std::optional<PolicyFile> read_policy_file(const std::string& path, Diagnostics& diagnostics);

}  // namespace deskgate::mapping

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Policies as plain lists of statements, what is asked of them, and the files that say the same.
//
// Two files, "thing" and "other", speak of the objects org.example.{id}.thing and .other: no URI
// tells from its beginning which of them it belongs to. Both know the interfaces A and B.
#pragma once

#include <chrono>
#include <iosfwd>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "mapping/policy.hpp"
#include "tests/mapping/policies.hpp"

namespace deskgate::mapping::test {

using nlohmann::json;

// One thing that a grant says: "g1 of thing.toml opens `call` of P2 on interface A, if argument 0
// is at most 3, after asking". What else is said has keys of its own: "deny"; "include", whose
// member is a grant; "as", whose member is a component of URIs; "limits", of the table of an
// interface; and "except", whose member is a bus name, and which is no grant's.
struct Statement {
  std::string file;
  std::string grant;
  std::string interface;
  std::string key;
  std::string member;
  json conditions = json::object();  // as written: {"0": {"max": 3}}, for `set` {"max": 3}
  json limits = json::object();      // as written: {"ask": true, "rate": "2/s"}
};

using Statements = std::vector<Statement>;

// What somebody asks of an object of `file`.
struct Question {
  Operation operation;
  std::string file;
  std::string alias;  // the URI's component for the interface
  std::string member;
  std::string kind;  // "", "get", "set" or "get_all"
  json arguments = json::array();
};

// What becomes of it.
struct Outcome {
  Verdict verdict = Verdict::deny;
  json arguments = nullptr;  // of a call that is not denied, as the service gets them
  int forced = 0;            // arguments
  std::string rate = {};     // "" for none
  std::chrono::milliseconds timeout{0};

  bool operator==(const Outcome&) const = default;
};

inline const std::vector<std::string> all_files{"thing", "other"};
inline const std::vector<std::string> all_grants{"g0", "g1", "g2", "g3"};
inline const std::vector<std::string> all_interfaces{"A", "B"};

// What the service says of the arguments of the method P1, P2 or P3.
std::vector<ArgumentInfo> arguments_of(const std::string& method);

// What the service says of the type of the property P1, P2 or P3.
std::string type_of(const std::string& property);

// What the service says of the arguments of what is asked.
std::vector<ArgumentInfo> expected(const Question& question);

std::string uri(const Question& question);

// Whether no file can say both.
bool contradict(const Statement& a, const Statement& b);

// Adds what does not contradict what is there.
void add(Statements& statements, const Statement& statement);

// The text of one file, its tables and keys in the order of the statements.
std::string render(const Statements& statements, const std::string& file);

// "thing.toml", and "other.toml" if anything is said in it.
Policy policy(const Statements& statements);

// For messages: all files, and the question.
std::string describe(const Statements& statements, const Grants& held, const Question& question);

std::ostream& operator<<(std::ostream& out, const Outcome& outcome);

}  // namespace deskgate::mapping::test

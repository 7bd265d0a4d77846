// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Random policies as plain lists of statements, for tests that compare the decision with a second,
// naive one.
#pragma once

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "mapping/policy.hpp"
#include "tests/mapping/policies.hpp"

namespace deskgate::mapping::test {

// Larger than every value that is asked about.
constexpr int any_value = 9;

// "grant g1 says `call` of P2 on interface org.example.A, up to 3, after asking"; access "deny" and
// "include" too, the latter with the included grant as member.
struct Statement {
  std::string grant;
  std::string interface;
  std::string access;
  std::string member;
  std::string condition = {};  // `"0" = { max = 3 }`, for `set` `max = 3`; "" for none
  int max = any_value;         // what it says
  bool ask = false;
};

inline bool is_same(const Statement& a, const Statement& b) {
  return a.grant == b.grant && a.interface == b.interface && a.access == b.access &&
         a.member == b.member;
}

using Statements = std::vector<Statement>;

// What somebody asks: `what` is the end of the URI below the interface.
struct Question {
  Operation operation;
  std::string interface;
  std::string member;
  std::string kind;  // "", "get", "set" or "get_all"
  int value;         // the one argument of a method or .set
};

inline const std::vector<std::string> all_grants{"g0", "g1", "g2", "g3"};
inline const std::vector<std::string> all_interfaces{"A", "B"};

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}

  std::size_t below(std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(engine_);
  }
  const std::string& pick(const std::vector<std::string>& words) {
    return words[below(words.size())];
  }
  void shuffle(Statements& statements) {
    std::shuffle(statements.begin(), statements.end(), engine_);
  }

 private:
  std::mt19937 engine_;
};

// Signals and observed calls have their own names: two topics of one name would be refused.
inline const std::vector<std::string>& members_of(const std::string& access) {
  static const std::vector<std::string> signals{"S1", "S2", "*"};
  static const std::vector<std::string> observed{"O1", "O2"};
  static const std::vector<std::string> others{"P1", "P2", "P3", "*"};
  if (access == "observe") return observed;
  return access == "signal" ? signals : others;
}

inline Statement random_statement(Random& random) {
  static const std::vector<std::string> accesses{"call",  "signal", "observe", "get",
                                                 "watch", "set",    "include"};
  const auto& access = random.pick(accesses);
  const auto grant = random.below(all_grants.size());
  if (access == "include" && grant > 0) {
    return {all_grants[grant], "", access, all_grants[random.below(grant)]};
  }
  const auto& rule = access == "include" ? accesses[0] : access;
  Statement statement{all_grants[grant], random.pick(all_interfaces), rule,
                      random.pick(members_of(rule))};
  if ((rule == "call" || rule == "set") && random.below(2) == 0) {
    statement.max = static_cast<int>(random.below(4));
    const auto max = "max = " + std::to_string(statement.max);
    statement.condition = rule == "set" ? max : "0 = { " + max + " }";
  }
  const bool is_call = rule != "signal" && rule != "observe" && rule != "watch";
  statement.ask = is_call && random.below(3) == 0;
  return statement;
}

inline Statement random_denial(Random& random) {
  static const std::vector<std::string> members{"P1", "P2", "P3", "S1", "S2", "O1", "*"};
  return {random.pick(all_grants), random.pick(all_interfaces), "deny", random.pick(members)};
}

// Every signal, or every property, would have the topic of an observed call among its own.
inline bool is_every_topic(const Statement& s) {
  return (s.access == "signal" || s.access == "watch") && s.member == "*";
}

inline bool is_ambiguous(const Statement& a, const Statement& b) {
  return a.interface == b.interface && ((a.access == "observe" && is_every_topic(b)) ||
                                        (b.access == "observe" && is_every_topic(a)));
}

// A grant says a thing once, and a file nothing ambiguous.
inline void add(Statements& statements, const Statement& statement) {
  const bool is_said =
      std::any_of(statements.begin(), statements.end(), [&](const Statement& other) {
        return is_same(other, statement) || is_ambiguous(other, statement);
      });
  if (!is_said) statements.push_back(statement);
}

inline Statements random_statements(Random& random) {
  Statements statements;
  for (auto left = random.below(10); left > 0; --left) add(statements, random_statement(random));
  for (auto left = random.below(3); left > 0; --left) add(statements, random_denial(random));
  return statements;
}

inline Grants random_grants(Random& random) {
  Grants held;
  for (const auto& grant : all_grants) {
    if (random.below(3) == 0) held.insert("thing." + grant);
  }
  if (random.below(10) == 0) held.insert("*");
  return held;
}

inline Question random_question(Random& random) {
  static const std::vector<std::string> members{"P1", "P2", "P3", "S1", "S2", "O1"};
  static const std::vector<std::string> kinds{"", "", "get", "set", "get_all"};
  const auto operation = random.below(2) == 0 ? Operation::call : Operation::subscribe;
  return {operation, random.pick(all_interfaces), random.pick(members), random.pick(kinds),
          static_cast<int>(random.below(5))};
}

inline std::string uri(const Question& question) {
  const auto interface = "org.example.thing.1." + question.interface;
  if (question.kind == "get_all") return interface + ".get_all";
  return interface + "." + question.member + (question.kind.empty() ? "" : "." + question.kind);
}

// What a statement says of its member: `P1 = { 0 = { max = 3 }, ask = true }`, or `"P1"` where the
// key takes a list only.
inline std::string say(const Statement& statement) {
  const auto member = "\"" + statement.member + "\"";
  if (statement.access == "deny" || statement.access == "include") return member;
  const auto* separator = statement.condition.empty() || !statement.ask ? "" : ", ";
  return member + " = { " + statement.condition + separator + (statement.ask ? "ask = true" : "") +
         " }";
}

// The members of all statements of one grant, interface and access, in their order.
inline std::string members(const Statements& statements, const Statement& like) {
  std::string list;
  for (const auto& statement : statements) {
    if (statement.grant == like.grant && statement.interface == like.interface &&
        statement.access == like.access) {
      list += (list.empty() ? "" : ", ") + say(statement);
    }
  }
  const bool is_list = like.access == "deny" || like.access == "include";
  return like.access + (is_list ? " = [" + list + "]\n" : " = {" + list + "}\n");
}

// The policy file that says the same, its tables and keys in the order of the statements.
inline std::string render(const Statements& statements) {
  std::vector<std::pair<std::string, std::string>> tables;
  std::set<std::tuple<std::string, std::string, std::string>> done;
  for (const auto& statement : statements) {
    if (!done.emplace(statement.grant, statement.interface, statement.access).second) continue;
    const auto interface =
        statement.interface.empty() ? "" : ".\"org.example." + statement.interface + "\"";
    const auto head = "[grant." + statement.grant + interface + "]\n";
    auto table = std::find_if(tables.begin(), tables.end(),
                              [&](const auto& known) { return known.first == head; });
    if (table == tables.end()) table = tables.insert(table, {head, ""});
    table->second += members(statements, statement);
  }
  std::string text;
  for (const auto& [head, keys] : tables) text += head + keys;
  return text;
}

inline Policy policy(const Statements& statements) {
  auto text = render(statements);
  for (const auto& grant : all_grants) {
    const bool is_named = text.find("[grant." + grant + "]") != text.npos;
    if (!is_named) text += "[grant." + grant + "]\n";
  }
  return Policy({thing(text)});
}

}  // namespace deskgate::mapping::test

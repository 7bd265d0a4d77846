// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/mapping/random_policy.hpp"

namespace deskgate::mapping::test {

namespace {

using Words = std::vector<std::string>;

const Words& types() {
  static const Words all{"i", "s", "as", "a{sv}", "a{si}"};
  return all;
}

const Words& texts() {
  static const Words all{"", "a", "ab", "äb", "abc"};
  return all;
}

// "t" and "v" are also what a wrapper is made of.
const Words& keys() {
  static const Words all{"k", "l", "t", "v"};
  return all;
}

json random_scalar(Random& random) {
  switch (random.below(4)) {
    case 0:
      return random.pick(texts());
    case 1:
      return random.one_in(2);
    case 2:
      return static_cast<double>(random.below(9)) / 2;
    default:
      return static_cast<int>(random.below(5));
  }
}

json random_list(Random& random) {
  auto list = json::array();
  for (auto left = random.below(4); left > 0; --left) list.push_back(random.pick(texts()));
  return list;
}

json random_dictionary(Random& random, const std::string& type) {
  auto dictionary = json::object();
  for (auto left = random.below(3); left > 0; --left) {
    dictionary[random.pick(keys())] = random_value(random, type);
  }
  return dictionary;
}

// A variant may hold a variant.
json random_variant(Random& random) {
  if (random.one_in(2)) return random_scalar(random);
  const auto type = random.one_in(5) ? "v" : random.pick(types());
  auto value = random_value(random, type);
  return random.one_in(3) ? value : json{{"t", type}, {"v", std::move(value)}};
}

json random_range(Random& random) {
  const auto min = static_cast<int>(random.below(4));
  const auto max = min + static_cast<int>(random.below(3));
  switch (random.below(4)) {
    case 0:
      return {{"min", min}};
    case 1:
      return {{"max", max}};
    case 2:
      return {{"max", max + 0.5}};
    default:
      return {{"min", min}, {"max", max}};
  }
}

json random_choices(Random& random, const std::string& type) {
  auto choices = json::array();
  for (auto left = 1 + random.below(3); left > 0; --left) {
    choices.push_back(type == "s" ? json(random.pick(texts())) : random_scalar(random));
  }
  return {{"one_of", choices}};
}

json random_conditions_on_text(Random& random) {
  auto conditions = json::object();
  if (random.one_in(2)) conditions["prefix"] = random.pick(texts());
  if (random.one_in(2)) conditions["max_length"] = random.below(4);
  return conditions;
}

// A list of keys, or a table from keys to conditions.
json random_keys(Random& random, const std::string& type) {
  if (random.one_in(3)) return json::array({random.pick(keys()), random.pick(keys())});
  auto table = json::object();
  for (auto left = random.below(4); left > 0; --left) {
    table[random.pick(keys())] =
        random.one_in(2) ? json::object() : random_conditions(random, type);
  }
  return table;
}

// Conditions on a whole argument: it may be forced, too.
json random_conditions_or_force(Random& random, const std::string& type) {
  if (random.one_in(4)) return {{"force", random_value(random, type)}};
  return random_conditions(random, type);
}

// Each of the first two arguments by its position or by a name, be it this method's or another's.
json random_conditions_on_call(Random& random, const std::string& member) {
  const auto method = member == "*" ? random.pick(Words{"P1", "P2", "P3"}) : member;
  const auto arguments = arguments_of(method);
  auto conditions = json::object();
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (random.one_in(2)) continue;
    const auto& [name, type] = arguments[i];
    const bool by_position = name.empty() || random.one_in(2);
    conditions[by_position ? std::to_string(i) : name] = random_conditions_or_force(random, type);
  }
  return conditions;
}

enum class Asking { yes, no };

json random_limits(Random& random, Asking asking) {
  static const Words rates{"1/s", "60/min", "5/min", "10000/h"};
  static const Words timeouts{"500ms", "5s", "25s", "2min"};
  auto limits = json::object();
  if (asking == Asking::yes && random.one_in(3)) limits["ask"] = !random.one_in(4);
  if (random.one_in(4)) limits["rate"] = random.pick(rates);
  if (random.one_in(4)) limits["timeout"] = random.pick(timeouts);
  return limits;
}

// Signals and observed calls have their own names: two topics of one name would be refused.
const Words& members_of(const std::string& key) {
  static const Words signals{"S1", "S2", "*"};
  static const Words observed{"O1", "O2"};
  static const Words others{"P1", "P2", "P3", "*"};
  if (key == "observe") return observed;
  return key == "signal" ? signals : others;
}

Statement random_include(Random& random, const std::string& file) {
  const auto grant = 1 + random.below(all_grants.size() - 1);
  return {file, all_grants[grant], "", "include", all_grants[random.below(grant)]};
}

// The limits of one table, which ask nobody where the dice do not say so.
Statement random_table(Random& random, const std::string& file) {
  const auto asking = random.one_in(2) ? Asking::yes : Asking::no;
  return {file, random.pick(all_grants), random.pick(all_interfaces),  "limits",
          "",   json::object(),          random_limits(random, asking)};
}

// Both interfaces keep their names, one gets another, or they exchange theirs.
void add_random_aliases(Random& random, const std::string& file, Statements& statements) {
  const auto name = [&](const std::string& interface, const std::string& alias) {
    add(statements, {file, random.pick(all_grants), interface, "as", alias});
  };
  switch (random.below(6)) {
    case 0:
      return name("A", "X");
    case 1:
      name("A", "B");
      return name("B", "A");
    default:
      return;
  }
}

void add_random_exceptions(Random& random, const std::string& file, Statements& statements) {
  for (auto left = random.below(3); left > 0; --left) {
    add(statements,
        {file, "", "", "except", "org.example.Thing." + random.pick(Words{"a", "b", "c.d"})});
  }
}

void add_random_file(Random& random, const std::string& file, Statements& statements) {
  for (auto left = 4 + random.below(10); left > 0; --left) {
    add(statements, random_statement(random, file));
  }
  for (auto left = random.below(3); left > 0; --left) add(statements, random_table(random, file));
  for (auto left = random.below(3); left > 0; --left) add(statements, random_denial(random, file));
  add_random_aliases(random, file, statements);
  add_random_exceptions(random, file, statements);
}

json random_arguments(Random& random, const Question& question) {
  auto arguments = json::array();
  for (const auto& argument : expected(question)) {
    if (random.one_in(12)) break;
    arguments.push_back(random_value(random, argument.type));
  }
  return arguments;
}

}  // namespace

json random_value(Random& random, const std::string& type) {
  if (random.one_in(12)) return random_value(random, random.pick(types()));
  if (type == "i") return static_cast<int>(random.below(5));
  if (type == "s") return random.pick(texts());
  if (type == "as") return random_list(random);
  if (type == "a{sv}") return random_dictionary(random, "v");
  if (type == "a{si}") return random_dictionary(random, "i");
  return random_variant(random);
}

json random_conditions(Random& random, const std::string& type) {
  if (type == "v" || random.one_in(12)) return random_conditions(random, random.pick(types()));
  if (type == "as") return {{"max_length", random.below(4)}};
  if (type == "a{sv}") return {{"keys", random_keys(random, "v")}};
  if (type == "a{si}") return {{"keys", random_keys(random, "i")}};
  if (random.one_in(3)) return random_choices(random, type);
  return type == "i" ? random_range(random) : random_conditions_on_text(random);
}

Statement random_statement(Random& random, const std::string& file) {
  static const Words openings{"call", "call", "call", "signal", "observe", "get", "watch", "set"};
  if (random.one_in(8)) return random_include(random, file);
  const auto& key = random.pick(openings);
  Statement s{file, random.pick(all_grants), random.pick(all_interfaces), key,
              random.pick(members_of(key))};
  const bool is_topic = key == "signal" || key == "observe" || key == "watch";
  if (key == "call") s.conditions = random_conditions_on_call(random, s.member);
  if (key == "set" && random.one_in(2)) {
    s.conditions = random_conditions_or_force(random, type_of(s.member));
  }
  if (!is_topic) s.limits = random_limits(random, Asking::yes);
  if (s.conditions.contains("rate")) s.limits.erase("rate");  // the argument that is called so
  return s;
}

Statement random_denial(Random& random, const std::string& file) {
  static const Words members{"P1", "P2", "P3", "S1", "S2", "O1", "*"};
  return {file, random.pick(all_grants), random.pick(all_interfaces), "deny", random.pick(members)};
}

Statements random_statements(Random& random) {
  Statements statements;
  add_random_file(random, "thing", statements);
  if (random.one_in(2)) add_random_file(random, "other", statements);
  return statements;
}

Grants random_grants(Random& random) {
  Grants held;
  for (const auto& file : all_files) {
    for (const auto& grant : all_grants) {
      if (random.one_in(2)) held.insert(file + "." + grant);
    }
  }
  if (random.one_in(10)) held.insert("*");
  return held;
}

Question random_question(Random& random) {
  static const Words aliases{"A", "A", "A", "B", "B", "B", "X"};
  static const Words members{"P1", "P2", "P3"};
  static const Words topics{"P1", "P2", "P3", "S1", "S2", "O1"};
  static const Words kinds{"", "", "", "set", "get", "get_all"};
  const auto operation = random.one_in(4) ? Operation::subscribe : Operation::call;
  const bool is_topic = operation == Operation::subscribe && !random.one_in(5);
  Question question{operation, random.one_in(3) ? "other" : "thing", random.pick(aliases),
                    random.pick(is_topic ? topics : members), is_topic ? "" : random.pick(kinds)};
  if (operation == Operation::call) question.arguments = random_arguments(random, question);
  return question;
}

}  // namespace deskgate::mapping::test

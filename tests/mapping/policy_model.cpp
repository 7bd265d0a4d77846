// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/mapping/policy_model.hpp"

#include <algorithm>
#include <ostream>
#include <set>
#include <tuple>
#include <utility>

namespace deskgate::mapping::test {

namespace {

auto table_of(const Statement& s) {
  return std::tie(s.file, s.grant, s.interface);
}

bool is_topic(const Statement& s) {
  return s.key == "signal" || s.key == "observe" || s.key == "watch";
}

// Every signal, or every property, would have the topic of an observed call among its own.
bool is_every_topic(const Statement& s) {
  return (s.key == "signal" || s.key == "watch") && s.member == "*";
}

// Nobody can be asked before each event.
bool asks_for_topics(const Statement& limits, const Statement& s) {
  return limits.key == "limits" && limits.limits.contains("ask") && is_topic(s) &&
         table_of(limits) == table_of(s);
}

bool opens_a_topic_twice(const Statement& observed, const Statement& s) {
  return observed.key == "observe" && is_every_topic(s) && observed.file == s.file &&
         observed.interface == s.interface;
}

bool is_list(const std::string& key) {
  return key == "deny" || key == "include";
}

std::string in_quotes(const std::string& text) {
  return json(text).dump();
}

std::string toml(const json& value);

// JSON's scalars are TOML's.
std::string inline_table(const json& table) {
  std::string text;
  for (const auto& [key, value] : table.items()) {
    text += (text.empty() ? " " : ", ") + in_quotes(key) + " = " + toml(value);
  }
  return "{" + text + " }";
}

std::string toml(const json& value) {
  if (value.is_object()) return inline_table(value);
  if (!value.is_array()) return value.dump();
  std::string text;
  for (const auto& element : value) text += (text.empty() ? "" : ", ") + toml(element);
  return "[" + text + "]";
}

std::string lines(const json& table) {
  std::string text;
  for (const auto& [key, value] : table.items()) text += key + " = " + toml(value) + "\n";
  return text;
}

// The members of all statements of one table and key, in their order: as a list where nothing is
// said of them, otherwise as a table.
std::string key_line(const Statements& statements, const Statement& like) {
  auto list = json::array();
  std::string table;
  bool is_plain = true;
  for (const auto& s : statements) {
    if (table_of(s) != table_of(like) || s.key != like.key) continue;
    auto said = s.conditions;
    said.update(s.limits);
    is_plain = is_plain && said.empty();
    list.push_back(s.member);
    table += (table.empty() ? " " : ", ") + in_quotes(s.member) + " = " + toml(said);
  }
  return like.key + " = " + (is_plain || is_list(like.key) ? toml(list) : "{" + table + " }") +
         "\n";
}

std::string key_lines(const Statements& statements, const Statement& like) {
  if (like.key == "limits") return lines(like.limits);
  if (like.key == "as") return lines({{"as", like.member}});
  return key_line(statements, like);
}

std::string head(const Statements& statements, const std::string& file) {
  auto except = json::array();
  for (const auto& s : statements) {
    if (s.file == file && s.key == "except") except.push_back(s.member);
  }
  return "summary = \"A thing\"\n"
         "[service]\n"
         "name = \"org.example.Thing.{id}\"\n"
         "path = \"/org/example/Thing\"\n"
         "uri = \"org.example.{id}." +
         file + "\"\n" + lines({{"except", except}});
}

std::string heading(const Statement& s) {
  const auto interface = s.interface.empty() ? "" : ".\"org.example." + s.interface + "\"";
  return "[grant." + s.grant + interface + "]\n";
}

// By heading, in the order of the statements.
using Tables = std::vector<std::pair<std::string, std::string>>;

std::string& find_or_add(Tables& tables, const std::string& heading) {
  const auto found = std::find_if(tables.begin(), tables.end(),
                                  [&](const auto& table) { return table.first == heading; });
  return found != tables.end() ? found->second : tables.emplace_back(heading, "").second;
}

PolicyFile parsed(const std::string& text, const std::string& file) {
  Diagnostics diagnostics;
  auto policy = parse_policy_file(text, file + ".toml", diagnostics);
  EXPECT_EQ(all_text(diagnostics), "") << text;
  return policy.value_or(PolicyFile{});
}

}  // namespace

std::vector<ArgumentInfo> arguments_of(const std::string& method) {
  if (method == "P1") return {{"level", "i"}, {"word", "s"}};
  if (method == "P2") return {{"words", "as"}, {"hints", "a{sv}"}};
  if (method == "P3") return {{"", "v"}, {"rate", "v"}};
  return {};
}

std::string type_of(const std::string& property) {
  if (property == "P1") return "i";
  return property == "P2" ? "a{sv}" : "v";
}

std::vector<ArgumentInfo> expected(const Question& question) {
  if (question.kind == "set") return {{"value", type_of(question.member)}};
  return question.kind.empty() ? arguments_of(question.member) : std::vector<ArgumentInfo>{};
}

std::string uri(const Question& question) {
  const auto interface = "org.example.1." + question.file + "." + question.alias;
  if (question.kind == "get_all") return interface + ".get_all";
  return interface + "." + question.member + (question.kind.empty() ? "" : "." + question.kind);
}

bool contradict(const Statement& a, const Statement& b) {
  const bool is_said = table_of(a) == table_of(b) && a.key == b.key && a.member == b.member;
  return is_said || asks_for_topics(a, b) || asks_for_topics(b, a) || opens_a_topic_twice(a, b) ||
         opens_a_topic_twice(b, a);
}

void add(Statements& statements, const Statement& statement) {
  const bool is_refused =
      std::any_of(statements.begin(), statements.end(),
                  [&](const Statement& other) { return contradict(other, statement); });
  if (!is_refused) statements.push_back(statement);
}

std::string render(const Statements& statements, const std::string& file) {
  Tables tables;
  std::set<std::pair<std::string, std::string>> done;
  for (const auto& s : statements) {
    if (s.file != file || s.key == "except") continue;
    auto& lines = find_or_add(tables, heading(s));
    if (done.emplace(heading(s), s.key).second) lines += key_lines(statements, s);
  }
  for (const auto& grant : all_grants) find_or_add(tables, "[grant." + grant + "]\n");
  auto text = head(statements, file);
  for (const auto& [heading, lines] : tables) text += heading + lines;
  return text;
}

Policy policy(const Statements& statements) {
  std::vector<PolicyFile> files{parsed(render(statements, "thing"), "thing")};
  const bool is_of_two = std::any_of(statements.begin(), statements.end(),
                                     [](const Statement& s) { return s.file == "other"; });
  if (is_of_two) files.push_back(parsed(render(statements, "other"), "other"));
  return Policy(std::move(files));
}

std::string describe(const Statements& statements, const Grants& held, const Question& question) {
  std::string text;
  for (const auto& file : all_files) text += "# " + file + ".toml\n" + render(statements, file);
  return text + "held " + json(held).dump() + ": " + std::string(to_string(question.operation)) +
         " " + uri(question) + " " + question.arguments.dump();
}

std::ostream& operator<<(std::ostream& out, const Outcome& outcome) {
  return out << to_string(outcome.verdict) << " " << outcome.arguments.dump() << ", "
             << outcome.forced << " forced, rate \"" << outcome.rate << "\", "
             << outcome.timeout.count() << "ms";
}

}  // namespace deskgate::mapping::test

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/mapping/policy_oracle.hpp"

#include <algorithm>
#include <limits>

#include "tests/mapping/condition_oracle.hpp"

namespace deskgate::mapping::test {

namespace {

bool includes_grant(const Statements& statements, const std::string& file, const std::string& grant,
                    const std::string& wanted) {
  if (grant == wanted) return true;
  for (const auto& s : statements) {
    const bool is_include = s.file == file && s.key == "include" && s.grant == grant;
    if (is_include && includes_grant(statements, file, s.member, wanted)) return true;
  }
  return false;
}

bool is_held(const Statements& statements, const Grants& held, const Statement& s) {
  for (const auto& own : all_grants) {
    const bool is_own = held.contains("*") || held.contains(s.file + "." + own);
    if (is_own && includes_grant(statements, s.file, own, s.grant)) return true;
  }
  return false;
}

bool is_denied(const Statements& statements, const Statement& opening, const std::string& member) {
  for (const auto& s : statements) {
    if (s.key != "deny" || s.file != opening.file || s.interface != opening.interface) continue;
    if (s.member == "*" || s.member == member) return true;
  }
  return false;
}

std::string alias(const Statements& statements, const Statement& opening) {
  for (const auto& s : statements) {
    if (s.key == "as" && s.file == opening.file && s.interface == opening.interface) {
      return s.member;
    }
  }
  return opening.interface;
}

bool answers(const Question& question, const std::string& key) {
  if (question.operation == Operation::subscribe) {
    if (!question.kind.empty()) return false;
    return key == "signal" || key == "observe" || key == "watch";
  }
  if (question.kind.empty()) return key == "call";
  if (question.kind == "set") return key == "set";
  return key == "get" || key == "watch";
}

bool opens(const Statements& statements, const Grants& held, const Question& question,
           const Statement& s) {
  if (s.file != question.file || !answers(question, s.key)) return false;
  const bool asks_any = question.kind == "get_all";
  const bool is_member = asks_any || s.member == "*" || s.member == question.member;
  if (!is_member || alias(statements, s) != question.alias) return false;
  return is_held(statements, held, s) &&
         !is_denied(statements, s, asks_any ? s.member : question.member);
}

// Conditions by argument; those of `set` are on the only one that there is. `{}` asks for nothing.
json conditions_of(const Statement& s) {
  auto found = s.key == "set" ? json{{"0", s.conditions}} : s.conditions;
  for (auto each = found.begin(); each != found.end();) {
    each = each->empty() ? found.erase(each) : std::next(each);
  }
  return found;
}

bool is_called(const std::string& argument, std::size_t position, const ArgumentInfo& info) {
  return argument == std::to_string(position) || argument == info.name;
}

// What the conditions are on must be there.
bool is_satisfied(const std::string& argument, const json& conditions, const Question& question) {
  const auto infos = expected(question);
  bool is_there = false;
  for (std::size_t i = 0; i < infos.size() && i < question.arguments.size(); ++i) {
    if (!is_called(argument, i, infos[i])) continue;
    if (!oracle_satisfies(conditions, question.arguments[i], infos[i].type)) return false;
    is_there = true;
  }
  return is_there;
}

bool is_satisfied(const Statement& s, const Question& question) {
  const auto by_argument = conditions_of(s);
  for (const auto& [argument, conditions] : by_argument.items()) {
    if (!is_satisfied(argument, conditions, question)) return false;
  }
  return true;
}

// What the member's own table does not say, that of the interface does.
json limits_of(const Statements& statements, const Statement& opening) {
  auto limits = json::object();
  for (const auto& s : statements) {
    const bool is_table = s.key == "limits" && s.file == opening.file && s.grant == opening.grant &&
                          s.interface == opening.interface;
    if (is_table) limits = s.limits;
  }
  for (const auto& [key, value] : opening.limits.items()) limits[key] = value;
  return limits;
}

std::chrono::milliseconds time(const std::string& text) {
  const auto number = std::stoi(text);
  if (text.ends_with("ms")) return std::chrono::milliseconds(number);
  if (text.ends_with("min")) return std::chrono::minutes(number);
  return std::chrono::seconds(number);
}

double per_second(const std::string& rate) {
  if (rate.empty()) return std::numeric_limits<double>::infinity();
  const auto number = std::stod(rate);
  if (rate.ends_with("/h")) return number / 3600;
  return rate.ends_with("/min") ? number / 60 : number;
}

Outcome outcome(const Statements& statements, const Statement& s, const Question& question) {
  if (question.operation == Operation::subscribe) return {.verdict = Verdict::allow};
  const auto limits = limits_of(statements, s);
  Outcome found{limits.value("ask", false) ? Verdict::ask : Verdict::allow, question.arguments, 0,
                limits.value("rate", ""), time(limits.value("timeout", "25s"))};
  const auto by_argument = conditions_of(s);
  const auto infos = expected(question);
  for (const auto& [argument, conditions] : by_argument.items()) {
    if (!conditions.contains("force")) continue;
    ++found.forced;
    for (std::size_t i = 0; i < infos.size(); ++i) {
      if (is_called(argument, i, infos[i])) found.arguments[i] = conditions["force"];
    }
  }
  return found;
}

}  // namespace

bool is_more_generous(const Outcome& a, const Outcome& b) {
  const auto width = [](Verdict verdict) {
    return verdict == Verdict::deny ? 0 : verdict == Verdict::ask ? 1 : 2;
  };
  if (a.verdict != b.verdict) return width(a.verdict) > width(b.verdict);
  if (a.forced != b.forced) return a.forced < b.forced;
  const auto rate_of_a = per_second(a.rate);
  const auto rate_of_b = per_second(b.rate);
  return rate_of_a != rate_of_b ? rate_of_a > rate_of_b : a.timeout > b.timeout;
}

std::vector<Outcome> oracle(const Statements& statements, const Grants& held,
                            const Question& question) {
  std::vector<Outcome> best{Outcome{}};
  for (const auto& s : statements) {
    if (!opens(statements, held, question, s) || !is_satisfied(s, question)) continue;
    auto found = outcome(statements, s, question);
    if (is_more_generous(best.front(), found)) continue;
    if (is_more_generous(found, best.front())) best.clear();
    best.push_back(std::move(found));
  }
  return best;
}

bool oracle_opens(const Statements& statements, const Grants& held, const Question& question) {
  return std::any_of(statements.begin(), statements.end(), [&](const Statement& statement) {
    return opens(statements, held, question, statement);
  });
}

bool oracle_means(const Statements& statements, const std::string& file,
                  const std::string& bus_name) {
  const bool is_excepted =
      std::any_of(statements.begin(), statements.end(), [&](const Statement& s) {
        return s.file == file && s.key == "except" && s.member == bus_name;
      });
  return bus_name.starts_with("org.example.Thing.") && !is_excepted;
}

}  // namespace deskgate::mapping::test

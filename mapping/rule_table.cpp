// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <algorithm>

#include "mapping/policy_draft.hpp"
#include "mapping/text.hpp"

namespace deskgate::mapping {

namespace {

// Taken by the procedure that reads all properties.
constexpr std::string_view taken_name = "get_all";

std::optional<std::string> member_fault(std::string_view member) {
  if (member == every_member) return std::nullopt;
  if (!is_member_name(member)) return in_quotes(member) + " is no member name";
  if (member == taken_name)
    return "\"get_all\" is taken by the procedure that reads all properties";
  return std::nullopt;
}

bool is_position(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return text.size() <= 3 && std::all_of(text.begin(), text.end(), is_digit) &&
         (text.size() == 1 || !text.starts_with('0'));
}

bool is_argument(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  };
  if (text.empty() || !std::all_of(text.begin(), text.end(), fits)) return false;
  return is_position(text) || text[0] < '0' || text[0] > '9';
}

// Reads the value of one access key.
class RuleReader {
 public:
  RuleReader(Access access, const std::string& interface, const std::string& where,
             const Reading& reading)
      : access_(access), interface_(interface), where_(where), reading_(reading) {}

  std::vector<Rule> from_list(const toml::node& node) {
    const auto members = read_members(node, std::string(to_string(access_)), where_, reading_);
    for (const auto& [member, line] : members) {
      rules_.push_back({interface_, access_, member, {}, line});
    }
    return std::move(rules_);
  }

  std::vector<Rule> from_table(const toml::table& table) {
    for (const auto& [key, node] : table) add(key.str(), node);
    return std::move(rules_);
  }

 private:
  void add(std::string_view member, const toml::node& node);
  ArgumentConstraints conditions(std::string_view member, const toml::table& table);
  ArgumentConstraints by_argument(std::string_view member, const toml::table& table);
  void add_argument(std::string_view argument, const toml::node& node, const std::string& place,
                    ArgumentConstraints& found);
  std::string key(std::string_view member) const {
    return std::string(to_string(access_)) + "." + std::string(member);
  }

  Access access_;
  const std::string& interface_;
  const std::string& where_;
  const Reading& reading_;
  std::vector<Rule> rules_;
};

void RuleReader::add(std::string_view member, const toml::node& node) {
  if (const auto fault = member_fault(member)) {
    reading_.complain(node,
                      *fault + " (" + std::string(to_string(access_)) + " in " + where_ + ")");
  } else if (const auto* table = node.as_table()) {
    rules_.push_back(
        {interface_, access_, std::string(member), conditions(member, *table), line_of(node)});
  } else {
    reading_.complain(node, in_quotes(key(member)) + " in " + where_ +
                                " must be a table of conditions, {} for none, got " +
                                std::string(describe_node(node)));
  }
}

ArgumentConstraints RuleReader::conditions(std::string_view member, const toml::table& table) {
  if (access_ == Access::call) return by_argument(member, table);
  const auto place = key(member) + " of " + where_;
  if (access_ == Access::set) {
    auto constraint = read_constraint(table, place, reading_);
    if (constraint.is_empty()) return {};
    return {{"0", std::move(constraint)}};
  }
  if (!table.empty()) reading_.complain(table, place + " takes no conditions; write {}");
  return {};
}

ArgumentConstraints RuleReader::by_argument(std::string_view member, const toml::table& table) {
  ArgumentConstraints found;
  for (const auto& [argument, node] : table) {
    add_argument(argument.str(), node, key(member) + " of " + where_, found);
  }
  return found;
}

void RuleReader::add_argument(std::string_view argument, const toml::node& node,
                              const std::string& place, ArgumentConstraints& found) {
  if (!is_argument(argument)) {
    return reading_.complain(node, in_quotes(argument) + " in " + place +
                                       " is neither an argument's position nor its name");
  }
  const auto* table = node.as_table();
  if (!table) {
    return reading_.complain(
        node, in_quotes(argument) + " in " + place + " must be a table of conditions, got " +
                  std::string(describe_node(node)) +
                  "; conditions belong to an argument: { \"0\" = { max = 1 } }");
  }
  auto constraint = read_constraint(*table, std::string(argument) + " in " + place, reading_);
  if (!constraint.is_empty()) found.emplace(argument, std::move(constraint));
}

}  // namespace

std::map<std::string, int> read_members(const toml::node& node, const std::string& key,
                                        const std::string& where, const Reading& reading) {
  std::map<std::string, int> members;
  const auto place = " (" + key + " in " + where + ")";
  const auto* list = node.as_array();
  const auto refuse = [&](const toml::node& at) {
    reading.complain(at, in_quotes(key) + " in " + where + " must be a list of members" +
                             (key == "deny" ? "" : " or a table from members to conditions") +
                             ", got " + std::string(describe_node(at)));
  };
  if (!list) refuse(node);
  for (std::size_t i = 0; list && i < list->size(); ++i) {
    const auto& element = *list->get(i);
    const auto* member = element.as_string();
    if (!member) {
      refuse(element);
    } else if (const auto fault = member_fault(member->get()); fault) {
      reading.complain(element, *fault + place);
    } else {
      members.emplace(member->get(), line_of(element));
    }
  }
  return members;
}

std::vector<Rule> read_rules(Access access, const toml::node& node, const std::string& interface,
                             const std::string& where, const Reading& reading) {
  RuleReader reader(access, interface, where, reading);
  if (const auto* table = node.as_table()) return reader.from_table(*table);
  return reader.from_list(node);
}

}  // namespace deskgate::mapping

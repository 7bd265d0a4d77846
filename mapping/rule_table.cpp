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

// Events come unasked: there is nothing to say about arguments.
bool is_topic(Access access) {
  return access == Access::signal || access == Access::observe || access == Access::watch;
}

// Nothing of it can be called; a watched property can be read.
bool is_event(Access access) {
  return is_topic(access) && access != Access::watch;
}

// What the table of one member may say.
const TableFormat& format_of(Access access) {
  if (access == Access::call) return formats::call_rule;
  return access == Access::set ? formats::set_rule : formats::get_rule;
}

// Reads the value of one access key.
class RuleReader {
 public:
  RuleReader(Access access, const RuleContext& context)
      : access_(access),
        interface_(context.interface),
        where_(context.where),
        reading_(context.reading),
        limits_(is_event(access) ? Limits{} : context.limits) {}

  std::vector<Rule> from_list(const toml::node& node) {
    const auto members = read_members(node, std::string(to_string(access_)), where_, reading_);
    for (const auto& [member, line] : members) {
      add(member, {}, limits_, line);
    }
    return std::move(rules_);
  }

  std::vector<Rule> from_table(const toml::table& table) {
    for (const auto& [key, node] : table) read(key.str(), node);
    return std::move(rules_);
  }

 private:
  void read(std::string_view member, const toml::node& node);
  void add_with_conditions(std::string_view member, const toml::table& source);
  void add(std::string_view member, ArgumentConstraints arguments, const Limits& limits, int line);
  ArgumentConstraints conditions(const toml::table& source, StrictTable& table,
                                 const std::string& place);
  ArgumentConstraints by_argument(const toml::table& source, StrictTable& table,
                                  const std::string& place);
  void add_argument(std::string_view argument, const toml::node& node, const std::string& place,
                    ArgumentConstraints& found);
  std::string key(std::string_view member) const {
    return std::string(to_string(access_)) + "." + std::string(member);
  }

  Access access_;
  const std::string& interface_;
  const std::string& where_;
  const Reading& reading_;
  Limits limits_;
  std::vector<Rule> rules_;
};

void RuleReader::read(std::string_view member, const toml::node& node) {
  if (const auto fault = member_fault(member)) {
    reading_.complain(node,
                      *fault + " (" + std::string(to_string(access_)) + " in " + where_ + ")");
  } else if (const auto* table = node.as_table()) {
    add_with_conditions(member, *table);
  } else {
    reading_.complain(node, in_quotes(key(member)) + " in " + where_ +
                                " must be a table of conditions, {} for none, got " +
                                std::string(describe_node(node)));
  }
}

void RuleReader::add_with_conditions(std::string_view member, const toml::table& source) {
  const auto place = key(member) + " of " + where_;
  if (is_topic(access_)) {
    if (!source.empty()) reading_.complain(source, place + " takes no conditions; write {}");
    return add(member, {}, limits_, line_of(source));
  }
  auto table = reading_.strict(source, place, format_of(access_));
  const auto beside = access_ == Access::call ? Beside::arguments : Beside::conditions;
  const auto limits = read_limits(table, place, limits_, beside);
  add(member, conditions(source, table, place), limits, line_of(source));
}

void RuleReader::add(std::string_view member, ArgumentConstraints arguments, const Limits& limits,
                     int line) {
  rules_.push_back({.interface = interface_,
                    .access = access_,
                    .member = std::string(member),
                    .arguments = std::move(arguments),
                    .line = line,
                    .limits = limits});
}

ArgumentConstraints RuleReader::conditions(const toml::table& source, StrictTable& table,
                                           const std::string& place) {
  if (access_ == Access::call) return by_argument(source, table, place);
  if (access_ != Access::set) return {};
  auto constraint = read_constraint(table, place, reading_);
  if (constraint.is_empty()) return {};
  return {{"0", std::move(constraint)}};
}

ArgumentConstraints RuleReader::by_argument(const toml::table& source, StrictTable& table,
                                            const std::string& place) {
  ArgumentConstraints found;
  for (const auto& [argument, node] : source) {
    if (is_limit(argument.str(), node)) continue;
    table.node(argument.str());
    add_argument(argument.str(), node, place, found);
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
  const auto where = std::string(argument) + " in " + place;
  auto strict = reading_.strict(*table, where, formats::conditions);
  auto constraint = read_constraint(strict, where, reading_);
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

std::vector<Rule> read_rules(Access access, const toml::node& node, const RuleContext& context) {
  RuleReader reader(access, context);
  if (const auto* table = node.as_table()) return reader.from_table(*table);
  return reader.from_list(node);
}

}  // namespace deskgate::mapping

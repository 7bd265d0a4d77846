// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <array>
#include <iterator>

#include "mapping/never.hpp"
#include "mapping/policy_draft.hpp"
#include "mapping/text.hpp"

namespace deskgate::mapping {

namespace {

constexpr std::string_view include_key = "include";

// Interfaces through which the bus library speaks for every object.
constexpr std::array standard_interfaces = {"org.freedesktop.DBus.Introspectable",
                                            "org.freedesktop.DBus.Peer",
                                            "org.freedesktop.DBus.ObjectManager"};

std::optional<std::string> interface_fault(const std::string& interface) {
  if (!is_interface_name(interface)) {
    return "is no interface name; quote the whole of it: [grant.NAME.\"org.example.Interface\"]";
  }
  if (interface == "org.freedesktop.DBus.Properties") {
    return "cannot be granted: open properties by get, set and watch of their own interface";
  }
  if (std::count(standard_interfaces.begin(), standard_interfaces.end(), interface) > 0) {
    return "cannot be granted: Deskgate speaks it for itself";
  }
  if (const auto why = never_granted_interface(interface)) return "is never granted: " + *why;
  return std::nullopt;
}

// Reads one [grant.NAME."interface"].
class InterfaceReader {
 public:
  InterfaceReader(const std::string& grant, const std::string& interface, const toml::table& table,
                  const Reading& reading, PolicyDraft& draft)
      : grant_(draft.file.id + "." + grant),
        interface_(interface),
        where_("[grant." + grant + "." + in_quotes(interface) + "]"),
        reading_(reading),
        draft_(draft),
        table_(reading.strict(table, where_, formats::interface)),
        line_(line_of(table)) {}

  std::vector<Rule> read() {
    draft_.file.interface_lines.emplace(interface_, line_);
    table_.refuse_planned({"export", "confirm", "redact", "when"});
    read_alias();
    limits_ = read_limits(table_, where_, {});
    for (const auto access : every_access) read_access(access);
    read_deny();
    refuse_asking_for_topics();
    for (auto& rule : rules_) rule.grant = grant_;
    return std::move(rules_);
  }

 private:
  void read_alias();
  void read_access(Access access);
  void read_deny();
  void refuse_every_member(Access access, const toml::node& node);
  void refuse_asking_for_topics();

  std::string grant_;
  const std::string& interface_;
  std::string where_;
  const Reading& reading_;
  PolicyDraft& draft_;
  StrictTable table_;
  int line_;
  Limits limits_;
  std::vector<Rule> rules_;
};

void InterfaceReader::read_alias() {
  const auto given = table_.text("as");
  const auto last = interface_.substr(interface_.rfind('.') + 1);
  auto& known =
      draft_.aliases.try_emplace(interface_, AliasDraft{last, false, line_}).first->second;
  if (!given) return;
  if (!is_uri_component(*given) || given->find_first_of("{}") != given->npos) {
    table_.complain(
        *table_.node("as"),
        "\"as\" in " + where_ + " must be one component of a URI, got " + in_quotes(*given));
  } else if (known.is_explicit && known.alias != *given) {
    table_.complain(*table_.node("as"), "\"as\" in " + where_ + " is " + in_quotes(*given) +
                                            ", but line " + std::to_string(known.line) + " says " +
                                            in_quotes(known.alias));
  } else if (!known.is_explicit) {
    known = {*given, true, line_of(*table_.node("as"))};
  }
}

void InterfaceReader::read_access(Access access) {
  const auto* node = table_.node(to_string(access));
  if (!node) return;
  auto read = read_rules(access, *node, {interface_, where_, limits_, reading_});
  const auto is_every = [](const Rule& rule) { return rule.member == every_member; };
  if (std::any_of(read.begin(), read.end(), is_every)) refuse_every_member(access, *node);
  std::move(read.begin(), read.end(), std::back_inserter(rules_));
}

void InterfaceReader::refuse_every_member(Access access, const toml::node& node) {
  if (access == Access::observe) {
    return table_.complain(node, "\"observe\" in " + where_ +
                                     " must list each member: \"*\" would open all that other "
                                     "programs say to one another");
  }
  if (access != Access::call && access != Access::set) return;
  const auto& name = draft_.file.service.name.text();
  if (!needs_exact_members(name)) return;
  table_.complain(node, in_quotes(to_string(access)) + " in " + where_ +
                            " must list each member: \"*\" is not granted for " + name);
}

// Nobody can be asked before each event.
void InterfaceReader::refuse_asking_for_topics() {
  for (const auto access : {Access::signal, Access::observe, Access::watch}) {
    if (!limits_.ask || !table_.node(to_string(access))) continue;
    table_.complain(*table_.node("ask"), "\"ask\" in " + where_ + " is only for calls; open " +
                                             in_quotes(to_string(access)) + " in another grant");
  }
}

void InterfaceReader::read_deny() {
  const auto* node = table_.node("deny");
  if (!node) return;
  for (const auto& [member, line] : read_members(*node, "deny", where_, reading_)) {
    draft_.file.denied[interface_].insert(member);
    draft_.file.denials.push_back({interface_, member, grant_, line});
  }
}

std::vector<GrantDraft::Include> read_includes(const toml::node& node, const std::string& where,
                                               const Reading& reading) {
  std::vector<GrantDraft::Include> includes;
  const auto* list = node.as_array();
  const auto complain = [&](const toml::node& at) {
    reading.complain(at, "\"include\" in " + where + " must be a list of grants' names, got " +
                             std::string(describe_node(at)));
  };
  if (!list) complain(node);
  for (std::size_t i = 0; list && i < list->size(); ++i) {
    const auto& element = *list->get(i);
    if (const auto* name = element.as_string()) {
      includes.push_back({name->get(), line_of(element)});
    } else {
      complain(element);
    }
  }
  return includes;
}

}  // namespace

void read_grant(const std::string& name, const toml::table& table, const Reading& reading,
                PolicyDraft& draft) {
  const auto where = "[grant." + name + "]";
  auto strict = reading.strict(table, where, formats::grant);
  auto& grant = draft.grants[name];
  strict.refuse_planned({"confirm", "export", "when", "until", "dangerous"});
  for (const auto* key : {"ask", "rate", "timeout", "observe"}) {
    if (const auto* node = strict.node(key)) {
      strict.complain(*node,
                      in_quotes(key) + " in " + where + " belongs in a table of an interface");
    }
  }
  if (const auto* include = strict.node(include_key)) {
    grant.includes = read_includes(*include, where, reading);
  }
  for (const auto& [key, node] : table) {
    const std::string interface(key.str());
    if (interface == include_key || !node.is_table()) continue;
    strict.node(interface);
    if (const auto fault = interface_fault(interface)) {
      strict.complain(node, in_quotes(interface) + " in " + where + " " + *fault);
      continue;
    }
    auto rules = InterfaceReader(name, interface, *node.as_table(), reading, draft).read();
    std::move(rules.begin(), rules.end(), std::back_inserter(grant.rules));
  }
}

}  // namespace deskgate::mapping

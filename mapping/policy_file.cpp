// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/policy_file.hpp"

#include <algorithm>
#include <filesystem>

#include "mapping/policy_draft.hpp"
#include "mapping/text.hpp"

namespace deskgate::mapping {

namespace {

constexpr std::size_t most_grants = 256;

std::string id_of(const std::string& path) {
  const auto name = std::filesystem::path(path).filename().string();
  return name.ends_with(policy_extension) ? name.substr(0, name.size() - policy_extension.size())
                                          : "";
}

void read_grants(const toml::table& grants, const Reading& reading, PolicyDraft& draft) {
  if (grants.size() > most_grants) {
    return reading.complain(grants, "the file has more than 256 grants");
  }
  for (const auto& [key, node] : grants) {
    const std::string name(key.str());
    if (!is_grant_word(name)) {
      reading.complain(node, "a grant's name has only a..z, 0..9, - and _, got " + in_quotes(name));
    } else if (const auto* table = node.as_table()) {
      read_grant(name, *table, reading, draft);
    } else {
      reading.complain(node, in_quotes(name) + " in [grant] must be a table, got " +
                                 std::string(describe_node(node)));
    }
  }
}

void refuse_beside_export(const toml::table& root, StrictTable& top) {
  for (const auto* key : {"service", "grant", "types", "expect"}) {
    if (!top.node(key)) continue;
    top.complain(*root.get(key), in_quotes(key) +
                                     " has no meaning beside [export], by which a "
                                     "file grants nothing; write two files");
  }
}

void read_top(const toml::table& root, const Reading& reading, PolicyDraft& draft) {
  auto top = reading.strict(root, "", formats::top);
  top.refuse_planned({"version", "role", "device", "feature"});
  draft.file.summary = top.required_text("summary");
  if (const auto* exported = top.table("export")) {
    draft.file.exported = read_export(*exported, reading);
    return refuse_beside_export(root, top);
  }
  if (!root.contains("service")) {
    reading.complain(0, "the file needs a table [service], or [export]");
  }
  if (const auto* service = top.table("service"))
    draft.file.service = read_service(*service, reading);
  if (const auto* grants = top.table("grant")) read_grants(*grants, reading, draft);
  if (const auto* expect = top.node("expect")) read_expectations(*expect, reading, draft);
  if (const auto* types = top.table("types")) read_types(*types, reading, draft);
}

}  // namespace

void Reading::complain(int line, std::string message) const {
  diagnostics.push_back({path, line, std::move(message)});
}

void Reading::complain(const toml::node& at, std::string message) const {
  complain(line_of(at), std::move(message));
}

bool holds(const Grants& held, std::string_view grant) {
  return held.contains(every_member) || held.contains(grant);
}

bool is_grant_word(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), fits);
}

std::string_view to_string(Access access) {
  switch (access) {
    case Access::call:
      return "call";
    case Access::signal:
      return "signal";
    case Access::observe:
      return "observe";
    case Access::get:
      return "get";
    case Access::watch:
      return "watch";
    case Access::set:
      return "set";
  }
  return "";
}

std::string_view to_string(Operation operation) {
  return operation == Operation::call ? "call" : "subscribe";
}

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::allow:
      return "allow";
    case Verdict::deny:
      return "deny";
    case Verdict::ask:
      return "ask";
  }
  return "";
}

bool includes(Access given, Access wanted) {
  return given == wanted || (given == Access::watch && wanted == Access::get);
}

std::optional<Captures> Service::match(std::string_view bus_name) const {
  if (std::find(except.begin(), except.end(), bus_name) != except.end()) return std::nullopt;
  return is_bus_name(bus_name) ? name.match(bus_name) : std::nullopt;
}

std::optional<Captures> Service::match_path(std::string_view object_path) const {
  if (!is_object_path(object_path)) return std::nullopt;
  auto captures = path.match(object_path);
  const auto is_deeper = [](const auto& capture) {
    return capture.second.find('/') != std::string::npos;
  };
  if (captures && std::any_of(captures->begin(), captures->end(), is_deeper)) return std::nullopt;
  return captures;
}

bool PolicyFile::denies(std::string_view interface, std::string_view member) const {
  const auto found = denied.find(interface);
  if (found == denied.end()) return false;
  return found->second.contains(std::string(member)) ||
         found->second.contains(std::string(every_member));
}

bool PolicyFile::exposes(std::string_view interface, std::string_view member, Access access) const {
  if (denies(interface, member)) return false;
  const auto opens = [&](const Rule& rule) {
    return rule.interface == interface && includes(rule.access, access) &&
           (rule.member == member || rule.member == every_member);
  };
  return std::any_of(grants.begin(), grants.end(), [&](const auto& grant) {
    return std::any_of(grant.second.begin(), grant.second.end(), opens);
  });
}

std::set<std::string> PolicyFile::named(std::string_view interface, Access access) const {
  std::set<std::string> members;
  for (const auto& [grant, rules] : grants) {
    for (const auto& rule : rules) {
      const bool is_meant = rule.interface == interface && rule.access == access;
      if (is_meant && rule.member != every_member) members.insert(rule.member);
    }
  }
  return members;
}

std::string_view PolicyFile::alias_of(std::string_view interface) const {
  const auto found = std::find_if(aliases.begin(), aliases.end(),
                                  [&](const auto& alias) { return alias.second == interface; });
  return found == aliases.end() ? std::string_view() : found->first;
}

std::optional<PolicyFile> parse_policy_file(std::string_view text, const std::string& path,
                                            Diagnostics& diagnostics) {
  Diagnostics found;
  const Reading reading{path, found};
  PolicyDraft draft;
  draft.file.id = id_of(path);
  draft.file.path = path;
  if (!is_grant_word(draft.file.id)) {
    reading.complain(0, "a policy file's name has only a..z, 0..9, - and _, and ends in .toml");
  }
  if (const auto root = parse_toml(text, path, found)) {
    read_top(*root, reading, draft);
    finish(draft, reading);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.line < b.line; });
  diagnostics.insert(diagnostics.end(), found.begin(), found.end());
  return found.empty() ? std::optional(std::move(draft.file)) : std::nullopt;
}

std::optional<PolicyFile> read_policy_file(const std::string& path, Diagnostics& diagnostics) {
  const auto text = read_text(path, diagnostics);
  return text ? parse_policy_file(*text, path, diagnostics) : std::nullopt;
}

}  // namespace deskgate::mapping

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/named_members.hpp"

#include "mapping/names.hpp"

namespace deskgate::gateway::bus {
namespace {

using mapping::Access;

void add_name(mapping::InterfaceInfo& info, const mapping::Rule& rule) {
  if (rule.member == mapping::every_member) return;
  switch (rule.access) {
    case Access::call:
      info.methods.try_emplace(rule.member);
      break;
    case Access::signal:
      info.signals.try_emplace(rule.member);
      break;
    case Access::observe:
      break;  // a method or a signal: only introspection tells which
    case Access::get:
    case Access::watch:
    case Access::set:
      info.properties.try_emplace(rule.member, mapping::PropertyInfo{.type = "v"});
  }
}

// What [types] says, and every other member that a grant names.
mapping::InterfaceTable named_by(const mapping::PolicyFile& file) {
  auto table = file.types;
  for (const auto& [grant, rules] : file.grants) {
    for (const auto& rule : rules) add_name(table[rule.interface], rule);
  }
  return table;
}

// Lists what of one interface is exposed.
class Listing {
 public:
  Listing(const mapping::PolicyFile& file, std::string uri, std::string alias,
          std::string interface)
      : file_(file),
        uri_(std::move(uri)),
        alias_(std::move(alias)),
        interface_(std::move(interface)) {}

  std::vector<Member> of(const mapping::InterfaceInfo& info) {
    for (const auto& [name, method] : info.methods) {
      if (exposes(name, Access::call)) add_procedure(member_uri(name), method.in, method.out);
    }
    for (const auto& [name, signal] : info.signals) {
      if (exposes(name, Access::signal)) {
        members_.push_back({Member::Kind::signal, member_uri(name), {}, signal.arguments});
      }
    }
    for (const auto& [name, property] : info.properties) add_property({name, property.type});
    return std::move(members_);
  }

 private:
  void add_property(const mapping::ArgumentInfo& property) {
    const auto& name = property.name;
    if (exposes(name, Access::watch)) {
      members_.push_back({Member::Kind::property, member_uri(name), {}, {property}});
    }
    if (exposes(name, Access::watch) || exposes(name, Access::get)) {
      add_procedure(mapping::get_uri(uri_, alias_, name), {}, {property});
      add_get_all();
    }
    if (exposes(name, Access::set)) {
      add_procedure(mapping::set_uri(uri_, alias_, name), {property}, {});
    }
  }

  void add_get_all() {
    if (std::exchange(has_get_all_, true)) return;
    add_procedure(mapping::get_all_uri(uri_, alias_), {}, {{"properties", "a{sv}"}});
  }

  void add_procedure(const std::string& uri, const std::vector<mapping::ArgumentInfo>& in,
                     const std::vector<mapping::ArgumentInfo>& out) {
    members_.push_back({Member::Kind::procedure, uri, in, out});
  }

  bool exposes(const std::string& name, Access access) const {
    return file_.exposes(interface_, name, access);
  }

  std::string member_uri(const std::string& name) const {
    return mapping::member_uri(uri_, alias_, name);
  }

  const mapping::PolicyFile& file_;
  std::string uri_;
  std::string alias_;
  std::string interface_;
  std::vector<Member> members_;
  bool has_get_all_ = false;
};

}  // namespace

std::vector<Member> named_members(const mapping::PolicyFile& file, const std::string& uri) {
  const auto table = named_by(file);
  std::vector<Member> all;
  for (const auto& [alias, interface] : file.aliases) {
    const auto found = table.find(interface);
    if (found == table.end()) continue;
    const auto members = Listing(file, uri, alias, interface).of(found->second);
    all.insert(all.end(), members.begin(), members.end());
  }
  return all;
}

}  // namespace deskgate::gateway::bus

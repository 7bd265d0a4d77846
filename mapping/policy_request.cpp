// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/policy_request.hpp"

#include <algorithm>

namespace deskgate::mapping {

std::vector<Access> accesses(MemberKind kind, Operation operation) {
  if (operation == Operation::subscribe) {
    if (kind != MemberKind::method_or_topic) return {};
    return {Access::signal, Access::observe, Access::watch};
  }
  switch (kind) {
    case MemberKind::method_or_topic:
      return {Access::call};
    case MemberKind::set:
      return {Access::set};
    case MemberKind::get:
    case MemberKind::get_all:
      return {Access::get};
  }
  return {};
}

std::optional<Request> request(const PolicyFile& file, Operation operation, std::string_view uri) {
  const auto parsed = parse_member_uri(file.service.uri, uri);
  if (!parsed) return std::nullopt;
  const auto interface = file.aliases.find(parsed->interface_alias);
  if (interface == file.aliases.end()) return std::nullopt;
  Request asked{interface->second, std::nullopt, accesses(parsed->kind, operation)};
  if (parsed->kind == MemberKind::get_all) return asked;
  if (!is_member_name(parsed->member)) return std::nullopt;
  asked.member = parsed->member;
  return asked;
}

bool gives(const Rule& rule, const Request& request) {
  if (rule.interface != request.interface) return false;
  const bool is_member =
      !request.member || rule.member == *request.member || rule.member == every_member;
  return is_member && std::any_of(request.accesses.begin(), request.accesses.end(),
                                  [&](Access wanted) { return includes(rule.access, wanted); });
}

bool allows(const PolicyFile& file, const Rule& rule, const Request& request) {
  return gives(rule, request) && !file.denies(rule.interface, request.member.value_or(rule.member));
}

}  // namespace deskgate::mapping

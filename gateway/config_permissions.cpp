// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/config_permissions.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "gateway/own_uris.hpp"
#include "mapping/text.hpp"

namespace deskgate::gateway {
namespace {

using mapping::in_quotes;
using mapping::StrictTable;
using router::Action;
using router::Disclosure;

constexpr std::array disclosures{std::pair{std::string_view("on_request"), Disclosure::on_request},
                                 std::pair{std::string_view("always"), Disclosure::always},
                                 std::pair{std::string_view("never"), Disclosure::never}};

std::optional<Action> action_from(std::string_view text) {
  for (const auto action : {Action::call, Action::register_, Action::subscribe, Action::publish}) {
    if (text == to_string(action)) return action;
  }
  return std::nullopt;
}

// Reads one [[role.NAME.permission]].
class PermissionReader {
 public:
  PermissionReader(const toml::table& table, const std::string& role, const std::string& file,
                   mapping::Diagnostics& diagnostics)
      : source_(table), table_(table, "[[role." + role + ".permission]]", file, diagnostics) {}

  Permission read() {
    read_match();
    read_uri();
    read_allow();
    read_disclose();
    read_trustlevel();
    return std::move(permission_);
  }

  void complain(std::string message) { table_.complain(source_, std::move(message)); }

 private:
  void read_match() {
    const auto text = table_.text("match");
    if (!text) return;
    const auto match = router::match_from(*text);
    if (match) permission_.match = *match;
    if (!match)
      table_.complain(*table_.node("match"),
                      "\"match\" must be \"exact\", \"prefix\" or \"wildcard\"");
  }

  void read_uri() {
    permission_.uri = table_.required_text("uri");
    const auto* node = table_.node("uri");
    if (!node || !node->is_string()) return;
    if (!router::is_pattern(permission_.uri, permission_.match)) {
      table_.complain(*node, "\"uri\" is not a URI for match = " +
                                 in_quotes(router::to_string(permission_.match)));
    } else if (is_own(permission_.uri)) {
      table_.complain(*node, "what is under org.deskgate. is opened by \"grants\" only");
    }
  }

  void read_allow() {
    const auto names = table_.texts("allow");
    if (!table_.node("allow")) complain("a permission needs \"allow\"");
    if (!names) return;
    for (const auto& name : *names) {
      const auto action = action_from(name);
      if (action) permission_.allow.add(*action);
      if (!action)
        table_.complain(*table_.node("allow"),
                        "\"allow\" takes \"call\", \"register\", \"subscribe\" and "
                        "\"publish\", not " +
                            in_quotes(name));
    }
  }

  void read_disclose() {
    const auto text = table_.text("disclose");
    if (!text) return;
    const auto* found = std::ranges::find(disclosures, std::string_view(*text),
                                          [](const auto& each) { return each.first; });
    if (found != disclosures.end()) {
      permission_.disclose = found->second;
    } else {
      table_.complain(*table_.node("disclose"),
                      "\"disclose\" must be \"on_request\", \"always\" or \"never\"");
    }
  }

  void read_trustlevel() {
    const auto level = table_.integer("trustlevel");
    if (!level) return;
    if (*level < 0) {
      return table_.complain(*table_.node("trustlevel"), "\"trustlevel\" must not be negative");
    }
    permission_.trustlevel = static_cast<std::uint64_t>(*level);
  }

  const toml::table& source_;
  StrictTable table_;
  Permission permission_;
};

bool decides_like(const Permission& a, const Permission& b) {
  return a.uri == b.uri && a.match == b.match && a.allow.overlaps(b.allow);
}

}  // namespace

std::vector<Permission> read_permissions(StrictTable& role, const std::string& name,
                                         const std::string& file,
                                         mapping::Diagnostics& diagnostics) {
  std::vector<Permission> permissions;
  const auto* node = role.node("permission");
  if (!node) return permissions;
  if (!node->is_array_of_tables()) {
    role.complain(*node,
                  "\"permission\" must be tables, each under [[role." + name + ".permission]]");
    return permissions;
  }
  for (const auto& element : *node->as_array()) {
    PermissionReader reader(*element.as_table(), name, file, diagnostics);
    auto permission = reader.read();
    const auto is_double = std::ranges::any_of(
        permissions, [&](const auto& earlier) { return decides_like(earlier, permission); });
    if (is_double)
      reader.complain("another permission says the same of " + in_quotes(permission.uri));
    permissions.push_back(std::move(permission));
  }
  return permissions;
}

}  // namespace deskgate::gateway

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// [export] of a policy file.
#include <algorithm>
#include <array>

#include "mapping/never.hpp"
#include "mapping/policy_draft.hpp"
#include "mapping/signature.hpp"
#include "mapping/text.hpp"

namespace deskgate::mapping {

namespace {

// What is Deskgate's own or WAMP's is nobody's to be shown as an object.
constexpr std::array reserved_for_exports = {"wamp", "org.deskgate"};

std::optional<std::string> uri_fault(const std::string& uri) {
  for (const auto component : split(uri, '.')) {
    if (!is_uri_component(component)) return "is no URI: " + in_quotes(uri);
  }
  for (const std::string reserved : reserved_for_exports) {
    if (uri == reserved || uri.starts_with(reserved + ".")) {
      return "must not be " + in_quotes(uri) + ": what lies under " + reserved + " is reserved";
    }
  }
  return std::nullopt;
}

// Reads one [export.interface."interface"].
class ExportedInterfaceReader {
 public:
  ExportedInterfaceReader(const std::string& interface, const toml::table& table,
                          const Reading& reading, Export& target)
      : interface_(interface),
        where_("[export.interface." + in_quotes(interface) + "]"),
        reading_(reading),
        target_(target),
        table_(reading.strict(table, where_, formats::exported_interface)) {}

  ExportedInterface read() {
    read_members("method", formats::exported_method,
                 [this](const auto& name, auto& member) { read_method(name, member); });
    read_members("signal", formats::exported_signal,
                 [this](const auto& name, auto& member) { read_signal(name, member); });
    read_members("property", formats::exported_property,
                 [this](const auto& name, auto& member) { read_property(name, member); });
    return std::move(exported_);
  }

 private:
  // A member's table, and what messages call it.
  struct Member {
    StrictTable table;
    std::string key;
  };

  template <class Read>
  void read_members(const std::string& kind, const TableFormat& format, const Read& read) {
    const auto* members = table_.table(kind);
    if (!members) return;
    for (const auto& [node_key, node] : *members) {
      const std::string name(node_key.str());
      const auto key = kind + "." + name;
      if (!is_member_name(name)) {
        complain(node, kind, "has " + in_quotes(name) + ", which is no member's name");
      } else if (const auto* table = node.as_table()) {
        Member member{reading_.strict(*table, in_quotes(key) + " in " + where_, format), key};
        read(name, member);
      } else {
        complain(node, key, "must be a table, got " + std::string(describe_node(node)));
      }
    }
  }

  void read_method(const std::string& name, Member& member) {
    const auto in = signature(member, "in");
    const auto out = signature(member, "out");
    auto procedure = uri(member, "call", "the method " + name);
    auto names = member.table.texts("names").value_or(std::vector<std::string>());
    const auto timeout = read_timeout(member);
    if (!in || !out) return;
    const auto most = complete_types(*in).size() + complete_types(*out).size();
    check_names(member, names, {complete_types(*in).size(), most});
    const auto taken = std::min(names.size(), complete_types(*in).size());
    const std::vector<std::string> out_names(names.begin() + static_cast<std::ptrdiff_t>(taken),
                                             names.end());
    exported_.methods[name] = {
        procedure, {named_arguments(*in, names), named_arguments(*out, out_names)}, timeout};
  }

  void read_signal(const std::string& name, Member& member) {
    const auto types = signature(member, "args");
    auto topic = uri(member, "topic", "the signal " + name);
    auto names = member.table.texts("names").value_or(std::vector<std::string>());
    if (!types) return;
    check_names(member, names, {complete_types(*types).size()});
    exported_.signals[name] = {topic, {named_arguments(*types, names)}};
  }

  void read_property(const std::string& name, Member& member) {
    const auto type = signature(member, "type");
    auto topic = uri(member, "topic", "the property " + name);
    std::string set;
    if (member.table.node("set")) set = uri(member, "set", "writing the property " + name);
    if (!type) return;
    if (!member.table.node("type")) return static_cast<void>(member.table.required_text("type"));
    if (!is_single_type(*type)) {
      complain(at(member, "type"), member.key + ".type",
               "must be one complete type, got " + in_quotes(*type));
    }
    exported_.properties[name] = {topic, set, *type};
  }

  // "" where the key is absent; nullopt after a complaint.
  std::optional<std::string> signature(Member& member, const std::string& key) {
    const auto* node = member.table.node(key);
    if (!node) return "";
    const auto types = read_signature(*node, member.key + "." + key, where_, reading_);
    if (types && types->find('h') != types->npos) {
      complain(*node, member.key + "." + key,
               "has h: a file descriptor cannot go over the network");
    }
    return types;
  }

  // The value of a key that is a URI, noted as what it is `used_for`.
  std::string uri(Member& member, const std::string& key, const std::string& used_for) {
    auto text = member.table.required_text(key);
    const auto* node = member.table.node(key);
    if (!node || !node->is_string()) return text;
    if (const auto fault = uri_fault(text)) complain(*node, member.key + "." + key, *fault);
    target_.uris.push_back({text, line_of(*node),
                            "exported as " + used_for + " of " + interface_ + " at " +
                                target_.path + " of " + target_.name});
    return text;
  }

  void check_names(Member& member, const std::vector<std::string>& names,
                   const std::vector<std::size_t>& counts) {
    if (names.empty()) return;
    const auto& node = at(member, "names");
    if (std::find(counts.begin(), counts.end(), names.size()) == counts.end()) {
      complain(node, member.key,
               "names " + std::to_string(names.size()) + " arguments, but it has " +
                   std::to_string(counts.back()));
    }
    for (const auto& name : names) {
      if (!is_member_name(name)) {
        complain(node, member.key + ".names", "has " + in_quotes(name) + ", which is no name");
      }
    }
  }

  static const toml::node& at(Member& member, const std::string& key) {
    return *member.table.node(key);
  }

  std::optional<std::chrono::milliseconds> read_timeout(Member& member) {
    const auto text = member.table.text("timeout");
    if (!text) return std::nullopt;
    const auto timeout = parse_timeout(*text);
    if (!timeout) {
      complain(at(member, "timeout"), member.key + ".timeout",
               "must be a time from 1ms to 10min, such as \"5s\", got " + in_quotes(*text));
    }
    return timeout;
  }

  void complain(const toml::node& at, const std::string& key, const std::string& fault) {
    table_.complain(at, in_quotes(key) + " in " + where_ + " " + fault);
  }

  const std::string& interface_;
  std::string where_;
  const Reading& reading_;
  Export& target_;
  StrictTable table_;
  ExportedInterface exported_;
};

// Who takes such a name is asked in the place of its owner.
std::optional<std::string> name_fault(const std::string& name) {
  if (name.starts_with(':')) return "must not be a unique name: those the bus gives";
  if (!is_bus_name(name)) return "is no bus name: " + in_quotes(name);
  if (const auto why = never_granted(name)) return "is never taken: " + *why;
  if (needs_exact_members(name)) return "is never taken: " + name + " is a service of the system's";
  return std::nullopt;
}

std::optional<std::string> export_fault(const std::string& interface) {
  if (!is_interface_name(interface)) {
    return "is no interface name; quote the whole of it: "
           "[export.interface.\"org.example.Interface\"]";
  }
  if (interface.starts_with("org.freedesktop.DBus.")) return "is D-Bus' own interface";
  if (const auto why = never_granted_interface(interface)) return "is never exported: " + *why;
  return std::nullopt;
}

// Reads [export].
class ExportReader {
 public:
  ExportReader(const toml::table& table, const Reading& reading)
      : reading_(reading), table_(reading.strict(table, "[export]", formats::exported)) {}

  Export read() {
    read_bus();
    read_name();
    read_path();
    read_interfaces();
    return std::move(exported_);
  }

 private:
  void read_bus() {
    exported_.bus = table_.text("bus").value_or("session");
    const auto* node = table_.node("bus");
    if (!node) return;
    exported_.bus_line = line_of(*node);
    if (const auto fault = bus_fault(exported_.bus)) complain(*node, "bus", *fault);
  }

  void read_name() {
    exported_.name = table_.required_text("name");
    const auto* node = table_.node("name");
    if (!node || !node->is_string()) return;
    if (const auto fault = name_fault(exported_.name)) complain(*node, "name", *fault);
  }

  void read_path() {
    exported_.path = table_.required_text("path");
    const auto* node = table_.node("path");
    if (!node || !node->is_string()) return;
    exported_.path_line = line_of(*node);
    if (!is_object_path(exported_.path)) {
      complain(*node, "path", "is no object path: " + in_quotes(exported_.path));
    }
  }

  void read_interfaces() {
    const auto* interfaces = table_.table("interface");
    if (!interfaces || interfaces->empty()) {
      return reading_.complain(exported_.path_line,
                               "[export] needs a table [export.interface.\"NAME\"]");
    }
    for (const auto& [key, node] : *interfaces) {
      const std::string interface(key.str());
      const auto* table = node.as_table();
      if (const auto fault = export_fault(interface)) {
        reading_.complain(node, in_quotes(interface) + " in [export.interface] " + *fault);
      } else if (table) {
        exported_.interfaces[interface] =
            ExportedInterfaceReader(interface, *table, reading_, exported_).read();
      } else {
        reading_.complain(node, in_quotes(interface) +
                                    " in [export.interface] must be a table, got " +
                                    std::string(describe_node(node)));
      }
    }
  }

  void complain(const toml::node& at, std::string_view key, const std::string& fault) {
    table_.complain(at, in_quotes(key) + " in [export] " + fault);
  }

  const Reading& reading_;
  StrictTable table_;
  Export exported_;
};

}  // namespace

Export read_export(const toml::table& table, const Reading& reading) {
  return ExportReader(table, reading).read();
}

}  // namespace deskgate::mapping

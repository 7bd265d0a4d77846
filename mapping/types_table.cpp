// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/policy_draft.hpp"
#include "mapping/policy_keys.hpp"
#include "mapping/signature.hpp"
#include "mapping/text.hpp"

namespace deskgate::mapping {

namespace {

// Reads one [types."interface"].
class TypesReader {
 public:
  TypesReader(std::string where, const toml::table& table, const Reading& reading)
      : where_(std::move(where)),
        reading_(reading),
        table_(reading.strict(table, where_, formats::types)) {}

  InterfaceInfo read() {
    read_members("method", [this](const auto& name, const auto& node) { read_method(name, node); });
    read_members("signal", [this](const auto& name, const auto& node) {
      if (const auto types = signature("signal." + name, node)) {
        info_.signals[name] = {named_arguments(*types, {})};
      }
    });
    read_members("property",
                 [this](const auto& name, const auto& node) { read_property(name, node); });
    return std::move(info_);
  }

 private:
  // Calls `read` with each member of a kind, whose name can be one.
  template <class Read>
  void read_members(const std::string& kind, const Read& read) {
    const auto* members = table_.table(kind);
    if (!members) return;
    for (const auto& [key, node] : *members) {
      const std::string name(key.str());
      if (is_member_name(name)) {
        read(name, node);
      } else {
        complain(node, kind, "has " + in_quotes(name) + ", which is no member's name");
      }
    }
  }

  void read_method(const std::string& name, const toml::node& node) {
    const auto key = "method." + name;
    if (!node.is_table()) {
      return complain(node, key,
                      R"(must be a table, such as { in = "su", out = "b" }, got )" +
                          std::string(describe_node(node)));
    }
    auto method =
        reading_.strict(*node.as_table(), in_quotes(key) + " in " + where_, formats::method_types);
    const auto in = signature_or_none(key, method, "in");
    const auto out = signature_or_none(key, method, "out");
    const auto names = method.texts("names").value_or(std::vector<std::string>());
    if (!in || !out) return;
    if (!names.empty() && names.size() != complete_types(*in).size()) {
      complain(*method.node("names"), key,
               "names " + std::to_string(names.size()) + " arguments, but \"in\" has " +
                   std::to_string(complete_types(*in).size()));
    }
    info_.methods[name] = {named_arguments(*in, names), named_arguments(*out, {})};
  }

  void read_property(const std::string& name, const toml::node& node) {
    const auto key = "property." + name;
    const auto type = signature(key, node);
    if (!type) return;
    if (!is_single_type(*type)) {
      complain(node, key, "must be one complete type, got " + in_quotes(*type));
    }
    info_.properties[name] = {.type = *type};
  }

  std::optional<std::string> signature_or_none(const std::string& key, StrictTable& method,
                                               const std::string& part) {
    const auto* node = method.node(part);
    return node ? signature(key + "." + part, *node) : "";
  }

  std::optional<std::string> signature(const std::string& key, const toml::node& node) {
    return read_signature(node, key, where_, reading_);
  }

  void complain(const toml::node& at, const std::string& key, const std::string& fault) {
    table_.complain(at, in_quotes(key) + " in " + where_ + " " + fault);
  }

  std::string where_;
  const Reading& reading_;
  StrictTable table_;
  InterfaceInfo info_;
};

}  // namespace

std::optional<std::string> read_signature(const toml::node& node, const std::string& key,
                                          const std::string& where, const Reading& reading) {
  const auto* text = node.as_string();
  if (text && is_signature(text->get())) return text->get();
  reading.complain(node, in_quotes(key) + " in " + where +
                             " must be a D-Bus signature, such as \"su\", got " +
                             (text ? in_quotes(text->get()) : std::string(describe_node(node))));
  return std::nullopt;
}

std::vector<ArgumentInfo> named_arguments(const std::string& types,
                                          const std::vector<std::string>& names) {
  std::vector<ArgumentInfo> arguments;
  for (const auto& type : complete_types(types)) {
    const auto position = arguments.size();
    arguments.push_back({position < names.size() ? names[position] : "", type});
  }
  return arguments;
}

void read_types(const toml::table& types, const Reading& reading, PolicyDraft& draft) {
  for (const auto& [key, node] : types) {
    const std::string interface(key.str());
    if (!is_interface_name(interface)) {
      reading.complain(node, in_quotes(interface) +
                                 " in [types] is no interface name; quote the whole of it: "
                                 "[types.\"org.example.Interface\"]");
    } else if (const auto* table = node.as_table()) {
      const auto where = "[types." + in_quotes(interface) + "]";
      draft.file.types[interface] = TypesReader(where, *table, reading).read();
    } else {
      reading.complain(node, in_quotes(interface) + " in [types] must be a table, got " +
                                 std::string(describe_node(node)));
    }
  }
}

}  // namespace deskgate::mapping

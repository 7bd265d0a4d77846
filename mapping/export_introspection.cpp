// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Introspection data, written. Names and signatures obey D-Bus' rules, so nothing is to be escaped.
#include "mapping/exported.hpp"

namespace deskgate::mapping {

namespace {

constexpr std::string_view document_head =
    R"(<!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN"
"http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd">
<node>
)";

// What every object has.
constexpr std::string_view standard_introspection = R"( <interface name="org.freedesktop.DBus.Peer">
  <method name="Ping"/>
  <method name="GetMachineId">
   <arg type="s" name="machine_uuid" direction="out"/>
  </method>
 </interface>
 <interface name="org.freedesktop.DBus.Introspectable">
  <method name="Introspect">
   <arg type="s" name="xml_data" direction="out"/>
  </method>
 </interface>
 <interface name="org.freedesktop.DBus.Properties">
  <method name="Get">
   <arg type="s" name="interface_name" direction="in"/>
   <arg type="s" name="property_name" direction="in"/>
   <arg type="v" name="value" direction="out"/>
  </method>
  <method name="GetAll">
   <arg type="s" name="interface_name" direction="in"/>
   <arg type="a{sv}" name="properties" direction="out"/>
  </method>
  <method name="Set">
   <arg type="s" name="interface_name" direction="in"/>
   <arg type="s" name="property_name" direction="in"/>
   <arg type="v" name="value" direction="in"/>
  </method>
  <signal name="PropertiesChanged">
   <arg type="s" name="interface_name"/>
   <arg type="a{sv}" name="changed_properties"/>
   <arg type="as" name="invalidated_properties"/>
  </signal>
 </interface>
)";

constexpr std::string_view emits_changed =
    R"(   <annotation name="org.freedesktop.DBus.Property.EmitsChangedSignal" value="true"/>
)";

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + std::string(value) + '"';
}

// `direction`: "in", "out", or "" for a signal's.
std::string arguments_xml(const std::vector<ArgumentInfo>& arguments, std::string_view direction) {
  std::string xml;
  for (const auto& argument : arguments) {
    xml += "   <arg" + attribute("type", argument.type);
    if (!argument.name.empty()) xml += attribute("name", argument.name);
    if (!direction.empty()) xml += attribute("direction", direction);
    xml += "/>\n";
  }
  return xml;
}

std::string element(std::string_view tag, const std::string& attributes,
                    const std::string& content) {
  const auto opened = "  <" + std::string(tag) + attributes;
  if (content.empty()) return opened + "/>\n";
  return opened + ">\n" + content + "  </" + std::string(tag) + ">\n";
}

std::string interface_xml(const std::string& name, const InterfaceInfo& info) {
  auto xml = " <interface" + attribute("name", name) + ">\n";
  for (const auto& [member, method] : info.methods) {
    xml += element("method", attribute("name", member),
                   arguments_xml(method.in, "in") + arguments_xml(method.out, "out"));
  }
  for (const auto& [member, signal] : info.signals) {
    xml += element("signal", attribute("name", member), arguments_xml(signal.arguments, ""));
  }
  for (const auto& [member, property] : info.properties) {
    const auto* access = property.is_writable ? "readwrite" : "read";
    xml += element(
        "property",
        attribute("name", member) + attribute("type", property.type) + attribute("access", access),
        std::string(emits_changed));
  }
  return xml + " </interface>\n";
}

}  // namespace

std::set<std::string> children_of(const std::string& path, const std::vector<std::string>& paths) {
  const auto above = path == "/" ? path : path + "/";
  std::set<std::string> children;
  for (const auto& each : paths) {
    if (each.size() <= above.size() || !each.starts_with(above)) continue;
    children.insert(each.substr(above.size(), each.find('/', above.size()) - above.size()));
  }
  return children;
}

std::string introspection_xml(const InterfaceTable& interfaces,
                              const std::set<std::string>& children) {
  std::string xml(document_head);
  xml += standard_introspection;
  for (const auto& [name, info] : interfaces) xml += interface_xml(name, info);
  for (const auto& child : children) xml += " <node" + attribute("name", child) + "/>\n";
  return xml + "</node>\n";
}

}  // namespace deskgate::mapping

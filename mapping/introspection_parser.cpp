// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/introspection_parser.hpp"

#include <expat.h>

#include <memory>

#include "mapping/names.hpp"
#include "mapping/signature.hpp"
#include "mapping/text.hpp"

namespace deskgate::mapping {

namespace {

constexpr std::size_t longest_document = std::size_t{1} << 20;
constexpr int deepest_element = 32;
constexpr int depth_of_root = 1;
constexpr int depth_of_interface = 2;
constexpr int depth_of_member = 3;
constexpr std::string_view emits_changed_annotation =
    "org.freedesktop.DBus.Property.EmitsChangedSignal";

using Attributes = IntrospectionParser::Attributes;

std::string attribute(const Attributes& attributes, std::string_view name) {
  const auto found = attributes.find(name);
  return found == attributes.end() ? std::string() : found->second;
}

std::optional<EmitsChanged> parse_emits_changed(std::string_view text) {
  if (text == "true") return EmitsChanged::yes;
  if (text == "invalidates") return EmitsChanged::invalidates;
  if (text == "const") return EmitsChanged::constant;
  if (text == "false") return EmitsChanged::no;
  return std::nullopt;
}

std::string signature_of(const std::vector<ArgumentInfo>& arguments) {
  std::string signature;
  for (const auto& argument : arguments) signature += argument.type;
  return signature;
}

// One parse: expat's handle and the parser that its handlers speak to.
struct Session {
  IntrospectionParser& parser;
  XML_Parser expat;
};

void on_start(void* user, const char* name, const char** pairs) {
  auto& session = *static_cast<Session*>(user);
  Attributes attributes;
  for (; *pairs; pairs += 2) attributes.emplace(pairs[0], pairs[1]);
  if (!session.parser.start_element(name, attributes)) XML_StopParser(session.expat, XML_FALSE);
}

void on_end(void* user, const char* name) {
  static_cast<Session*>(user)->parser.end_element(name);
}

// The usual DOCTYPE only points to the DTD, which is not fetched. One with declarations inside
// could define entities that grow without bounds.
void on_doctype(void* user, const char*, const char*, const char*, int has_internal_subset) {
  if (has_internal_subset) XML_StopParser(static_cast<Session*>(user)->expat, XML_FALSE);
}

}  // namespace

std::optional<ObjectInfo> IntrospectionParser::parse(std::string_view xml) {
  if (xml.size() > longest_document) return std::nullopt;
  const std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> expat(XML_ParserCreate("UTF-8"),
                                                                      XML_ParserFree);
  Session session{*this, expat.get()};
  XML_SetUserData(expat.get(), &session);
  XML_SetElementHandler(expat.get(), on_start, on_end);
  XML_SetStartDoctypeDeclHandler(expat.get(), on_doctype);
  const auto status = XML_Parse(expat.get(), xml.data(), static_cast<int>(xml.size()), XML_TRUE);
  if (status != XML_STATUS_OK) return std::nullopt;
  return std::move(object_);
}

bool IntrospectionParser::start_element(std::string_view name, const Attributes& attributes) {
  ++depth_;
  if (depth_ > deepest_element) return false;
  if (depth_ == depth_of_root) return name == "node";
  if (skipped_from_ > 0) return true;
  if (depth_ == depth_of_interface && name == "node") start_child(attributes);
  if (depth_ == depth_of_interface && name == "interface") {
    start_interface(attributes);
  } else if (depth_ == depth_of_interface) {
    skipped_from_ = depth_;
  } else if (depth_ == depth_of_member) {
    start_member(name, attributes);
  } else {
    start_detail(name, attributes);
  }
  return true;
}

void IntrospectionParser::end_element(std::string_view name) {
  if (skipped_from_ == 0 && depth_ == depth_of_member && name != "annotation") finish_member();
  if (skipped_from_ == 0 && depth_ == depth_of_interface) finish_interface();
  if (skipped_from_ == depth_) skipped_from_ = 0;
  --depth_;
}

void IntrospectionParser::start_child(const Attributes& attributes) {
  auto name = attribute(attributes, "name");
  if (!name.empty() && is_object_path("/" + name)) object_.children.push_back(std::move(name));
}

void IntrospectionParser::start_interface(const Attributes& attributes) {
  interface_name_ = attribute(attributes, "name");
  interface_ = {};
  interface_emits_changed_.reset();
  property_emits_changed_.clear();
  if (!is_interface_name(interface_name_)) skipped_from_ = depth_;
}

void IntrospectionParser::start_member(std::string_view name, const Attributes& attributes) {
  if (name == "annotation") return annotate(attributes);
  if (name != "method" && name != "signal" && name != "property") {
    skipped_from_ = depth_;
    return;
  }
  member_ = {};
  member_.kind = name;
  member_.name = attribute(attributes, "name");
  member_.is_valid = is_member_name(member_.name);
  if (name == "property") start_property(attributes);
}

void IntrospectionParser::start_property(const Attributes& attributes) {
  const auto access = attribute(attributes, "access");
  member_.property.type = attribute(attributes, "type");
  member_.property.is_readable = access != "write";
  member_.property.is_writable = access == "write" || access == "readwrite";
  if (!is_single_type(member_.property.type)) member_.is_valid = false;
}

void IntrospectionParser::start_detail(std::string_view name, const Attributes& attributes) {
  if (depth_ != depth_of_member + 1) return;
  if (name == "arg") add_argument(attributes);
  if (name == "annotation") annotate(attributes);
}

void IntrospectionParser::add_argument(const Attributes& attributes) {
  ArgumentInfo argument{attribute(attributes, "name"), attribute(attributes, "type")};
  if (!is_single_type(argument.type)) member_.is_valid = false;
  if (member_.kind == "signal") {
    member_.signal.arguments.push_back(std::move(argument));
  } else if (attribute(attributes, "direction") == "out") {
    member_.method.out.push_back(std::move(argument));
  } else {
    member_.method.in.push_back(std::move(argument));
  }
}

void IntrospectionParser::annotate(const Attributes& attributes) {
  if (attribute(attributes, "name") != emits_changed_annotation) return;
  const auto emits = parse_emits_changed(attribute(attributes, "value"));
  if (depth_ == depth_of_member) {
    interface_emits_changed_ = emits;
  } else {
    member_.emits_changed = emits;
  }
}

void IntrospectionParser::finish_member() {
  const bool is_short = is_signature(signature_of(member_.method.in)) &&
                        is_signature(signature_of(member_.method.out)) &&
                        is_signature(signature_of(member_.signal.arguments));
  if (!member_.is_valid || !is_short) return;
  if (member_.kind == "method") interface_.methods.emplace(member_.name, member_.method);
  if (member_.kind == "signal") interface_.signals.emplace(member_.name, member_.signal);
  if (member_.kind == "property") interface_.properties.emplace(member_.name, member_.property);
  if (member_.kind == "property" && member_.emits_changed) {
    property_emits_changed_.emplace(member_.name, *member_.emits_changed);
  }
}

// The interface's annotation may stand after the properties for which it is the default.
void IntrospectionParser::finish_interface() {
  for (auto& [name, property] : interface_.properties) {
    const auto own = property_emits_changed_.find(name);
    if (own != property_emits_changed_.end()) {
      property.emits_changed = own->second;
    } else if (interface_emits_changed_) {
      property.emits_changed = *interface_emits_changed_;
    }
  }
  auto& known = object_.interfaces[interface_name_];
  known.methods.merge(interface_.methods);
  known.signals.merge(interface_.signals);
  known.properties.merge(interface_.properties);
}

}  // namespace deskgate::mapping

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/names.hpp"

#include <algorithm>
#include <cassert>

#include "mapping/text.hpp"

namespace deskgate::mapping {

namespace {

constexpr std::size_t longest_name = 255;
constexpr std::string_view all_properties = "get_all";

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_word(char c) {
  return is_letter(c) || is_digit(c) || c == '_';
}
bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

template <class Test>
bool all(std::string_view text, Test test) {
  return std::all_of(text.begin(), text.end(), test);
}

bool is_identifier(std::string_view text) {
  return !text.empty() && !is_digit(text.front()) && all(text, is_word);
}

bool is_bus_name_element(std::string_view text) {
  const auto fits = [](char c) { return is_word(c) || c == '-'; };
  return !text.empty() && !is_digit(text.front()) && all(text, fits);
}

template <class Test>
bool is_dotted_name(std::string_view text, Test is_element) {
  if (text.size() > longest_name) return false;
  const auto elements = split(text, '.');
  return elements.size() >= 2 && std::all_of(elements.begin(), elements.end(), is_element);
}

bool can_be_equal(std::string_view a, std::string_view b) {
  return a == b || is_capture(a) || is_capture(b);
}

// Whether `uri` starts with an object URI of the template.
bool starts_with_object(const std::vector<std::string_view>& object,
                        const std::vector<std::string_view>& uri) {
  if (uri.size() < object.size()) return false;
  return std::equal(object.begin(), object.end(), uri.begin(),
                    [](auto a, auto b) { return !b.empty() && (a == b || is_capture(a)); });
}

// What the components below an object mean.
std::optional<MemberUri> parse_below(const std::vector<std::string_view>& parts) {
  if (std::any_of(parts.begin(), parts.end(), [](auto part) { return part.empty(); })) return {};
  if (parts.size() < 2 || parts.size() > 3) return {};
  MemberUri found{std::string(parts[0]), std::string(parts[1]), MemberKind::method_or_topic};
  if (parts.size() == 2) {
    if (parts[1] == all_properties) found = {found.interface_alias, "", MemberKind::get_all};
    return found;
  }
  if (parts[2] != "get" && parts[2] != "set") return {};
  found.kind = parts[2] == "get" ? MemberKind::get : MemberKind::set;
  return found;
}

std::string dotted(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const auto part : parts) (text += text.empty() ? "" : ".") += part;
  return text;
}

}  // namespace

bool is_capture(std::string_view component) {
  return component.starts_with('{');
}

std::string uri_component(std::string_view captured) {
  std::string component(captured);
  const auto breaks = [](char c) { return c == '.' || c == '#' || is_space(c); };
  std::replace_if(component.begin(), component.end(), breaks, '_');
  return component;
}

bool is_uri_component(std::string_view text) {
  const auto fits = [](char c) {
    return c != '.' && c != '#' && static_cast<unsigned char>(c) > ' ' && c != '\x7f';
  };
  return !text.empty() && all(text, fits) && is_utf8(text);
}

std::string object_uri(const Template& uri, const Captures& captures) {
  Captures components;
  for (const auto& [name, captured] : captures) components[name] = uri_component(captured);
  return uri.expand(components);
}

bool may_collide(const Template& a, const Template& b) {
  const auto parts_a = split(a.text(), '.');
  const auto parts_b = split(b.text(), '.');
  const auto shared = static_cast<std::ptrdiff_t>(std::min(parts_a.size(), parts_b.size()));
  return std::equal(parts_a.begin(), parts_a.begin() + shared, parts_b.begin(), can_be_equal);
}

std::optional<MemberUri> parse_member_uri(const Template& object, std::string_view uri) {
  if (!uri.starts_with(object.literal_prefix())) return std::nullopt;
  const auto object_parts = split(object.text(), '.');
  const auto parts = split(uri, '.');
  if (!starts_with_object(object_parts, parts)) return std::nullopt;
  const auto below = parts.begin() + static_cast<std::ptrdiff_t>(object_parts.size());
  return parse_below({below, parts.end()});
}

std::string member_uri(std::string_view object_uri, std::string_view interface_alias,
                       std::string_view member) {
  return dotted({object_uri, interface_alias, member});
}

std::string get_uri(std::string_view object_uri, std::string_view interface_alias,
                    std::string_view property) {
  return dotted({object_uri, interface_alias, property, "get"});
}

std::string set_uri(std::string_view object_uri, std::string_view interface_alias,
                    std::string_view property) {
  return dotted({object_uri, interface_alias, property, "set"});
}

std::string get_all_uri(std::string_view object_uri, std::string_view interface_alias) {
  return dotted({object_uri, interface_alias, all_properties});
}

bool is_bus_name(std::string_view text) {
  return is_dotted_name(text, is_bus_name_element);
}

bool is_interface_name(std::string_view text) {
  return is_dotted_name(text, is_identifier);
}

bool is_member_name(std::string_view text) {
  return text.size() <= longest_name && is_identifier(text);
}

bool is_object_path(std::string_view text) {
  if (text == "/") return true;
  if (!text.starts_with('/')) return false;
  const auto elements = split(text.substr(1), '/');
  return std::all_of(elements.begin(), elements.end(), [](std::string_view element) {
    return !element.empty() && all(element, is_word);
  });
}

}  // namespace deskgate::mapping

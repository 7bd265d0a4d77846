// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Names: D-Bus names and paths to URIs and back. The only place where both vocabularies meet.
//
// A policy file gives templates for the bus name, the object's path and the URI. What `{player}`
// captures in name or path becomes one component of the URI: a dot in it becomes '_'. Below the
// object's URI stand, per interface alias and member:
//
//   <object>.<Interface>.<Method>           procedure
//   <object>.<Interface>.<Signal>           topic
//   <object>.<Interface>.<Property>         topic, retained
//   <object>.<Interface>.<Property>.get     procedure
//   <object>.<Interface>.<Property>.set     procedure
//   <object>.<Interface>.get_all            procedure
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deskgate::mapping {

// What a template's captures stand for: {"player": "vlc"}.
using Captures = std::map<std::string, std::string, std::less<>>;

// Literal text with captures: "org.mpris.MediaPlayer2.{player}". A capture matches one or more
// characters; the shortest that makes the whole match. Two captures must have literal text between
// them.
class Template {
 public:
  // Why the text is no template, for a Diagnostic; nullopt: it is one.
  static std::optional<std::string> fault(std::string_view text);

  // `text` must have no fault.
  explicit Template(std::string_view text);

  const std::string& text() const { return text_; }
  const std::vector<std::string>& captures() const { return captures_; }

  // The whole of `text` or nothing.
  std::optional<Captures> match(std::string_view text) const;

  // Every capture of this template must be in `captures`.
  std::string expand(const Captures& captures) const;

  // The literal text before the first capture.
  std::string_view literal_prefix() const;

  // For the template of a path: "/" and what lies below it, up to the last before the first capture
  // or the end.
  std::vector<std::string> literal_parents() const;

 private:
  std::string text_;
  std::vector<std::string> literals_;  // one more than captures_
  std::vector<std::string> captures_;
};

// A captured text as one URI component.
std::string uri_component(std::string_view captured);

// Whether the text is one: not empty, no dot, '#', white space or control character.
bool is_uri_component(std::string_view text);

// The URI of an object: the template expanded with each capture as one component.
std::string object_uri(const Template& uri, const Captures& captures);

// Whether a component of a template stands for whatever is there: "{player}".
bool is_capture(std::string_view component);

// Whether some URI could lie under objects of both templates: one would be a prefix of, or equal
// to, the other. In a URI template a capture is a whole component, here and below.
bool may_collide(const Template& a, const Template& b);

// What a URI under an object addresses.
enum class MemberKind { method_or_topic, get, set, get_all };

// What lies below an object's URI, taken apart.
struct MemberUri {
  std::string interface_alias;
  std::string member;  // "" for get_all
  MemberKind kind = MemberKind::method_or_topic;
};

// Splits `uri` into an object URI of the template and what lies below it; nullopt if it does not
// fit.
std::optional<MemberUri> parse_member_uri(const Template& object, std::string_view uri);

std::string member_uri(std::string_view object_uri, std::string_view interface_alias,
                       std::string_view member);
std::string get_uri(std::string_view object_uri, std::string_view interface_alias,
                    std::string_view property);
std::string set_uri(std::string_view object_uri, std::string_view interface_alias,
                    std::string_view property);
std::string get_all_uri(std::string_view object_uri, std::string_view interface_alias);

// Rules of the D-Bus specification.
bool is_bus_name(std::string_view text);  // well-known only: unique names are not addressable
bool is_interface_name(std::string_view text);
bool is_member_name(std::string_view text);
bool is_object_path(std::string_view text);

}  // namespace deskgate::mapping

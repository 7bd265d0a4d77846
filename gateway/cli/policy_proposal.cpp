// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/cli/policy_proposal.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <vector>

#include "mapping/never.hpp"

namespace deskgate::gateway::cli {
namespace {

using mapping::ArgumentInfo;
using mapping::EmitsChanged;
using mapping::InterfaceInfo;
using mapping::PropertyInfo;

// The last element of a dotted name.
std::string last_of(const std::string& name) {
  return name.substr(name.rfind('.') + 1);
}

std::string toml_text(const std::string& text) {
  return '"' + text + '"';
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
    return std::isalnum(c) ? static_cast<char>(std::tolower(c)) : '_';
  });
  return text;
}

// Below the name of the family where the name has a capture, below that of the service otherwise.
// Some words are taken, some by other files; a file that takes them all cannot be evaded.
std::string proposed_uri(const FoundService& service) {
  constexpr std::array taken = {"bus", "admin", "media"};
  const auto fixed = service.name.substr(0, service.name.find(".{"));
  auto word = lower(last_of(fixed));
  if (std::find(taken.begin(), taken.end(), word) != taken.end()) word += "_service";
  std::string captures;
  for (const auto& capture : service.captures) captures += ".{" + capture + "}";
  const auto first = "org.deskgate." + word;
  auto uri = first + captures;
  for (std::size_t number = 2; number <= service.taken.size() + 1; ++number) {
    const mapping::Template proposed(uri);
    const bool is_taken =
        std::any_of(service.taken.begin(), service.taken.end(),
                    [&](const auto& other) { return mapping::may_collide(proposed, other); });
    if (!is_taken) break;
    uri = first + "_" + std::to_string(number) + captures;
  }
  return uri;
}

// Services may give arguments any name; one that is no word could end the comment that it stands
// in.
bool is_word(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '_' || c == '-';
  });
}

// "(left i, right i)"
std::string described(const std::vector<ArgumentInfo>& arguments) {
  std::string text;
  for (const auto& [name, type] : arguments) {
    text += (text.empty() ? "" : ", ") + (is_word(name) ? name + " " : "") + type;
  }
  return "(" + text + ")";
}

std::string described(const PropertyInfo& property) {
  std::string text = property.type;
  text += property.is_writable ? ", can be written" : ", only read";
  if (property.emits_changed == EmitsChanged::constant) text += ", never changes";
  if (property.emits_changed == EmitsChanged::no) text += ", changes without a word";
  return text;
}

bool is_for_everybody(const PropertyInfo& property) {
  return property.is_readable && !property.is_writable;
}

// One element of a list that is open, or as a comment.
std::string element(bool is_open, const std::string& member, const std::string& comment) {
  return std::string(is_open ? "  " : "# ") + toml_text(member) + ",  # " + comment + "\n";
}

// A list over several lines; nothing if it would have no element.
std::string list(const std::string& key, const std::string& elements, bool is_open) {
  if (elements.empty()) return {};
  const std::string mark = is_open ? "" : "# ";
  return mark + key + " = [\n" + elements + mark + "]\n";
}

// The properties of one kind of reading.
template <class Test>
std::string properties(const InterfaceInfo& interface, const std::string& key, Test is_meant) {
  std::string elements;
  bool is_any_open = false;
  for (const auto& [name, property] : interface.properties) {
    if (!property.is_readable || !is_meant(property)) continue;
    is_any_open = is_any_open || is_for_everybody(property);
    elements += element(is_for_everybody(property), name, described(property));
  }
  return list(key, elements, is_any_open);
}

std::string signals(const InterfaceInfo& interface) {
  std::string elements;
  for (const auto& [name, signal] : interface.signals) {
    elements += element(false, name, described(signal.arguments));
  }
  return list("signal", elements, false);
}

std::string methods(const InterfaceInfo& interface) {
  std::string elements;
  for (const auto& [name, method] : interface.methods) {
    const auto answer = method.out.empty() ? "" : " -> " + described(method.out);
    elements += element(false, name, described(method.in) + answer);
  }
  return list("call", elements, false);
}

std::string setters(const InterfaceInfo& interface) {
  std::string lines;
  for (const auto& [name, property] : interface.properties) {
    if (property.is_writable) lines += "# set." + name + " = {}  # " + property.type + "\n";
  }
  return lines;
}

// Gives each interface a component of its own in URIs.
class Aliases {
 public:
  // The line that a grant on the interface needs for it; "" where its last element will do.
  std::string line_for(const std::string& interface) {
    auto alias = last_of(interface);
    if (taken_.insert(alias).second) return {};
    alias = lower(interface);
    taken_.insert(alias);
    return "as = " + toml_text(alias) + "\n";
  }

 private:
  std::set<std::string> taken_;
};

std::string view(const std::string& name, const InterfaceInfo& interface, const std::string& as) {
  const auto is_told = [](const PropertyInfo& each) {
    return each.emits_changed != EmitsChanged::no;
  };
  const auto is_silent = [](const PropertyInfo& each) {
    return each.emits_changed == EmitsChanged::no;
  };
  return "[grant.view." + toml_text(name) + "]\n" + as + properties(interface, "watch", is_told) +
         properties(interface, "get", is_silent) + signals(interface) + "\n";
}

std::string control(const std::string& name, const InterfaceInfo& interface,
                    const std::string& as) {
  const auto content = methods(interface) + setters(interface);
  if (content.empty()) return {};
  return "# [grant.control." + toml_text(name) + "]\n" + (as.empty() ? "" : "# " + as) + content +
         "\n";
}

// What else the service has, as it is asked for.
std::string others(const FoundService& service) {
  if (service.other_paths.empty()) return {};
  std::string text = "# Other objects of the service are for files of their own:\n";
  for (const auto& path : service.other_paths) text += "#   --path '" + path + "'\n";
  return text;
}

std::string head(const FoundService& service) {
  return "# Written by \"deskgate policy new\". A member exists for the network once a grant names "
         "it: take away the\n# \"#\" before what shall be open. docs/policies.md explains the "
         "format.\n" +
         others(service) + "summary = " + toml_text("What " + service.name + " offers") +
         "\n\n[service]\nbus  = " + toml_text(service.bus) + "\nname = " + toml_text(service.name) +
         "\npath = " + toml_text(service.path) + "\nuri  = " + toml_text(proposed_uri(service)) +
         "\n\n";
}

}  // namespace

std::string proposal(const FoundService& service) {
  Aliases aliases;
  std::string views;
  std::string controls;
  for (const auto& [name, interface] : service.interfaces) {
    if (const auto why = mapping::never_granted_interface(name)) {
      views += "# " + name + " is never granted: " + *why + "\n\n";
      continue;
    }
    const auto as = aliases.line_for(name);
    views += view(name, interface, as);
    controls += control(name, interface, as);
  }
  auto text = head(service) + "# To see.\n" + views;
  if (!controls.empty())
    text += "# To control.\n# [grant.control]\n# include = [\"view\"]\n\n" + controls;
  return text.substr(0, text.find_last_not_of('\n') + 2);
}

}  // namespace deskgate::gateway::cli

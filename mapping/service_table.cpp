// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <array>

#include "mapping/never.hpp"
#include "mapping/policy_draft.hpp"
#include "mapping/text.hpp"

namespace deskgate::mapping {

namespace {

// URIs of the gateway's own, and of WAMP's.
constexpr std::array reserved_for_services = {"wamp", "org.deskgate.bus", "org.deskgate.admin",
                                              "org.deskgate.media"};

// Reads the keys of [service] one after another.
class ServiceReader {
 public:
  ServiceReader(const toml::table& table, const Reading& reading)
      : table_(reading.strict(table, "[service]", formats::service)), source_(table) {}

  Service read() {
    table_.refuse_planned({"destination", "interface", "kind", "rate", "timeout"});
    read_bus();
    read_name();
    read_except();
    read_path();
    read_uri();
    read_activate();
    return service_;
  }

 private:
  void read_bus();
  void read_name();
  void read_except();
  void read_path();
  void read_uri();
  void read_activate();
  // Fault of the value of `key`: complains and returns false; nullopt: returns true.
  bool is_fine(std::string_view key, const std::optional<std::string>& fault);
  std::optional<std::string> name_fault(const std::string& name) const;
  std::optional<std::string> path_fault(const std::string& path) const;
  std::optional<std::string> uri_fault(const std::string& uri) const;
  std::optional<std::string> captures_fault(const Template& uri) const;

  StrictTable table_;
  const toml::table& source_;
  Service service_;
};

std::string list_of_captures(const std::vector<std::string>& captures) {
  std::vector<std::string> shown;
  shown.reserve(captures.size());
  for (const auto& capture : captures) shown.push_back("{" + capture + "}");
  return shown.empty() ? "nothing" : joined(shown);
}

std::optional<std::string> reserved_fault(const Template& uri) {
  for (const auto* reserved : reserved_for_services) {
    if (may_collide(uri, Template(reserved))) {
      return "must not lie under " + std::string(reserved) + ", which is reserved";
    }
  }
  return std::nullopt;
}

// A capture that shares its part of a path or a URI with other text; `part` is what it must be.
std::optional<std::string> partial_capture_fault(std::string_view text, std::string_view part) {
  const bool has_brace = text.find_first_of("{}") != text.npos;
  const bool is_capture = text.starts_with('{') && text.find('}') == text.size() - 1;
  if (!has_brace || is_capture) return std::nullopt;
  return "has a capture beside other text in " + in_quotes(text) + "; it must be a whole " +
         std::string(part);
}

std::optional<std::string> component_fault(std::string_view component) {
  if (auto fault = partial_capture_fault(component, "component")) return fault;
  if (!component.starts_with('{') && !is_uri_component(component)) {
    return "has " + in_quotes(component) + " as a component, which no URI can have";
  }
  return std::nullopt;
}

bool ServiceReader::is_fine(std::string_view key, const std::optional<std::string>& fault) {
  if (fault) table_.complain(*source_.get(key), in_quotes(key) + " in [service] " + *fault);
  return !fault;
}

void ServiceReader::read_bus() {
  const auto bus = table_.text("bus").value_or("session");
  if (is_fine("bus", bus_fault(bus))) service_.bus = bus;
  if (const auto* node = source_.get("bus")) service_.bus_line = line_of(*node);
}

std::optional<std::string> ServiceReader::name_fault(const std::string& name) const {
  if (name.starts_with(':')) return "must not be a unique name: those are never addressable";
  if (const auto fault = Template::fault(name)) return "is no template: " + *fault;
  const Template parsed(name);
  Captures example;
  for (const auto& capture : parsed.captures()) example[capture] = "x";
  if (!is_bus_name(parsed.expand(example))) return "is no bus name: " + in_quotes(name);
  if (const auto why = never_granted(name)) return "is never granted: " + *why;
  return std::nullopt;
}

void ServiceReader::read_name() {
  const auto name = table_.required_text("name");
  if (name.empty() && !source_.get("name")) return;
  if (source_.get("name")->is_string() && is_fine("name", name_fault(name))) {
    service_.name = Template(name);
  }
}

void ServiceReader::read_except() {
  service_.except = table_.texts("except").value_or(std::vector<std::string>());
  for (const auto& name : service_.except) {
    if (!service_.name.match(name)) {
      is_fine("except", "has " + in_quotes(name) + ", which \"name\" does not match");
    }
  }
}

std::optional<std::string> ServiceReader::path_fault(const std::string& path) const {
  if (const auto fault = Template::fault(path)) return "is no template: " + *fault;
  for (const auto element : split(path, '/')) {
    if (auto fault = partial_capture_fault(element, "element of the path")) return fault;
  }
  const Template parsed(path);
  Captures example;
  for (const auto& capture : parsed.captures()) {
    if (contains(service_.name.captures(), capture)) {
      return "captures {" + capture + "}, which \"name\" captures already; call one of them else";
    }
    example[capture] = "x";
  }
  if (!is_object_path(parsed.expand(example))) return "is no object path: " + in_quotes(path);
  return std::nullopt;
}

void ServiceReader::read_path() {
  const auto path = table_.required_text("path");
  const auto* node = source_.get("path");
  if (!node || !node->is_string()) return;
  if (is_fine("path", path_fault(path))) service_.path = Template(path);
}

std::optional<std::string> ServiceReader::captures_fault(const Template& uri) const {
  auto captured = service_.name.captures();
  const auto& of_path = service_.path.captures();
  captured.insert(captured.end(), of_path.begin(), of_path.end());
  auto used = uri.captures();
  std::sort(captured.begin(), captured.end());
  std::sort(used.begin(), used.end());
  if (captured == used) return std::nullopt;
  return "must use every capture of \"name\" and \"path\" and no other: they capture " +
         list_of_captures(captured) + ", \"uri\" uses " + list_of_captures(used);
}

std::optional<std::string> ServiceReader::uri_fault(const std::string& uri) const {
  if (const auto fault = Template::fault(uri)) return "is no template: " + *fault;
  for (const auto component : split(uri, '.')) {
    if (auto fault = component_fault(component)) return fault;
  }
  const Template parsed(uri);
  if (auto fault = captures_fault(parsed)) return fault;
  return reserved_fault(parsed);
}

void ServiceReader::read_uri() {
  const auto uri = table_.required_text("uri");
  const auto* node = source_.get("uri");
  if (!node || !node->is_string()) return;
  if (is_fine("uri", uri_fault(uri))) service_.uri = Template(uri);
  service_.uri_line = line_of(*node);
}

// What is not there can only be shown, and started, where the file alone says what it is.
void ServiceReader::read_activate() {
  service_.activate = table_.boolean("activate").value_or(false);
  if (!service_.activate) return;
  const std::array places = {std::pair{"name", &service_.name}, std::pair{"path", &service_.path}};
  for (const auto& [key, place] : places) {
    if (place->captures().empty()) continue;
    is_fine("activate", "needs a whole " + in_quotes(key) + ", but " + in_quotes(place->text()) +
                            " captures " + list_of_captures(place->captures()) +
                            "; give one object a file of its own");
  }
}

}  // namespace

std::optional<std::string> bus_fault(const std::string& bus) {
  const auto suggestion = did_you_mean(bus, {"session", "system"});
  if (bus == "session" || bus == "system" || (is_grant_word(bus) && suggestion.empty())) {
    return std::nullopt;
  }
  return R"(must be "session", "system" or the NAME of a [bus.NAME] of the configuration, got )" +
         in_quotes(bus) + suggestion;
}

Service read_service(const toml::table& table, const Reading& reading) {
  return ServiceReader(table, reading).read();
}

}  // namespace deskgate::mapping

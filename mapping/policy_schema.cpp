// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/policy_schema.hpp"

#include <nlohmann/json.hpp>

#include "mapping/policy_keys.hpp"

namespace deskgate::mapping {

namespace {

using Schema = nlohmann::ordered_json;

Schema type(const char* name) {
  return {{"type", name}};
}

Schema pattern(const char* expression) {
  return {{"type", "string"}, {"pattern", expression}};
}

Schema list_of(Schema element) {
  return {{"type", "array"}, {"items", std::move(element)}};
}

Schema table_of(Schema element) {
  return {{"type", "object"}, {"additionalProperties", std::move(element)}};
}

Schema either(Schema one, Schema other) {
  return {{"anyOf", Schema::array({std::move(one), std::move(other)})}};
}

Schema words(std::initializer_list<const char*> all) {
  return {{"enum", Schema(all)}};
}

// The kinds of table stand in $defs once each.
Schema defined(const char* name) {
  return {{"$ref", std::string("#/$defs/") + name}};
}

Schema members_or(Schema rule) {
  return either(list_of(type("string")), table_of(std::move(rule)));
}

Schema rate() {
  return pattern("^[1-9][0-9]*/(s|min|h)$");
}

Schema timeout() {
  return pattern("^[1-9][0-9]*(ms|s|min)$");
}

Schema signature() {
  return pattern("^[ybnqiuxtdsogvha(){}]*$");
}

// What is made of other tables.
Schema of_tables(ValueType value) {
  switch (value) {
    case ValueType::topics:
      return members_or({{"type", "object"}, {"maxProperties", 0}});
    case ValueType::calls:
      return members_or(defined("call_rule"));
    case ValueType::gets:
      return members_or(defined("get_rule"));
    case ValueType::sets:
      return members_or(defined("set_rule"));
    case ValueType::keys:
      return members_or(defined("conditions"));
    case ValueType::conditions:
      return defined("conditions");
    case ValueType::service:
      return defined("service");
    case ValueType::interface:
      return defined("interface");
    case ValueType::grants:
      return table_of(defined("grant"));
    case ValueType::expectations:
      return list_of(defined("expectation"));
    case ValueType::exported:
      return defined("export");
    case ValueType::exported_interfaces:
      return table_of(defined("exported_interface"));
    case ValueType::exported_methods:
      return table_of(defined("exported_method"));
    case ValueType::exported_signals:
      return table_of(defined("exported_signal"));
    case ValueType::exported_properties:
      return table_of(defined("exported_property"));
    case ValueType::types:
      return table_of(defined("types"));
    case ValueType::method_types:
      return table_of(defined("method_types"));
    default:
      return Schema::object();
  }
}

Schema of(ValueType value) {
  switch (value) {
    case ValueType::text:
      return type("string");
    case ValueType::texts:
    case ValueType::members:
      return list_of(type("string"));
    case ValueType::boolean:
      return type("boolean");
    case ValueType::number:
      return type("number");
    case ValueType::length:
      return {{"type", "integer"}, {"minimum", 0}};
    case ValueType::scalars:
      return list_of({{"type", {"string", "number", "boolean"}}});
    case ValueType::anything:
      return Schema::object();
    case ValueType::rate:
      return rate();
    case ValueType::timeout:
      return timeout();
    case ValueType::operation:
      return words({"call", "subscribe"});
    case ValueType::verdict:
      return words({"allow", "deny", "ask"});
    case ValueType::arguments:
      return {{"type", {"array", "object"}}};
    case ValueType::signatures:
      return table_of(signature());
    case ValueType::signature:
      return signature();
    case ValueType::rate_or_named:
      return either(rate(), defined("conditions"));
    case ValueType::timeout_or_named:
      return either(timeout(), defined("conditions"));
    case ValueType::ask_or_named:
      return either(type("boolean"), defined("conditions"));
    default:
      return of_tables(value);
  }
}

Schema of(const TableFormat& format) {
  auto properties = Schema::object();
  auto required = Schema::array();
  for (const auto& key : format.keys) {
    auto schema = of(key.type);
    schema["description"] = key.what;
    properties[std::string(key.name)] = std::move(schema);
    if (key.need == Key::Need::required) required.push_back(key.name);
  }
  Schema schema{{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) schema["required"] = std::move(required);
  schema["additionalProperties"] = format.others ? of(*format.others) : Schema(false);
  return schema;
}

}  // namespace

std::string policy_schema() {
  Schema schema{{"$schema", "http://json-schema.org/draft-07/schema#"},
                {"title", "A policy file of Deskgate"}};
  schema.update(of(formats::top));
  // A file speaks of a service or of an object to export.
  schema["oneOf"] = Schema::array({{{"required", {"service"}}}, {{"required", {"export"}}}});
  schema["$defs"] = {{"service", of(formats::service)},
                     {"grant", of(formats::grant)},
                     {"interface", of(formats::interface)},
                     {"call_rule", of(formats::call_rule)},
                     {"get_rule", of(formats::get_rule)},
                     {"set_rule", of(formats::set_rule)},
                     {"conditions", of(formats::conditions)},
                     {"expectation", of(formats::expectation)},
                     {"export", of(formats::exported)},
                     {"exported_interface", of(formats::exported_interface)},
                     {"exported_method", of(formats::exported_method)},
                     {"exported_signal", of(formats::exported_signal)},
                     {"exported_property", of(formats::exported_property)},
                     {"types", of(formats::types)},
                     {"method_types", of(formats::method_types)}};
  return schema.dump(2) + "\n";
}

}  // namespace deskgate::mapping

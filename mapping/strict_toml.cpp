// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/strict_toml.hpp"

#include <algorithm>

#include "mapping/text.hpp"

namespace deskgate::mapping {

int line_of(const toml::source_region& region) {
  return static_cast<int>(region.begin.line);
}

int line_of(const toml::node& node) {
  return line_of(node.source());
}

std::string_view describe_node(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::string:
      return "text";
    case toml::node_type::integer:
      return "an integer";
    case toml::node_type::floating_point:
      return "a number with a point";
    case toml::node_type::boolean:
      return "true or false";
    case toml::node_type::date:
      return "a date";
    case toml::node_type::time:
      return "a time";
    case toml::node_type::date_time:
      return "a date and time";
    case toml::node_type::none:
      break;
  }
  return "nothing";
}

StrictTable::StrictTable(const toml::table& table, std::string where, const std::string& file,
                         Diagnostics& diagnostics, const TableFormat* format)
    : table_(table),
      where_(std::move(where)),
      file_(file),
      diagnostics_(diagnostics),
      format_(format) {}

StrictTable::~StrictTable() {
  for (const auto& [key, value] : table_) {
    if (!is_known(key.str())) report_unknown(key);
  }
}

bool StrictTable::is_known(std::string_view key) const {
  if (std::find(planned_.begin(), planned_.end(), key) != planned_.end()) return true;
  const bool is_in_format = !format_ || format_->others || format_->find(key);
  return is_in_format && std::find(known_.begin(), known_.end(), key) != known_.end();
}

void StrictTable::report_unknown(const toml::key& key) {
  const auto message = "unknown key " + named(key.str()) + did_you_mean(key.str(), known_);
  diagnostics_.push_back({file_, line_of(key.source()), message});
}

std::optional<std::string> StrictTable::text(std::string_view key) {
  const auto* found = node(key);
  if (!found) return std::nullopt;
  if (const auto* value = found->as_string()) return value->get();
  report_type(key, *found, "text");
  return std::nullopt;
}

std::string StrictTable::required_text(std::string_view key) {
  if (!table_.contains(key)) {
    const auto subject = where_.empty() ? "the file" : where_;
    const auto line = where_.empty() ? 0 : line_of(table_.source());
    diagnostics_.push_back({file_, line, subject + " needs " + in_quotes(key)});
  }
  return text(key).value_or("");
}

std::optional<bool> StrictTable::boolean(std::string_view key) {
  const auto* found = node(key);
  if (!found) return std::nullopt;
  if (const auto* value = found->as_boolean()) return value->get();
  report_type(key, *found, "true or false");
  return std::nullopt;
}

std::optional<std::int64_t> StrictTable::integer(std::string_view key) {
  const auto* found = node(key);
  if (!found) return std::nullopt;
  if (const auto* value = found->as_integer()) return value->get();
  report_type(key, *found, "an integer");
  return std::nullopt;
}

std::optional<std::vector<std::string>> StrictTable::texts(std::string_view key) {
  const auto* found = node(key);
  if (!found) return std::nullopt;
  const auto* list = found->as_array();
  if (!list) {
    report_type(key, *found, "a list of text");
    return std::nullopt;
  }
  std::vector<std::string> values;
  for (const auto& element : *list) {
    if (const auto* value = element.as_string()) {
      values.push_back(value->get());
    } else {
      complain(element, named(key) + " must be a list of text, got " +
                            std::string(describe_node(element)) + " in it");
    }
  }
  return values;
}

const toml::table* StrictTable::table(std::string_view key) {
  const auto* found = node(key);
  if (!found) return nullptr;
  if (!found->is_table()) report_type(key, *found, "a table");
  return found->as_table();
}

const toml::node* StrictTable::node(std::string_view key) {
  known_.emplace_back(key);
  return table_.get(key);
}

void StrictTable::refuse_planned(std::initializer_list<std::string_view> keys) {
  for (const auto key : keys) {
    if (!table_.contains(key)) continue;
    planned_.emplace_back(key);
    complain(*table_.get(key), named(key) + " is not supported by this version of Deskgate");
  }
}

void StrictTable::complain(const toml::node& at, std::string message) {
  diagnostics_.push_back({file_, line_of(at.source()), std::move(message)});
}

void StrictTable::report_type(std::string_view key, const toml::node& found,
                              std::string_view expected) {
  complain(found, named(key) + " must be " + std::string(expected) + ", got " +
                      std::string(describe_node(found)));
}

std::string StrictTable::named(std::string_view key) const {
  return in_quotes(key) + (where_.empty() ? "" : " in " + where_);
}

}  // namespace deskgate::mapping

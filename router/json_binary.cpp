// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/json_binary.hpp"

#include <algorithm>
#include <utility>

#include "router/base64.hpp"

namespace deskgate::router {
namespace {

void write_binary(Value& value) {
  if (value.is_binary()) {
    value = std::string(1, '\0') + to_base64(value.get_binary());
  } else if (value.is_structured()) {
    for (auto& element : value) write_binary(element);
  }
}

void read_binary(Value& value) {
  if (value.is_structured()) {
    for (auto& element : value) read_binary(element);
    return;
  }
  const auto* text = value.get_ptr<const std::string*>();
  if (!text || !text->starts_with('\0')) return;
  auto octets = from_base64(std::string_view(*text).substr(1));
  if (octets) value = Value::binary(std::move(*octets));
}

}  // namespace

bool holds_binary(const Value& value) {
  if (!value.is_structured()) return value.is_binary();
  return std::any_of(value.begin(), value.end(), holds_binary);
}

Value without_binary(Value value) {
  write_binary(value);
  return value;
}

Value with_binary(Value value) {
  read_binary(value);
  return value;
}

}  // namespace deskgate::router

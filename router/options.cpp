// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/options.hpp"

#include "router/uri.hpp"

namespace deskgate::router {
namespace {

Error wrong_type(Code message, const char* key, const char* expected) {
  return {std::string(error::protocol_violation),
          std::string(name_of(message)) + ": Options." + key + " must be " + expected};
}

const Value* option(const Dict& options, const char* key) {
  if (options.empty()) return nullptr;
  const auto found = options.find(key);
  return found == options.end() ? nullptr : &*found;
}

bool read_element(const Value& element, std::string& text) {
  const auto* found = element.get_ptr<const std::string*>();
  if (found) text = *found;
  return found != nullptr;
}

bool read_element(const Value& element, std::uint64_t& number) {
  if (element.is_number_integer()) {
    number = element.get<std::uint64_t>();
    return element.is_number_unsigned() || element.get<std::int64_t>() >= 0;
  }
  if (!element.is_number_float()) return false;
  const auto value = element.get<double>();
  if (!(value >= 0 && value <= double{max_id})) return false;
  number = static_cast<std::uint64_t>(value);
  return static_cast<double>(number) == value;
}

bool read_element(const Value& element, SessionId& id) {
  return read_element(element, id.value) && is_id(id.value);
}

template <class T>
Result<std::optional<std::vector<T>>> read_list(Code message, const Dict& options, const char* key,
                                                const char* expected) {
  const auto* value = option(options, key);
  if (!value) return std::optional<std::vector<T>>{};
  if (!value->is_array()) return wrong_type(message, key, expected);
  std::vector<T> list(value->size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!read_element((*value)[i], list[i])) return wrong_type(message, key, expected);
  }
  return std::optional(std::move(list));
}

}  // namespace

Result<bool> read_flag(Code message, const Dict& options, const char* key, bool otherwise) {
  const auto* value = option(options, key);
  if (!value) return otherwise;
  if (!value->is_boolean()) return wrong_type(message, key, "a boolean");
  return value->get<bool>();
}

Result<std::optional<std::string_view>> read_text(Code message, const Dict& options,
                                                  const char* key) {
  const auto* value = option(options, key);
  if (!value) return std::optional<std::string_view>{};
  const auto* text = value->get_ptr<const std::string*>();
  if (!text) return wrong_type(message, key, "a string");
  return std::optional<std::string_view>(*text);
}

Result<std::optional<std::uint64_t>> read_number(Code message, const Dict& options,
                                                 const char* key) {
  const auto* value = option(options, key);
  if (!value) return std::optional<std::uint64_t>{};
  std::uint64_t number = 0;
  if (!read_element(*value, number)) return wrong_type(message, key, "a non-negative integer");
  return std::optional(number);
}

Result<std::optional<std::vector<SessionId>>> read_sessions(Code message, const Dict& options,
                                                            const char* key) {
  return read_list<SessionId>(message, options, key, "a list of session ids");
}

Result<std::optional<std::vector<std::string>>> read_texts(Code message, const Dict& options,
                                                           const char* key) {
  return read_list<std::string>(message, options, key, "a list of strings");
}

}  // namespace deskgate::router

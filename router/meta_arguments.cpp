// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/meta_arguments.hpp"

#include <algorithm>
#include <utility>

#include "router/uri.hpp"

namespace deskgate::router {
namespace {

// nullopt: neither an id nor a float that is one.
std::optional<std::uint64_t> id_from(const Value& value) {
  std::uint64_t id = 0;
  if (value.is_number_unsigned()) {
    id = value.get<std::uint64_t>();
  } else if (value.is_number_float()) {
    const auto number = value.get<double>();
    if (!(number >= 1 && number <= double{max_id})) return std::nullopt;
    id = static_cast<std::uint64_t>(number);
    if (static_cast<double>(id) != number) return std::nullopt;
  }
  return is_id(id) ? std::optional(id) : std::nullopt;
}

template <std::size_t Size>
std::size_t count_names(const std::array<std::string_view, Size>& names) {
  return static_cast<std::size_t>(std::ranges::find(names, "") - names.begin());
}

Result<void> check_positional(const Signature& signature, const Value& args) {
  if (args.size() < signature.required) {
    return wrong_argument(signature.positional.at(args.size()), "is missing");
  }
  const auto known = count_names(signature.positional);
  if (args.size() <= known) return {};
  return invalid_argument("takes at most " + std::to_string(known) + " positional arguments, got " +
                          std::to_string(args.size()));
}

Result<void> check_keywords(const Signature& signature, const Dict& kwargs) {
  for (const auto& [name, value] : kwargs.items()) {
    const auto is_known =
        !name.empty() && std::ranges::find(signature.keyword, name) != signature.keyword.end();
    if (!is_known) return wrong_argument(name, "is no keyword argument of this procedure");
  }
  return {};
}

}  // namespace

Error wrong_argument(std::string_view name, std::string_view what) {
  return invalid_argument("argument \"" + std::string(name) + "\" " + std::string(what));
}

Result<MetaArguments> MetaArguments::from(const Signature& signature, const Payload& payload) {
  auto values = payload.values();
  if (!values) return values.error();
  const auto positional = check_positional(signature, values->args);
  if (!positional) return positional.error();
  const auto keywords = check_keywords(signature, values->kwargs);
  if (!keywords) return keywords.error();
  return MetaArguments(signature, std::move(*values));
}

const Value* MetaArguments::find(std::string_view name) const {
  const auto* const position = std::ranges::find(signature_.positional, name);
  const auto index = static_cast<std::size_t>(position - signature_.positional.begin());
  if (index < values_.args.size()) return &values_.args[index];
  const auto keyword = values_.kwargs.find(name);
  return keyword == values_.kwargs.end() ? nullptr : &*keyword;
}

Result<std::uint64_t> MetaArguments::integer(std::string_view name) const {
  const auto* value = find(name);
  const auto id = value ? id_from(*value) : std::nullopt;
  if (!id) return wrong_argument(name, "must be an id");
  return *id;
}

Result<std::string_view> MetaArguments::text(std::string_view name) const {
  const auto* value = find(name);
  if (!value || !value->is_string()) return wrong_argument(name, "must be a string");
  return std::string_view(value->get_ref<const std::string&>());
}

Result<std::optional<std::vector<std::string>>> MetaArguments::texts(std::string_view name) const {
  const auto* value = find(name);
  if (!value) return std::optional<std::vector<std::string>>{};
  const bool is_list_of_texts =
      value->is_array() &&
      std::ranges::all_of(*value, [](const Value& element) { return element.is_string(); });
  if (!is_list_of_texts) return wrong_argument(name, "must be a list of strings");
  return std::optional(value->get<std::vector<std::string>>());
}

Result<Value> MetaArguments::list(std::string_view name) const {
  const auto* value = find(name);
  if (!value || !value->is_array()) return wrong_argument(name, "must be a list");
  return *value;
}

Result<Dict> MetaArguments::dict(std::string_view name) const {
  const auto* value = find(name);
  if (!value) return Dict::object();
  if (!value->is_object()) return wrong_argument(name, "must be a dictionary");
  return *value;
}

}  // namespace deskgate::router

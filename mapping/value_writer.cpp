// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/value_writer.hpp"

#include <map>

#include "mapping/names.hpp"
#include "mapping/scalar.hpp"
#include "mapping/signature.hpp"
#include "mapping/text.hpp"
#include "mapping/typed_value.hpp"
#include "mapping/variant_guess.hpp"

namespace deskgate::mapping {

using nlohmann::json;

namespace {

constexpr std::size_t longest_path = std::size_t{64} << 10U;  // sd-bus' own limit

std::string_view inside(std::string_view brackets) {
  return brackets.substr(1, brackets.size() - 2);
}

std::string expected(std::string_view type) {
  return "expected " + std::string(type) + " (" + describe_type(type) + ")";
}

// Why sd-bus would not take the text as such a type, whatever the type's own grammar says.
std::optional<std::string> text_fault(char type, std::string_view text) {
  if (type == 'o' && text.size() > longest_path) {
    return "it must not be longer than " + std::to_string(longest_path) + " octets";
  }
  return bus_text_fault(text);
}

std::string counted_arguments(std::size_t count, std::string_view signature) {
  const auto types = signature.empty() ? "" : " (" + std::string(signature) + ")";
  return std::to_string(count) + (count == 1 ? " argument" : " arguments") + types;
}

}  // namespace

bool ValueWriter::body(std::string_view signature, const json& arguments,
                       const std::vector<std::string>& names, Into into) {
  const Place body;
  const Place variant(body, Place::Kind::variant, 0);
  const Place& whole = into == Into::variant ? variant : body;
  if (!is_signature(signature))
    return refuse(whole, in_quotes(signature) + " is no D-Bus signature");
  if (!arguments.is_array()) return refuse(whole, "expected a list of arguments");
  const auto types = complete_types(signature);
  if (types.size() != arguments.size()) {
    return refuse(whole, "expected " + counted_arguments(types.size(), signature) + ", got " +
                             std::to_string(arguments.size()));
  }
  for (std::size_t i = 0; i < types.size(); ++i) {
    const auto name = i < names.size() ? std::string_view(names[i]) : std::string_view();
    const Place place(whole, Place::Kind::argument, i, name);
    if (!value(types[i], arguments[i], place)) return false;
  }
  return true;
}

bool ValueWriter::value(std::string_view type, const json& value, const Place& place) {
  if (!write(type, value, place)) return false;
  if (out_.size() <= largest_body) return true;
  return refuse(place, "the arguments take more than " + std::to_string(largest_body) +
                           " octets, the most that is sent to a D-Bus service");
}

bool ValueWriter::write(std::string_view type, const json& value, const Place& place) {
  switch (type.front()) {
    case 'y':
      return integer<std::uint8_t>(type, value, place);
    case 'n':
      return integer<std::int16_t>(type, value, place);
    case 'q':
      return integer<std::uint16_t>(type, value, place);
    case 'i':
      return integer<std::int32_t>(type, value, place);
    case 'u':
      return integer<std::uint32_t>(type, value, place);
    case 'x':
      return integer<std::int64_t>(type, value, place);
    case 't':
      return integer<std::uint64_t>(type, value, place);
    case 'b':
      return boolean(value, place);
    case 'd':
      return number(value, place);
    case 's':
    case 'o':
    case 'g':
      return text(type, value, place);
    case 'h':
      return refuse(place, "a file descriptor (h) cannot be sent over the network");
    default:
      return container(type, value, place);
  }
}

template <class T>
bool ValueWriter::integer(std::string_view type, const json& value, const Place& place) {
  const auto number = to_integer<T>(value);
  if (!number) return misfit(type, value, place);
  out_.put(*number);
  return true;
}

bool ValueWriter::boolean(const json& value, const Place& place) {
  if (!value.is_boolean()) return misfit("b", value, place);
  out_.put(value.get<bool>());
  return true;
}

bool ValueWriter::number(const json& value, const Place& place) {
  const auto number = to_double(value);
  if (!number) return misfit("d", value, place);
  out_.put(*number);
  return true;
}

bool ValueWriter::text(std::string_view type, const json& value, const Place& place) {
  if (!value.is_string()) return misfit(type, value, place);
  const auto& text = value.get_ref<const std::string&>();
  if (const auto fault = text_fault(type.front(), text)) {
    return refuse(place, expected(type) + "; " + *fault);
  }
  return put_text(type.front(), text) || misfit(type, value, place);
}

bool ValueWriter::put_text(char type, const std::string& text) {
  if (type == 'o') {
    if (!is_object_path(text)) return false;
    out_.put(sdbus::ObjectPath(text));
  } else if (type == 'g') {
    if (!is_signature(text)) return false;
    out_.put(sdbus::Signature(text));
  } else {
    out_.put(text);
  }
  return true;
}

bool ValueWriter::container(std::string_view type, const json& value, const Place& place) {
  const int levels = type.starts_with("a{") ? 2 : 1;
  if (place.depth() + levels > deepest_value)
    return refuse(place, "the value is nested too deeply");
  if (type == "v") return variant(value, place);
  if (type == "ay") return binary(value, place);
  if (type.front() == '(') return structure(type, value, place);
  return levels == 2 ? dictionary(type, value, place) : list(type, value, place);
}

bool ValueWriter::binary(const json& value, const Place& place) {
  if (!value.is_binary()) return list("ay", value, place);
  out_.open(Container::array, "y");
  out_.put_octets(value.get_binary());
  out_.close(Container::array);
  return true;
}

bool ValueWriter::list(std::string_view type, const json& value, const Place& place) {
  if (!value.is_array()) return misfit(type, value, place);
  out_.open(Container::array, type.substr(1));
  if (!elements(type.substr(1), value, place)) return false;
  out_.close(Container::array);
  return true;
}

bool ValueWriter::elements(std::string_view element_type, const json& list, const Place& place) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!value(element_type, list[i], Place(place, Place::Kind::element, i))) return false;
  }
  return true;
}

bool ValueWriter::dictionary(std::string_view type, const json& value, const Place& place) {
  const auto types = inside(type.substr(1));
  if (!value.is_object() && !value.is_array()) return misfit(type, value, place);
  out_.open(Container::array, type.substr(1));
  const bool fits = value.is_array() ? pairs(types, value, place) : members(types, value, place);
  if (!fits) return false;
  out_.close(Container::array);
  return true;
}

// Different texts may stand for one double. A list of pairs may repeat a key, and says so openly.
bool ValueWriter::members(std::string_view entry_types, const json& object, const Place& place) {
  std::map<std::string, std::string> doubles;
  for (const auto& [key, value] : object.items()) {
    if (!entry(entry_types, key, value, place)) return false;
    if (entry_types.front() != 'd') continue;
    const auto [same, is_new] = doubles.emplace(key_text(*key_value('d', key)), key);
    if (!is_new) {
      return refuse(Place(place, Place::Kind::key, 0, key),
                    "the same key as " + in_quotes(same->second));
    }
  }
  return true;
}

bool ValueWriter::pairs(std::string_view entry_types, const json& list, const Place& place) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto& pair = list[i];
    const Place here(place, Place::Kind::element, i);
    if (!pair.is_array() || pair.size() != 2) {
      return refuse(here, "expected a [key, value] pair, got " + shown(pair));
    }
    if (!entry(entry_types, pair[0], pair[1], place)) return false;
  }
  return true;
}

bool ValueWriter::entry(std::string_view entry_types, const json& key_value, const json& value,
                        const Place& place) {
  const auto name = key_text(key_value);
  const Place here(place, Place::Kind::key, 0, name);
  out_.open(Container::entry, entry_types);
  if (!key(entry_types.front(), key_value, here)) return false;
  if (!this->value(entry_types.substr(1), value, here)) return false;
  out_.close(Container::entry);
  return true;
}

bool ValueWriter::key(char type, const json& key, const Place& place) {
  const auto types = std::string(1, type);
  if (!key.is_string()) return value(types, key, place);
  const auto meant = key_value(type, key.get_ref<const std::string&>());
  return meant ? value(types, *meant, place) : misfit(types, key, place);
}

bool ValueWriter::structure(std::string_view type, const json& value, const Place& place) {
  const auto types = complete_types(inside(type));
  if (!value.is_array() || value.size() != types.size()) return misfit(type, value, place);
  out_.open(Container::structure, inside(type));
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (!this->value(types[i], value[i], Place(place, Place::Kind::field, i))) return false;
  }
  out_.close(Container::structure);
  return true;
}

bool ValueWriter::variant(const json& value, const Place& place) {
  if (is_typed_value(value)) {
    return variant_of(value.at("t").get_ref<const std::string&>(), value.at("v"), place);
  }
  const auto type = guess_variant_type(value);
  if (!type.empty()) return variant_of(type, value, place);
  return refuse(place,
                shown(value) + R"( has no certain D-Bus type; write {"t": type, "v": value})");
}

bool ValueWriter::variant_of(std::string_view type, const json& value, const Place& place) {
  if (!is_single_type(type)) {
    return refuse(place, in_quotes(type) + R"( in "t" is not one complete D-Bus type)");
  }
  out_.open(Container::variant, type);
  if (!this->value(type, value, Place(place, Place::Kind::variant, 0))) return false;
  out_.close(Container::variant);
  return true;
}

bool ValueWriter::misfit(std::string_view type, const json& value, const Place& place) {
  return refuse(place, expected(type) + ", got " + shown(value));
}

bool ValueWriter::refuse(const Place& place, const std::string& what) {
  mismatch_.message = complaint(place, what);
  return false;
}

}  // namespace deskgate::mapping

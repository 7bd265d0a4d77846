// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/footprint.hpp"

namespace deskgate::router {
namespace {

constexpr std::size_t octets_per_element = sizeof(Value);
constexpr std::size_t octets_per_member = 48;  // a node of a tree, beside key and value

}  // namespace

// As deep as the value, which a parser or this process has bounded.
std::size_t footprint(const Value& value) {
  auto octets = octets_per_element;
  if (const auto* text = value.get_ptr<const Value::string_t*>()) {
    octets += text->size();
  } else if (const auto* binary = value.get_ptr<const Value::binary_t*>()) {
    octets += binary->size();
  } else if (const auto* list = value.get_ptr<const Value::array_t*>()) {
    for (const auto& element : *list) octets += footprint(element);
  } else if (const auto* dictionary = value.get_ptr<const Value::object_t*>()) {
    for (const auto& [key, member] : *dictionary) {
      octets += octets_per_member + key.size() + footprint(member);
    }
  }
  return octets;
}

}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// D-Bus messages without a bus, and WAMP values as short text.
#pragma once

#include <sdbus-c++/sdbus-c++.h>

#include <nlohmann/json.hpp>
#include <string>

#include "mapping/value.hpp"

namespace sdbus {
// Exported by the library, in no header of 1.2.
PlainMessage createPlainMessage();
}  // namespace sdbus

namespace deskgate::mapping::test {

// JSON in which binary is a string that starts with U+0000; what follows are its octets in
// hexadecimal.
inline nlohmann::json with_binary(nlohmann::json value) {
  if (value.is_structured()) {
    for (auto& element : value) element = with_binary(element);
  }
  if (!value.is_string() || !value.get_ref<const std::string&>().starts_with('\0')) return value;
  const auto digits = value.get<std::string>().substr(1);
  std::vector<std::uint8_t> octets;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    octets.push_back(static_cast<std::uint8_t>(std::stoul(digits.substr(i, 2), nullptr, 16)));
  }
  return nlohmann::json::binary(std::move(octets));
}

inline nlohmann::json wamp(const std::string& text) {
  return with_binary(nlohmann::json::parse(text));
}

// What was written, ready to be read.
inline void turn(sdbus::PlainMessage& message) {
  message.seal();
  message.rewind(true);
}

// Writes the arguments to a D-Bus message and reads them back.
inline Converted<nlohmann::json> there_and_back(const std::string& signature,
                                                const nlohmann::json& arguments) {
  auto message = sdbus::createPlainMessage();
  const auto written = write_body(message, signature, arguments, {});
  if (!written) return written.error();
  turn(message);
  return read_body(message);
}

// Why the arguments are not taken; "" if they are.
inline std::string refusal(const std::string& signature, const nlohmann::json& arguments,
                           const std::vector<std::string>& names = {}) {
  const auto checked = check_body(signature, arguments, names);
  return checked ? "" : checked.error().message;
}

}  // namespace deskgate::mapping::test

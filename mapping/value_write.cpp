// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Values: the way from WAMP to D-Bus.
#include "mapping/value.hpp"
#include "mapping/value_writer.hpp"

namespace deskgate::mapping {

using nlohmann::json;

Converted<void> check_body(std::string_view signature, const json& arguments,
                           const std::vector<std::string>& names, std::string_view variant_type) {
  ValueWriter checker(Appender(nullptr));
  if (!checker.body(signature, arguments, names, variant_type)) return checker.mismatch();
  return {};
}

Converted<void> write_body(sdbus::Message& message, std::string_view signature,
                           const json& arguments, const std::vector<std::string>& names,
                           std::string_view variant_type) try {
  auto checked = check_body(signature, arguments, names, variant_type);
  if (!checked) return checked;
  ValueWriter writer(Appender{&message});
  if (!writer.body(signature, arguments, names, variant_type)) return writer.mismatch();
  return {};
} catch (const sdbus::Error& error) {
  return Mismatch{"D-Bus does not take the arguments: " + error.getMessage()};
}

}  // namespace deskgate::mapping

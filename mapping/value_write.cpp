// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Values: the way from WAMP to D-Bus.
#include "mapping/value.hpp"
#include "mapping/value_writer.hpp"

namespace deskgate::mapping {

using nlohmann::json;

Converted<void> check_body(std::string_view signature, const json& arguments,
                           const std::vector<std::string>& names, Into into) {
  ValueWriter checker(Appender(nullptr));
  if (!checker.body(signature, arguments, names, into)) return checker.mismatch();
  return {};
}

Converted<void> write_body(sdbus::Message& message, std::string_view signature,
                           const json& arguments, const std::vector<std::string>& names,
                           Into into) try {
  auto checked = check_body(signature, arguments, names, into);
  if (!checked) return checked;
  ValueWriter writer(Appender{&message});
  if (!writer.body(signature, arguments, names, into)) return writer.mismatch();
  return {};
} catch (const sdbus::Error& error) {
  return Mismatch{"D-Bus does not take the arguments: " + error.getMessage()};
}

}  // namespace deskgate::mapping

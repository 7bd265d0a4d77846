// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/dictionary.hpp"

#include <set>
#include <string>

#include "mapping/text.hpp"

namespace deskgate::gateway::trust {

router::Result<nlohmann::json> read_dictionary(const router::Payload& payload,
                                               std::initializer_list<const char*> keys) {
  const auto values = payload.values();
  if (!values) return values.error();
  if (values->args.size() != 1 || !values->args[0].is_object() || !values->kwargs.empty()) {
    return router::invalid_argument("there must be one argument, a dictionary");
  }
  const std::set<std::string> known(keys.begin(), keys.end());
  for (const auto& [key, value] : values->args[0].items()) {
    if (!known.contains(key))
      return router::invalid_argument("there is no option " + mapping::in_quotes(key));
  }
  return {boost::system::in_place_value, values->args[0]};
}

}  // namespace deskgate::gateway::trust

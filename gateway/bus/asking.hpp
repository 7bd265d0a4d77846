// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "mapping/introspection.hpp"
#include "mapping/policy_file.hpp"
#include "router/authorizer.hpp"
#include "router/error.hpp"
#include "router/local_peer.hpp"

namespace deskgate::gateway::bus {

// A call that a rule with `ask` allows, as it would be sent.
struct AskedCall {
  router::Principal caller{};
  std::string procedure{};
  nlohmann::json arguments{};                     // positional
  std::vector<mapping::ArgumentInfo> expected{};  // their names
  std::string member{};                           // "PowerOff"
  std::string grant{};                            // "power.off"
};

// Who asks the person at the desktop.
class Asking {
 public:
  // nullopt: yes. Otherwise what the caller is told.
  using Then = std::function<void(const std::optional<router::Error>& refusal)>;

  virtual ~Asking() = default;

  // `then` is called once, at once or later, from the loop; not any more once nobody owns it, or
  // nobody waits for `awaited`.
  virtual void ask(const AskedCall& call, const router::Answer& awaited,
                   const std::weak_ptr<const Then>& then) = 0;
};

}  // namespace deskgate::gateway::bus

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// How the areas of the meta API list their procedures: one table each, which reads like the
// specification.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "router/authorizer.hpp"
#include "router/message.hpp"
#include "router/meta_arguments.hpp"

namespace deskgate::router {

// A procedure of `Area`, which provides `static std::span<const MetaProcedure<Area>> procedures()`.
template <class Area>
struct MetaProcedure {
  std::string_view name;
  Signature takes;
  Result<Payload> (Area::*answer)(const Principal& caller, const MetaArguments& arguments);
};

// The one positional result that most of them have.
inline Payload result_of(Value value) {
  auto results = Value::array();
  results.push_back(std::move(value));
  return Payload(std::move(results));
}

// Calls the procedure; nullopt: the area has none of that name.
template <class Area>
std::optional<Result<Payload>> call_in(Area& area, const Principal& caller, const Call& call) {
  for (const MetaProcedure<Area>& procedure : Area::procedures()) {
    if (procedure.name != call.procedure) continue;
    const auto arguments = MetaArguments::from(procedure.takes, call.payload);
    if (!arguments) return arguments.error();
    return (area.*procedure.answer)(caller, *arguments);
  }
  return std::nullopt;
}

}  // namespace deskgate::router

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The question that every object understands, or should.
#pragma once

#include <functional>
#include <memory>

#include "gateway/bus/bus.hpp"
#include "gateway/bus/questions.hpp"
#include "mapping/introspection.hpp"

namespace deskgate::gateway::bus {

// Called with what the object says of itself; with the failure, and nothing known, where it says
// nothing.
using OnIntrospected = std::function<void(mapping::ObjectInfo info, const CallFailure* failure)>;

void introspect(Questions& questions, const std::shared_ptr<RemoteObject>& object,
                OnIntrospected on_introspected);

}  // namespace deskgate::gateway::bus

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include "router/clock.hpp"

namespace deskgate::gateway {

// The clock that the process lends to its router.
router::Clock system_clock();

}  // namespace deskgate::gateway

// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include "gateway/hardening/sandbox.hpp"
#include "gateway/settings.hpp"

namespace deskgate::gateway {

// What a daemon with this configuration reads and writes while it runs. Of a file the folder is
// part of it, since whoever saves a file puts another in its place; where it is a link, so is the
// folder of what it leads to. Of a folder that is not there yet, the nearest one above it that is.
//
// But the home is not within reach as a whole, nor what is above it: of a file that lies there only
// the file is, as it was at the start.
hardening::Reach reach_of(const SettingsSource& source, const Config& config);

}  // namespace deskgate::gateway

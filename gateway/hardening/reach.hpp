// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include "gateway/hardening/sandbox.hpp"
#include "gateway/settings.hpp"

namespace deskgate::gateway {

// What a daemon with this configuration reads and writes while it runs, those files that links in
// its folders lead to among them. Of a folder that is not there yet, the nearest one above it that
// is: but not the home, nor what is above that.
hardening::Reach reach_of(const SettingsSource& source, const Config& config);

}  // namespace deskgate::gateway
